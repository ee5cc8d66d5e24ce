//! Nodes and edges as JSON, for programs.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::Picture;
use crate::finding::Finding;
use crate::report::Place;
use crate::source::{Location, Sources};

/// Writes a picture as one JSON document: `version`, `nodes` with their `id`, `edges` from id to id.
///
/// # Errors
///
/// Those of the writer.
pub fn write(out: &mut dyn Write, picture: &Picture<'_>, sources: &Sources) -> io::Result<()> {
    let place = |location: Location| Place::of(sources, location);
    let findings = |list: &[&Finding]| -> Vec<Value> {
        let one = |finding: &&Finding| {
            json!({
                "code": finding.rule.code,
                "rule": finding.rule.name,
                "severity": finding.severity,
                "message": finding.message,
                "place": place(finding.location),
            })
        };
        list.iter().map(one).collect()
    };
    let nodes = picture.nodes.iter().enumerate().map(|(id, node)| {
        json!({
            "id": id,
            "apiVersion": node.api_version,
            "kind": node.kind,
            "namespace": node.namespace,
            "name": node.name,
            "state": node.state.name(),
            "objects": node.count,
            "place": node.location.map(place),
            "findings": findings(&node.findings),
        })
    });
    let edges = picture.edges.iter().map(|link| {
        json!({
            "from": link.from,
            "to": link.to,
            "label": link.label,
            "references": link.count,
            "place": link.location.map(place),
            "findings": findings(&link.findings),
        })
    });
    let document = json!({
        "version": 1,
        "nodes": nodes.collect::<Vec<_>>(),
        "edges": edges.collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
