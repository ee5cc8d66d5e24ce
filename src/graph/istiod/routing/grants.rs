//! Who may refer to something in another namespace: ReferenceGrants.

use rustc_hash::FxHashMap;

use crate::graph::{Mesh, WorkOut};
use crate::model::{Object, OrEmpty, ReferenceGrant, TextField};
use crate::source::ObjectId;

/// ReferenceGrants by namespace.
#[derive(Debug)]
pub(in crate::graph) struct GrantIndex<'m>(FxHashMap<&'m str, Vec<ObjectId>>);

impl<'m> WorkOut<'m> for GrantIndex<'m> {
    fn work_out(mesh: &Mesh<'m>) -> GrantIndex<'m> {
        let mut grants: FxHashMap<&'m str, Vec<ObjectId>> = FxHashMap::default();
        for grant in mesh.all::<ReferenceGrant>() {
            grants.entry(grant.namespace()).or_default().push(grant.id);
        }
        GrantIndex(grants)
    }
}

impl<'m> Mesh<'m> {
    /// Whether a ReferenceGrant lets an object refer to something in another namespace.
    pub fn is_granted(&self, from: &Object, namespace: &str, group: &str, kind: &str, name: &str) -> bool {
        let from = (from.group(), &*from.kind_name, &*from.namespace);
        self.is_granted_to(from, namespace, (group, kind, name))
    }

    /// Whether a ReferenceGrant of a namespace lets objects of a group, kind and namespace refer to something
    /// there, by its group, kind and name.
    pub(in crate::graph) fn is_granted_to(
        &self,
        (from_group, from_kind, from_namespace): (&str, &str, &str),
        namespace: &str,
        (group, kind, name): (&str, &str, &str),
    ) -> bool {
        let grants = self.ask::<GrantIndex<'m>>().0.get(namespace).into_iter().flatten();
        grants.filter_map(|&id| self.resource::<ReferenceGrant>(id)).any(|grant| {
            let is_from = grant.spec.from.items().iter().any(|item| {
                item.group.text() == from_group
                    && item.kind.text() == from_kind
                    && item.namespace.text() == from_namespace
            });
            let is_to = grant.spec.to.items().iter().any(|item| {
                item.group.text() == group
                    && item.kind.text() == kind
                    && item.name.as_ref().is_none_or(|own| own.value.is_empty() || &*own.value == name)
            });
            is_from && is_to
        })
    }
}
