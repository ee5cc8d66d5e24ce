//! The namespace of a whole kustomization.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::accumulate::Accumulator;
use super::fault::Fault;
use super::fields::FieldSpecs;
use super::fieldspec::{Create, FieldSpec, Unfit};
use super::id::{Gvk, Id};
use super::transform::set_fields;
use super::value::{Kind, Node};

/// Which subjects of role bindings get the namespace.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Subjects {
    NamedDefault,
    AllServiceAccounts,
    None,
}

/// A namespace to put objects into.
pub(super) struct Namespace<'run> {
    pub text: &'run Node,
    pub unset_only: bool,
    pub subjects: Subjects,
}

impl Namespace<'_> {
    /// The one of the field `namespace`.
    pub fn of_field(text: &Node) -> Namespace<'_> {
        Namespace { text, unset_only: false, subjects: Subjects::NamedDefault }
    }

    fn value(&self) -> Node {
        Node::text(self.text.at, self.text.written_shared())
    }

    fn set(&self, node: &mut Node) -> Result<(), Unfit> {
        let Some(scalar) = node.as_scalar() else { return Err(Unfit) };
        if !self.unset_only || scalar.kind == Kind::Null || scalar.text.is_empty() {
            *node = self.value();
        }
        Ok(())
    }

    /// `roleBindingHack`.
    fn set_subjects(&self, root: &mut Node) {
        let wants = |subject: &Node| match self.subjects {
            Subjects::None => false,
            Subjects::NamedDefault => subject.get("name").is_some_and(|name| name.written() == "default"),
            Subjects::AllServiceAccounts => {
                subject.get("kind").is_some_and(|kind| kind.written() == "ServiceAccount")
            }
        };
        if !root.get("subjects").map(Node::items).unwrap_or_default().iter().any(wants) {
            return;
        }
        for subject in root.get_mut("subjects").and_then(Node::items_mut).into_iter().flatten() {
            if !wants(subject) {
                continue;
            }
            match subject.get_mut("namespace") {
                Some(node) => drop(self.set(node)),
                None => subject.set(&"namespace".into(), self.text.at, self.value()),
            }
        }
    }
}

/// Puts every object into a namespace (`NamespaceTransformerPlugin`, `namespace.Filter`).
pub(super) fn apply(namespace: &Namespace<'_>, specs: &FieldSpecs, accumulator: &mut Accumulator) {
    let at = namespace.text.at;
    let metadata = vec![FieldSpec::new(Gvk::default(), "metadata/namespace", true)];
    let not_metadata = |spec: &&FieldSpec| &*spec.path != "metadata/namespace";
    let specs: FieldSpecs = specs.iter().filter(not_metadata).cloned().collect();
    let without_names: FieldSpecs =
        specs.iter().filter(|spec| &*spec.path != "metadata/name").cloned().collect();
    let is_subjects = |spec: &&FieldSpec| {
        let kind = &*spec.gvk.kind;
        is_binding(kind) && &*spec.path == "subjects/namespace"
    };
    let of_bindings: FieldSpecs = without_names.iter().filter(|spec| !is_subjects(spec)).cloned().collect();
    let mut faults = Vec::new();
    let mut ids: FxHashMap<Id, usize> = FxHashMap::default();
    for object in &mut accumulator.objects {
        Arc::make_mut(object).remember();
        let mut set = |node: &mut Node| namespace.set(node);
        let mut result = Ok(());
        if !object.id().is_cluster_scoped() {
            result = set_fields(object, &metadata, Create::Scalar, at, &mut set);
        }
        let kind = object.kind();
        let list = match is_binding(&kind) {
            true => {
                namespace.set_subjects(&mut Arc::make_mut(object).root);
                &of_bindings
            }
            false if &*object.api_version() == "v1" => &specs,
            false => &without_names,
        };
        result = result.and_then(|()| set_fields(object, list, Create::Scalar, at, &mut set));
        faults.extend(result.err().map(|fault| (at, fault)));
        *ids.entry(object.id()).or_default() += 1;
    }
    for (id, _) in ids.into_iter().filter(|(_, count)| *count > 1) {
        faults.push((at, Fault::IdTwice { id: id.to_string() }));
    }
    faults.sort_by_key(|(at, fault)| (*at, fault.to_string()));
    accumulator.report.faults.append(&mut faults);
    accumulator.touched();
}

fn is_binding(kind: &str) -> bool {
    matches!(kind, "RoleBinding" | "ClusterRoleBinding")
}
