//! What names namespaces beside policies: `exportTo`, and ReferenceGrants.

use super::judge::let_in;
use super::policies::namespace;
use crate::graph::{Mesh, Reference, Role, Wanted};
use crate::model::{DestinationRule, OrEmpty, ReferenceGrant, ServiceEntry, Spanned, Text, VirtualService};
use crate::source::ObjectId;

/// Entries of `exportTo` that name a namespace.
pub(super) fn exported_to<'m>(mesh: &Mesh<'m>, id: ObjectId, found: &mut Vec<Reference<'m>>) {
    let object = mesh.object(id);
    let of_routes = object.spec::<VirtualService>().map(|spec| spec.export_to.items());
    let of_rule = object.spec::<DestinationRule>().map(|spec| spec.export_to.items());
    let of_entry = object.spec::<ServiceEntry>().map(|spec| spec.export_to.items());
    let items: &[Spanned<Text>] = of_routes.or(of_rule).or(of_entry).unwrap_or_default();
    for item in items.iter().filter(|item| !matches!(&*item.value, "" | "." | "*" | "~")) {
        let (role, to) = (Role::ExportNamespace, Wanted::Namespace(&item.value));
        found.push(Reference {
            from: id,
            role,
            span: item.span,
            to,
            answer: let_in(namespace(mesh, &item.value)),
        });
    }
}

/// Namespaces from which a ReferenceGrant allows references.
pub(super) fn granted<'m>(mesh: &Mesh<'m>, id: ObjectId, found: &mut Vec<Reference<'m>>) {
    let Some(grant) = mesh.resource::<ReferenceGrant>(id) else { return };
    for from in grant.spec.from.items() {
        let Some(name) = from.namespace.as_ref().filter(|name| !name.value.is_empty()) else { continue };
        let (role, to) = (Role::GrantNamespace, Wanted::Namespace(&name.value));
        found.push(Reference {
            from: id,
            role,
            span: name.span,
            to,
            answer: let_in(namespace(mesh, &name.value)),
        });
    }
}
