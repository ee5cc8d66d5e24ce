//! What differs between two states of a mesh.

mod json;
mod markdown;
mod text;

use crate::compare::{Comparison, FindingChange};
use crate::diag::Severity;
use crate::source::Position;

pub use json::write as json;
pub use markdown::write as markdown;
pub use text::write as text;

/// Everything that a report of differences needs.
#[derive(Debug)]
pub struct Differences<'r> {
    /// Name of the old state.
    pub old: &'r str,
    /// Name of the new state.
    pub new: &'r str,
    /// Requests that change their way.
    pub requests: Comparison,
    /// Findings of the old state that are gone.
    pub gone: Vec<FindingChange<'r>>,
    /// Findings that are new.
    pub appeared: Vec<FindingChange<'r>>,
}

impl Differences<'_> {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.requests.changes.is_empty() && self.gone.is_empty() && self.appeared.is_empty()
    }

    /// Leaves out findings below a severity.
    pub fn retain(&mut self, least: Severity) {
        for list in [&mut self.gone, &mut self.appeared] {
            list.retain(|change| change.finding.severity >= least);
        }
    }
}

/// Path and position of a finding.
fn place<'r>(change: &FindingChange<'r>) -> (&'r str, Position) {
    let location = change.finding.location;
    let source = &change.model.sources[location.source];
    (&source.path, source.position(location.span.start))
}

/// What was compared, in one line.
fn compared(differences: &Differences<'_>) -> String {
    let Comparison { changes, compared, is_partial } = &differences.requests;
    let plural = if *compared == 1 { "" } else { "s" };
    let partial = if *is_partial { ", a selection of all there are" } else { "" };
    format!("{} of {compared} request{plural} compared{partial} change their way", changes.len())
}
