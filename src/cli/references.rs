//! What each reference leads to, in words: what `-v` shows.

use crate::graph::{Answer, Doubt, Mesh, Role, Target};
use crate::report::Resolved;
use crate::source::Location;

/// The references of what is checked that lead somewhere.
pub(super) fn resolved(mesh: &Mesh<'_>) -> Vec<Resolved> {
    let mut list = Vec::new();
    for role in Role::ALL {
        for reference in mesh.references(role) {
            let Answer::Present(targets) = &reference.answer else { continue };
            let object = mesh.object(reference.from);
            if mesh.model.sources[object.source].context {
                continue;
            }
            let mut names: Vec<String> =
                targets.iter().take(MOST).map(|target| name(mesh, *target)).collect();
            if targets.len() > MOST {
                names.push(format!("{} more", targets.len() - MOST));
            }
            let leads_to = match names.is_empty() {
                true => "is there, though nothing of the input makes it".to_owned(),
                false => format!("is {}", names.join(", ")),
            };
            list.push(Resolved {
                location: mesh.model.sources.origin(object.at(reference.span)),
                message: format!("{} `{}` {leads_to}", role.noun(), reference.to),
            });
        }
    }
    list
}

/// The references that cannot be verified since the object that refers names no namespace.
pub(super) fn without_namespace<'r>(mesh: &'r Mesh<'_>) -> impl Iterator<Item = Location> + 'r {
    let is_one = |doubt: &Doubt| matches!(doubt, Doubt::NamespaceAssumed(_));
    let references = Role::ALL.into_iter().flat_map(|role| mesh.references(role));
    references.filter_map(move |reference| match &reference.answer {
        Answer::Unverified(doubt) if is_one(doubt) => Some(mesh.object(reference.from).at(reference.span)),
        _ => None,
    })
}

/// So many targets are named.
const MOST: usize = 3;

fn name(mesh: &Mesh<'_>, target: Target) -> String {
    let what = match target {
        Target::Object(id) => {
            let object = mesh.object(id);
            format!("{} {}/{}", object.kind_name, object.namespace, object.name())
        }
        Target::Service(id) => mesh.services.get(id).host.to_string(),
        Target::Workload(id) => {
            let workload = mesh.workloads.get(id);
            format!("workload {}/{}", workload.namespace, workload.name)
        }
    };
    match mesh.location(target) {
        Some(location) => {
            let location = mesh.model.sources.origin(location);
            let source = &mesh.model.sources[location.source];
            format!("{what} ({}:{})", source.path, source.position(location.span.start).line)
        }
        None => what,
    }
}
