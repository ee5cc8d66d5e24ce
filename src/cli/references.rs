//! What each reference leads to, in words: what `-v` shows.

use crate::graph::{Answer, Doubt, Mesh, Reference, Role, Target};
use crate::lsp::Link;
use crate::report::Resolved;
use crate::source::Location;

/// The references of what is checked that lead somewhere.
pub(super) fn resolved(mesh: &Mesh<'_>) -> Vec<Resolved> {
    let place =
        |reference: &Reference<'_>| mesh.model.sources.origin(mesh.object(reference.from).at(reference.span));
    leading(mesh).map(|(reference, message)| Resolved { location: place(reference), message }).collect()
}

/// The same with the places that they lead to.
pub(super) fn links(mesh: &Mesh<'_>) -> Vec<Link> {
    leading(mesh).filter_map(|(reference, words)| Link::of(mesh, reference, words)).collect()
}

/// Each reference that leads somewhere, with the words for it.
fn leading<'r, 'm>(mesh: &'r Mesh<'m>) -> impl Iterator<Item = (&'r Reference<'m>, String)> {
    let references = Role::ALL.into_iter().flat_map(|role| mesh.references(role));
    references.filter_map(move |reference| {
        let Answer::Present(targets) = &reference.answer else { return None };
        if mesh.model.sources[mesh.object(reference.from).source].context {
            return None;
        }
        let mut names: Vec<String> = targets.iter().take(MOST).map(|target| name(mesh, *target)).collect();
        if targets.len() > MOST {
            names.push(format!("{} more", targets.len() - MOST));
        }
        let leads_to = match names.is_empty() {
            true => "is there, though nothing of the input makes it".to_owned(),
            false => format!("is {}", names.join(", ")),
        };
        Some((reference, format!("{} `{}` {leads_to}", reference.role.noun(), reference.to)))
    })
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
