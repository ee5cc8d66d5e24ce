//! A trace as a picture: Mermaid and Graphviz.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::graph::Mesh;
use crate::trace::{Hop, Outcome};

/// A node of the picture.
struct Node {
    text: String,
    is_bad: bool,
}

/// Nodes and edges with their labels.
#[derive(Default)]
struct Picture {
    nodes: Vec<Node>,
    edges: Vec<(usize, usize, String)>,
}

impl Picture {
    fn node(&mut self, text: String, is_bad: bool) -> usize {
        self.nodes.push(Node { text, is_bad });
        self.nodes.len() - 1
    }

    fn of(mesh: &Mesh<'_>, hop: &Hop<'_>) -> Picture {
        let mut picture = Picture::default();
        let start = picture.node(hop.at.clone(), false);
        picture.hop(mesh, hop, start);
        picture
    }

    fn hop(&mut self, mesh: &Mesh<'_>, hop: &Hop<'_>, at: usize) {
        let mut from = at;
        let mut label = hop.request.clone();
        if let Some(rule) = &hop.rule {
            let object = rule.place.object;
            let index = if rule.is_http { format!("\nrule {}", rule.place.rule) } else { String::new() };
            let text = format!("{}\n{}/{}{index}", object.kind_name, object.namespace, object.name());
            let node = self.node(text, false);
            self.edges.push((from, node, std::mem::take(&mut label)));
            from = node;
        }
        if hop.outcome != Outcome::Route && hop.clusters.is_empty() {
            let mut text = hop.outcome.name().replace('_', " ");
            if let Some(status) = hop.status {
                let _ = write!(text, "\nstatus {status}");
            }
            let end = self.node(text, !hop.outcome.is_answered());
            self.edges.push((from, end, label));
            return;
        }
        let mut next = None;
        for cluster in &hop.clusters {
            let host = cluster.host.as_deref().unwrap_or("unknown");
            let mut text = format!("{host}:{}", cluster.port.unwrap_or_default());
            if !cluster.subset.is_empty() {
                let _ = write!(text, "\nsubset {}", cluster.subset);
            }
            if let Some(rule) = cluster.destination_rule() {
                let _ = write!(text, "\nDestinationRule {}/{}", rule.namespace(), rule.name());
            }
            if let Some(tls) = cluster.tls.name() {
                let _ = write!(text, "\nTLS {tls}");
            }
            let node = self.node(text, cluster.lack.is_some() || cluster.endpoints.is_empty());
            let share =
                cluster.weight.map_or(label.clone(), |weight| format!("{label} {weight}").trim().to_owned());
            self.edges.push((from, node, share));
            for &id in cluster.endpoints.workloads.iter().take(8) {
                let workload = mesh.workloads.get(id);
                let name = format!("{}/{}", workload.namespace, workload.name);
                let refusal = hop
                    .arrivals
                    .iter()
                    .find(|arrival| arrival.workload == name)
                    .and_then(|arrival| arrival.refusal.clone());
                let end = self.node(name, refusal.is_some());
                self.edges.push((node, end, refusal.unwrap_or_default()));
                if workload.is_gateway && next.is_none() {
                    next = Some(end);
                }
            }
        }
        if let (Some(end), Some(hop)) = (next, &hop.next) {
            self.hop(mesh, hop, end);
        }
    }
}

/// Writes a Mermaid flowchart.
pub fn write_mermaid(out: &mut dyn Write, mesh: &Mesh<'_>, hop: &Hop<'_>) -> io::Result<()> {
    let picture = Picture::of(mesh, hop);
    // Quotes and angle brackets end labels, whatever the names hold.
    let escape = |text: &str| {
        let safe =
            text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
        safe.replace('\n', "<br>").replace('#', "&num;")
    };
    writeln!(out, "flowchart LR")?;
    for (index, node) in picture.nodes.iter().enumerate() {
        let class = if node.is_bad { ":::bad" } else { "" };
        writeln!(out, "  n{index}[\"{}\"]{class}", escape(&node.text))?;
    }
    for (from, to, label) in &picture.edges {
        match label.is_empty() {
            true => writeln!(out, "  n{from} --> n{to}")?,
            false => writeln!(out, "  n{from} -->|\"{}\"| n{to}", escape(label))?,
        }
    }
    writeln!(out, "  classDef bad stroke:#c00,color:#c00")
}

/// Writes a Graphviz digraph.
pub fn write_dot(out: &mut dyn Write, mesh: &Mesh<'_>, hop: &Hop<'_>) -> io::Result<()> {
    let picture = Picture::of(mesh, hop);
    let escape = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    writeln!(out, "digraph trace {{\n  rankdir=LR;\n  node [shape=box];")?;
    for (index, node) in picture.nodes.iter().enumerate() {
        let color = if node.is_bad { ", color=red, fontcolor=red" } else { "" };
        writeln!(out, "  n{index} [label=\"{}\"{color}];", escape(&node.text))?;
    }
    for (from, to, label) in &picture.edges {
        writeln!(out, "  n{from} -> n{to} [label=\"{}\"];", escape(label))?;
    }
    writeln!(out, "}}")
}
