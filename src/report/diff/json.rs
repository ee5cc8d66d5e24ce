//! For programs.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::Differences;
use crate::access::AccessChange;
use crate::compare::FindingChange;
use crate::finding::Severity;
use crate::report::Place;
use crate::trace::Request;

/// Writes the differences as one JSON document.
///
/// # Errors
///
/// Those of the writer.
pub fn write(out: &mut dyn Write, differences: &Differences<'_>) -> io::Result<()> {
    let document = json!({
        "version": 1,
        "old": differences.old,
        "new": differences.new,
        "requests": differences.requests.changes,
        "access": access(differences),
        "findings": {
            "new": findings(&differences.appeared),
            "gone": findings(&differences.gone),
        },
        "summary": {
            "compared": differences.requests.compared,
            "partial": differences.requests.is_partial,
            "changed": differences.requests.changes.len(),
            "worlds": differences.worlds,
        },
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// Findings that come or go, each with its place.
pub fn findings(changes: &[FindingChange<'_>]) -> Value {
    json!(changes.iter().map(finding).collect::<Vec<_>>())
}

/// Changes of access, each with its place in the new state.
pub fn access(differences: &Differences<'_>) -> Value {
    json!(differences.access.iter().map(|change| changed(differences, change)).collect::<Vec<_>>())
}

fn changed(differences: &Differences<'_>, change: &AccessChange) -> Value {
    json!({
        "from": change.from,
        "to": change.to,
        "before": change.before.name(),
        "after": change.after.name(),
        "why": change.why,
        "witness": change.witness.as_ref().map(Request::describe),
        "place": change.location.map(|location| Place::of(differences.sources, location)),
        "worlds": change.worlds,
    })
}

#[derive(Serialize)]
struct FoundDocument<'a> {
    code: &'a str,
    rule: &'a str,
    severity: Severity,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

fn finding<'a>(change: &FindingChange<'a>) -> FoundDocument<'a> {
    let FindingChange { finding, model } = *change;
    FoundDocument {
        code: finding.rule.code,
        rule: finding.rule.name,
        severity: finding.severity,
        message: &finding.message,
        place: Place::of(&model.sources, finding.location),
    }
}
