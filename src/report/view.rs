//! What a report shows.

use crate::diag::{Finding, Severity, Summary, Suppressed};
use crate::model::Object;
use crate::source::Sources;

/// All that a report may show of a run.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The texts that the findings point into.
    pub sources: &'a Sources,
    /// What is to be shown: filtered by severity and sorted.
    pub findings: &'a [&'a Finding],
    /// How many findings of severity info were filtered out.
    pub hidden_infos: usize,
    /// References that could neither be confirmed nor refuted.
    pub unverified: &'a [Finding],
    /// What was put aside, where it is to be shown.
    pub suppressed: &'a [Suppressed],
    /// What the run looked at.
    pub summary: &'a Summary,
    /// The objects that the findings speak of.
    pub objects: &'a [Object],
}

impl View<'_> {
    /// How many of the findings shown have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// How a report for people looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to use colours.
    pub color: bool,
    /// Whether codes link to the page of their rule.
    pub hyperlinks: bool,
    /// Whether to draw with more than ASCII.
    pub unicode: bool,
    /// How many columns a line may take.
    pub width: usize,
}

impl Default for Style {
    /// As for a pipe: no colours, no links, 100 columns.
    fn default() -> Style {
        Style { color: false, hyperlinks: false, unicode: true, width: 100 }
    }
}
