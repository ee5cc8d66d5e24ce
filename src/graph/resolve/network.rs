//! What NetworkPolicies refer to: namespaces.

use super::judge::{Question, let_in};
use crate::graph::{Answer, Doubt, Mesh, Proof, Reference, Role, Target, Wanted};
use crate::model::{LabelSelector, NetworkPolicySpec, OrEmpty, Pair, Resource, Text};

/// Namespaces that the peers of a NetworkPolicy select by their labels.
pub(super) fn policy<'m>(
    mesh: &Mesh<'m>,
    policy: Resource<'m, NetworkPolicySpec>,
    found: &mut Vec<Reference<'m>>,
) {
    let ingress = policy.spec.ingress.items().iter().flat_map(|rule| rule.from.items());
    let egress = policy.spec.egress.items().iter().flat_map(|rule| rule.to.items());
    for selector in ingress.chain(egress).filter_map(|peer| peer.namespace_selector.as_ref()) {
        let labels = selector.value.match_labels.items();
        // What is selected by expressions alone is selected by more than a name.
        let Some(first) = labels.first() else { continue };
        let culprit = labels.iter().find(|pair| !mesh.namespaces.has_label(&pair.name, &pair.value));
        let culprit = culprit.unwrap_or(first);
        found.push(Reference {
            from: policy.id,
            role: Role::NamespaceSelector,
            span: culprit.span,
            to: Wanted::Label { name: &culprit.name, value: &culprit.value },
            answer: selected(mesh, &selector.value, culprit),
        });
    }
}

fn selected(mesh: &Mesh<'_>, selector: &LabelSelector, culprit: &Pair<Text>) -> Answer {
    let namespaces = mesh.namespaces_selected(selector);
    if !namespaces.is_empty() || mesh.namespaces.is_given(selector) {
        return Answer::present(namespaces.into_iter().map(Target::Object));
    }
    let values = mesh.namespaces.values_of(&culprit.name);
    let near = values.near(&culprit.value).into_iter();
    let candidates: Vec<_> =
        near.map(|(value, id)| (value.to_owned(), Some(mesh.object(id).name_location()))).collect();
    // The labels of namespaces that every cluster has are unknown where their objects are not here.
    let proof = match mesh.namespaces.are_all_shown() && mesh.namespaces.object("kube-system").is_some() {
        true => mesh.unless_installed(Proof::Namespaces),
        false => Err(Doubt::NamespacesNotShown),
    };
    let_in(Question::of(&culprit.value, proof).judge(mesh, &candidates))
}
