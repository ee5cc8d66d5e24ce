//! What an edit would have to do to fix a finding.

use crate::source::Location;

/// Edits that fix a finding when all of them are made.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// Whether it may be applied without a look at it.
    pub applicability: Applicability,
    /// The edits; no two overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be applied without a look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// It changes nothing that works already.
    Safe,
    /// It may change what works already, or guesses what was meant.
    Unsafe,
}

/// Another text for a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The place; an empty span is a place to insert at.
    pub location: Location,
    /// What is to stand there.
    pub text: String,
}
