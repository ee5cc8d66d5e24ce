//! What differs between two states of a mesh.

mod json;
mod markdown;
mod text;

use crate::compare::{Comparison, FindingChange, RequestChange};
use crate::finding::Severity;
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
    /// The worlds that were compared, if there are several.
    pub worlds: Vec<String>,
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
    let partial = if *is_partial { ", a selection of all there are" } else { "" };
    let worlds = match differences.worlds.as_slice() {
        [] => String::new(),
        worlds => format!(" in {} world{} ({})", worlds.len(), ending(worlds.len()), worlds.join(", ")),
    };
    format!(
        "{} of {compared} request{} compared{worlds}{partial} change their way",
        changes.len(),
        ending(*compared)
    )
}

fn ending(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// Who sends a request, and in which worlds, if there are several.
fn sender(request: &RequestChange) -> String {
    match request.worlds.as_slice() {
        [] => request.from.clone(),
        worlds => format!("{} (in {})", request.from, worlds.join(", ")),
    }
}
