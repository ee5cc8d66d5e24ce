//! For programs.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Differences, place};
use crate::compare::FindingChange;

/// Writes the differences as one JSON document.
///
/// # Errors
///
/// Those of the writer.
pub fn write(out: &mut dyn Write, differences: &Differences<'_>) -> io::Result<()> {
    let requests = differences.requests.changes.iter().map(|request| {
        json!({
            "from": request.from,
            "request": request.request,
            "change": request.change,
            "before": request.before,
            "after": request.after,
        })
    });
    let document = json!({
        "version": 1,
        "old": differences.old,
        "new": differences.new,
        "requests": requests.collect::<Vec<_>>(),
        "findings": {
            "new": differences.appeared.iter().map(finding).collect::<Vec<_>>(),
            "gone": differences.gone.iter().map(finding).collect::<Vec<_>>(),
        },
        "summary": {
            "compared": differences.requests.compared,
            "partial": differences.requests.is_partial,
            "changed": differences.requests.changes.len(),
        },
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn finding(change: &FindingChange<'_>) -> Value {
    let (path, at) = place(change);
    json!({
        "code": change.finding.rule.code,
        "rule": change.finding.rule.name,
        "severity": change.finding.severity,
        "message": change.finding.message,
        "path": path,
        "start": {"line": at.line, "column": at.column},
    })
}
