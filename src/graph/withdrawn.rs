//! What led somewhere before a change, and was taken away by it.
//!
//! Of a reference into a part of the mesh that the input does not show nothing can be said. It is another matter
//! if the input did show what it led to: then the change took that away.

use rustc_hash::FxHashSet;

use super::{Answer, Expected, Mesh, Proof, Reference, Role};
use crate::source::SourceId;

/// References that led to something in certain texts.
#[derive(Debug, Default)]
pub struct Withdrawn(FxHashSet<(Role, String, String)>);

impl Withdrawn {
    /// The references of a mesh that lead to something in the texts that were changed since.
    pub fn of(mesh: &Mesh<'_>, was_changed: impl Fn(SourceId) -> bool) -> Withdrawn {
        let leads_there = |reference: &&Reference<'_>| match &reference.answer {
            Answer::Present(targets) => targets
                .iter()
                .any(|target| mesh.location(*target).is_some_and(|location| was_changed(location.source))),
            _ => false,
        };
        let there = mesh.references.iter().filter(leads_there);
        Withdrawn(there.map(|reference| key(mesh, reference)).collect())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The field, the object and what it refers to, in words that hold in two states of a mesh.
fn key(mesh: &Mesh<'_>, reference: &Reference<'_>) -> (Role, String, String) {
    let object = mesh.object(reference.from);
    let from = format!("{} {} {} {}", object.group(), object.kind_name, object.namespace, object.name());
    (reference.role, from, reference.to.to_string())
}

impl Mesh<'_> {
    /// Takes references that cannot be verified for missing, if they led somewhere before.
    pub fn withdraw(&mut self, withdrawn: &Withdrawn) {
        if withdrawn.is_empty() {
            return;
        }
        for index in 0..self.references.len() {
            let reference = &self.references[index];
            // What something else stands for now was moved.
            let is_open = matches!(
                reference.answer,
                Answer::Unverified(_) | Answer::Expected(Expected::OfController | Expected::Peers)
            );
            if is_open && withdrawn.0.contains(&key(self, reference)) {
                self.references[index].answer = Answer::absent(Proof::Withdrawn, None);
            }
        }
    }
}
