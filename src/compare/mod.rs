//! Two states of a mesh: which requests change their way between them, and which findings come and go.
//!
//! The requests are witnesses: for each host and rule that a proxy has in either state, one request that
//! meets it. All of them are traced in both states.

mod findings;
mod sample;
mod verdict;
mod witness;

pub use findings::{FindingChange, findings};
pub use verdict::{Change, Verdict, Way};
pub use witness::{Sender, Witness, request_for, witnesses};

use rustc_hash::FxHashMap;

use crate::graph::Mesh;
use crate::trace::{Start, trace};

/// What became of the requests.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Requests that change their way, in the order of clients and hosts.
    pub changes: Vec<RequestChange>,
    /// How many requests were compared.
    pub compared: usize,
    /// Whether there were too many, so that some were left out.
    pub is_partial: bool,
}

/// A request that changes its way.
#[derive(Debug, serde::Serialize)]
pub struct RequestChange {
    /// The worlds in which it does, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub worlds: Vec<String>,
    /// Who sends it.
    pub from: Sender,
    /// The request, for people: `GET http://reviews:9080/`.
    pub request: String,
    /// What kind of change it is.
    pub change: Change,
    /// What happened to it.
    pub before: Way,
    /// What happens to it.
    pub after: Way,
}

/// Compares the ways of all witness requests in two states. A client that is in one state only is left out:
/// it has no way to change.
pub fn requests(old: &Mesh<'_>, new: &Mesh<'_>) -> Comparison {
    let (mut all, old_is_partial) = witnesses(old);
    let (more, new_is_partial) = witnesses(new);
    all.extend(more);
    all.sort();
    all.dedup();
    let mut comparison = Comparison { is_partial: old_is_partial || new_is_partial, ..Comparison::default() };
    for witness in &all {
        let (Some(before), Some(after)) = (start(old, witness), start(new, witness)) else { continue };
        comparison.compared += 1;
        let before = Way::of(&trace(old, &before, &witness.request));
        let after = Way::of(&trace(new, &after, &witness.request));
        if let Some(change) = Change::between(&before, &after) {
            comparison.changes.push(RequestChange {
                worlds: Vec::new(),
                from: witness.sender(),
                request: witness.request.describe(),
                change,
                before,
                after,
            });
        }
    }
    comparison
}

impl Comparison {
    /// Adds what became of the requests in a world. What changes in the same way in several is said once.
    pub fn add(&mut self, world: &str, other: Comparison) {
        self.compared += other.compared;
        self.is_partial |= other.is_partial;
        let mut known: FxHashMap<Same, usize> = FxHashMap::default();
        known.extend(self.changes.iter().enumerate().map(|(index, change)| (change.same(), index)));
        for change in other.changes {
            match known.get(&change.same()) {
                Some(&index) => self.changes[index].worlds.push(world.to_owned()),
                None => self.changes.push(RequestChange { worlds: vec![world.to_owned()], ..change }),
            }
        }
    }
}

/// What makes changes in two worlds the same.
type Same = (Sender, String, Way, Way);

impl RequestChange {
    fn same(&self) -> Same {
        (self.from.clone(), self.request.clone(), self.before.clone(), self.after.clone())
    }
}

fn start(mesh: &Mesh<'_>, witness: &Witness) -> Option<Start> {
    let named = mesh.workloads.in_namespace(&witness.namespace).iter().copied();
    let id = named.into_iter().find(|id| mesh.workloads.get(*id).name == witness.workload)?;
    Some(Start::of(mesh, id, witness.is_gateway))
}

#[cfg(test)]
mod tests;
