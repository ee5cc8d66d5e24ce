//! Graphviz, <https://graphviz.org/doc/info/lang.html>.

use std::io::{self, Write};

use super::{Item, Picture, State, worst};
use crate::finding::{Finding, Severity};
use crate::report::sanitize;

/// Writes a picture for Graphviz.
///
/// # Errors
///
/// Those of the writer.
pub fn write(out: &mut dyn Write, picture: &Picture<'_>) -> io::Result<()> {
    writeln!(out, "digraph mesh {{")?;
    writeln!(out, "  rankdir=LR; node [shape=box style=\"rounded,filled\" fillcolor=white fontname=sans]")?;
    writeln!(out, "  edge [fontname=sans fontsize=10]")?;
    for (number, namespace) in picture.namespaces().iter().enumerate() {
        let indent = if namespace.is_empty() { "  " } else { "    " };
        if !namespace.is_empty() {
            writeln!(out, "  subgraph cluster_{number} {{")?;
            writeln!(out, "    label={} color=gray", quoted(namespace))?;
        }
        for (index, node) in
            picture.nodes.iter().enumerate().filter(|(_, node)| node.namespace == **namespace)
        {
            writeln!(out, "{indent}n{index} [{}]", node_attributes(node))?;
        }
        if !namespace.is_empty() {
            writeln!(out, "  }}")?;
        }
    }
    for link in &picture.edges {
        let mut attributes = format!("label={}", quoted(&link.label()));
        match color(&link.findings) {
            Some(color) => {
                attributes.push_str(&format!(" color={color} tooltip={}", tooltip(&link.findings)))
            }
            None if picture.nodes[link.to].state == State::Unverified => attributes.push_str(" style=dashed"),
            None => {}
        }
        writeln!(out, "  n{} -> n{} [{attributes}]", link.from, link.to)?;
    }
    writeln!(out, "}}")
}

fn node_attributes(node: &Item<'_>) -> String {
    let mut attributes = format!("label={}", quoted(&node.label()));
    match node.state {
        State::Missing => attributes.push_str(" style=\"rounded,dashed\" color=red fontcolor=red"),
        State::Unverified => attributes.push_str(" style=\"rounded,dashed\" color=gray fontcolor=gray"),
        State::Made => attributes.push_str(" style=rounded"),
        State::Written => {}
    }
    if let Some(color) = color(&node.findings) {
        attributes.push_str(&format!(" color={color} penwidth=2 tooltip={}", tooltip(&node.findings)));
    }
    attributes
}

fn color(findings: &[&Finding]) -> Option<&'static str> {
    worst(findings).map(|severity| match severity {
        Severity::Error => "red",
        Severity::Warning => "orange",
        Severity::Info => "blue",
    })
}

fn tooltip(findings: &[&Finding]) -> String {
    let lines = findings.iter().map(|finding| format!("{} {}", finding.rule.code, finding.message));
    quoted(&lines.collect::<Vec<_>>().join("\n"))
}

/// A quoted text; a line break in it is one in the picture.
fn quoted(text: &str) -> String {
    let lines = text.split('\n').map(|line| sanitize::line(line).replace('\\', "\\\\").replace('"', "\\\""));
    format!("\"{}\"", lines.collect::<Vec<_>>().join("\\n"))
}
