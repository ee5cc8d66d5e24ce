//! From what would fix a finding to edits of the text that the user has.
//!
//! Rules say what is to stand where ([`crate::finding::Fix`]); [`Editor`] reads the document once more, finds the key or
//! value, and makes of the change what a person would type: quotes, comments, indentation, line ends and anchors stay as
//! they are. What it cannot do with certainty it does not offer. [`plan`] chooses edits that go together, [`applied`]
//! makes them in memory, [`unified`] shows them, [`replace`] writes them.

mod diff;
mod document;
mod editor;
mod entry;
mod ignore;
mod plan;
mod replace;
mod scalar;

pub use diff::unified;
pub use editor::Editor;
pub use ignore::suppressed;
pub use plan::{Offer, applied, plan};
pub use replace::{Refusal, replace};

use crate::source::Location;

/// Another text for a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The place; an empty span is a place to insert at.
    pub location: Location,
    /// What is to stand there.
    pub text: String,
}
