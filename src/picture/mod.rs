//! The resolved mesh as a picture: what leads where, with the findings marked on it.

mod build;
mod center;
mod dot;
mod fold;
mod json;
mod mermaid;

use crate::finding::{Finding, Severity};
use crate::source::Location;

pub use build::of;
pub use center::Center;
pub use dot::write as dot;
pub use json::write as json;
pub use mermaid::write as mermaid;

/// A picture of a mesh. Nodes and edges stand in the order of the input.
#[derive(Debug, Default)]
pub struct Picture<'r> {
    /// What there is, and what is missing.
    pub nodes: Vec<Item<'r>>,
    /// What leads where.
    pub edges: Vec<Link<'r>>,
}

/// A node of a picture.
#[derive(Clone, Debug)]
pub struct Item<'r> {
    /// Kind of the object, or of what is missing.
    pub kind: String,
    /// `apiVersion`, `""` for what is not written.
    pub api_version: String,
    /// Namespace, `""` for what has none.
    pub namespace: String,
    /// Name.
    pub name: String,
    /// Whether it is there.
    pub state: State,
    /// Where it is written.
    pub location: Option<Location>,
    /// What was found on it, apart from what is marked on its edges.
    pub findings: Vec<&'r Finding>,
    /// How many objects it stands for.
    pub count: usize,
}

/// Whether a node is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It is written in the input.
    Written,
    /// A controller makes it.
    Made,
    /// It is missing.
    Missing,
    /// The input does not tell.
    Unverified,
}

/// An edge of a picture.
#[derive(Clone, Debug)]
pub struct Link<'r> {
    /// Index of the node that it comes from.
    pub from: usize,
    /// Index of the node that it leads to.
    pub to: usize,
    /// How: `routes to`, `selects` and so on.
    pub label: &'static str,
    /// The value that refers.
    pub location: Option<Location>,
    /// What was found on it.
    pub findings: Vec<&'r Finding>,
    /// How many references it stands for.
    pub count: usize,
}

impl Item<'_> {
    /// What is written on it, a line each: kind, name, how many objects and findings it stands for.
    fn label(&self) -> String {
        let mut label = format!("{}\n{}", self.kind, self.name);
        if self.count != 1 {
            label.push_str(&format!("\n{} objects", self.count));
        }
        if !self.findings.is_empty() {
            label.push_str(&format!("\n{}", counted(&self.findings)));
        }
        label
    }
}

impl Link<'_> {
    /// What is written on it: how it leads there, and how many references it stands for.
    fn label(&self) -> String {
        match self.count {
            0 | 1 => self.label.to_owned(),
            count => format!("{} ({count})", self.label),
        }
    }
}

impl Picture<'_> {
    /// The namespaces of the nodes in alphabetical order, each once; `""` for what has none.
    fn namespaces(&self) -> Vec<&str> {
        let mut namespaces: Vec<&str> = self.nodes.iter().map(|node| &*node.namespace).collect();
        namespaces.sort_unstable();
        namespaces.dedup();
        namespaces
    }
}

impl State {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            State::Written => "written",
            State::Made => "made",
            State::Missing => "missing",
            State::Unverified => "unverified",
        }
    }
}

/// The worst of some findings.
pub fn worst(findings: &[&Finding]) -> Option<Severity> {
    findings.iter().map(|finding| finding.severity).max()
}

/// How many findings of each severity there are, in words: `2 errors, 1 warning`.
fn counted(findings: &[&Finding]) -> String {
    let parts = [Severity::Error, Severity::Warning, Severity::Info].into_iter().filter_map(|severity| {
        let count = findings.iter().filter(|finding| finding.severity == severity).count();
        let plural = if count == 1 || severity == Severity::Info { "" } else { "s" };
        (count > 0).then(|| format!("{count} {severity}{plural}"))
    });
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
