//! Mermaid flowcharts, <https://mermaid.js.org/syntax/flowchart.html>.

use std::io::{self, Write};

use super::{Item, Picture, State, counted, worst};
use crate::finding::Severity;
use crate::report::sanitize;

/// Writes a picture as a flowchart, which GitHub and GitLab draw in Markdown.
///
/// # Errors
///
/// Those of the writer.
pub fn write(out: &mut dyn Write, picture: &Picture<'_>) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    for (number, namespace) in picture.namespaces().iter().enumerate() {
        let indent = if namespace.is_empty() { "  " } else { "    " };
        if !namespace.is_empty() {
            writeln!(out, "  subgraph ns{number}[{}]", quoted(namespace))?;
        }
        for (index, node) in
            picture.nodes.iter().enumerate().filter(|(_, node)| node.namespace == **namespace)
        {
            writeln!(out, "{indent}n{index}[{}]{}", quoted(&node.label()), class(node))?;
        }
        if !namespace.is_empty() {
            writeln!(out, "  end")?;
        }
    }
    for link in &picture.edges {
        let mut label = link.label();
        if !link.findings.is_empty() {
            label.push_str(&format!("\n{}", counted(&link.findings)));
        }
        let arrow = match worst(&link.findings) {
            Some(Severity::Error | Severity::Warning) => "==>",
            _ if picture.nodes[link.to].state == State::Unverified => "-.->",
            _ => "-->",
        };
        writeln!(out, "  n{} {arrow}|{}| n{}", link.from, quoted(&label), link.to)?;
    }
    writeln!(out, "  classDef error stroke:#d33,stroke-width:2px")?;
    writeln!(out, "  classDef warning stroke:#e90,stroke-width:2px")?;
    writeln!(out, "  classDef missing stroke:#d33,stroke-dasharray:4,color:#d33")?;
    writeln!(out, "  classDef unverified stroke:#999,stroke-dasharray:4,color:#999")
}

fn class(node: &Item<'_>) -> &'static str {
    match (node.state, worst(&node.findings)) {
        (State::Missing, _) => ":::missing",
        (State::Unverified, _) => ":::unverified",
        (_, Some(Severity::Error)) => ":::error",
        (_, Some(Severity::Warning)) => ":::warning",
        _ => "",
    }
}

/// A quoted text. Mermaid reads character references where HTML has them with `&`.
fn quoted(text: &str) -> String {
    let escape = |line: &str| {
        let mut escaped = String::with_capacity(line.len());
        for character in sanitize::line(line).chars() {
            match character {
                '"' | '<' | '>' | '&' | '#' | '`' | '|' | '\\' | '[' | ']' => {
                    escaped.push_str(&format!("#{};", u32::from(character)));
                }
                _ => escaped.push(character),
            }
        }
        escaped
    };
    format!("\"{}\"", text.split('\n').map(escape).collect::<Vec<_>>().join("<br>"))
}
