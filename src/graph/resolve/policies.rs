//! What policies refer to besides workloads: namespaces.

use super::judge::{Question, let_in};
use crate::graph::security::fits_namespace;
use crate::graph::{Answer, Doubt, Mesh, Proof, Reference, Role, Target, Wanted};
use crate::model::{AuthorizationPolicy, OrEmpty, Resource};

/// Namespaces of sources, which may hold `*`.
pub(super) fn authorization<'m>(
    mesh: &Mesh<'m>,
    policy: Resource<'m, AuthorizationPolicy>,
    found: &mut Vec<Reference<'m>>,
) {
    let from = policy.spec.rules.items().iter().flat_map(|rule| rule.from.items());
    for source in from.filter_map(|from| from.source.as_ref()) {
        let lists = [source.namespaces.items(), source.not_namespaces.items()];
        for item in lists.into_iter().flatten() {
            found.push(Reference {
                from: policy.id,
                role: Role::PolicyNamespace,
                span: item.span,
                to: Wanted::Namespace(&item.value),
                answer: let_in(namespace(mesh, &item.value)),
            });
        }
    }
}

pub(super) fn namespace(mesh: &Mesh<'_>, pattern: &str) -> Answer {
    let is_elsewhere = || mesh.model.options.external.has_namespace(pattern);
    if pattern == "*"
        || mesh.evidence.is_installed_into(pattern)
        || mesh.namespaces.always_exists(pattern)
        || is_elsewhere()
    {
        return Answer::given();
    }
    if mesh.namespaces.exists(pattern) {
        return Answer::present(object(mesh, pattern));
    }
    if pattern.contains('*') {
        let targets: Vec<&str> =
            mesh.namespaces.names().filter(|name| fits_namespace(pattern, name)).collect();
        if !targets.is_empty() {
            return Answer::present(targets.into_iter().filter_map(|name| object(mesh, name)));
        }
    }
    let place = |name: &str| mesh.namespaces.object(name).map(|(_, object)| object.name_location());
    let near = mesh.namespaces.directory().near(pattern);
    let candidates: Vec<_> = near.into_iter().map(|(name, ())| (name.to_owned(), place(name))).collect();
    let proof = match mesh.namespaces.are_all_shown() {
        true => mesh.unless_installed(Proof::Namespaces),
        false => Err(Doubt::NamespacesNotShown),
    };
    Question::of(pattern, proof).judge(mesh, &candidates)
}

fn object(mesh: &Mesh<'_>, namespace: &str) -> Option<Target> {
    mesh.namespaces.object(namespace).map(|(id, _)| Target::Object(id))
}
