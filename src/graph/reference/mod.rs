//! What refers to what, and whether it is there.

mod answer;
mod credential;
mod doubt;
mod role;
mod wanted;

pub use answer::{Absent, Answer, Expected, Nearest, Proof, Target, Targets};
pub use credential::{CredentialName, CredentialStore};
pub use doubt::{Doubt, Sought};
pub use role::Role;
pub use wanted::{BackendPlace, Neighbour, Wanted};

use crate::source::{ObjectId, Span};

/// A reference and what became of it.
#[derive(Debug)]
pub struct Reference<'m> {
    /// The object that refers.
    pub from: ObjectId,
    /// The field.
    pub role: Role,
    /// The value that refers.
    pub span: Span,
    /// What is referred to.
    pub to: Wanted<'m>,
    /// Whether it is there.
    pub answer: Answer,
}

impl Reference<'_> {
    /// What is known of it, where it is missing.
    pub fn absent(&self) -> Option<&Absent> {
        match &self.answer {
            Answer::Absent(absent) => Some(absent),
            _ => None,
        }
    }

    /// What would stand in the place of the value, if something else were meant.
    pub fn corrected(&self, nearest: &Nearest) -> String {
        match &self.to {
            Wanted::EgressHost { host, .. } => format!("{}/{host}", nearest.text),
            _ => nearest.text.clone(),
        }
    }
}
