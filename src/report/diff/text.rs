//! For a terminal.

use std::io::{self, Write};

use super::{Differences, compared, place, sender};
use crate::compare::{Change, Way};
use crate::report::sanitize::{line, path};

/// Writes the differences for people.
///
/// # Errors
///
/// Those of the writer.
pub fn write(out: &mut dyn Write, differences: &Differences<'_>) -> io::Result<()> {
    for change in Change::ALL {
        let of_kind: Vec<_> =
            differences.requests.changes.iter().filter(|request| request.change == change).collect();
        if of_kind.is_empty() {
            continue;
        }
        writeln!(out, "{} ({})", change.title(), of_kind.len())?;
        for request in of_kind {
            writeln!(out, "  {}: {}", line(&sender(request)), line(&request.request))?;
            way(out, "-", &request.before)?;
            way(out, "+", &request.after)?;
        }
        writeln!(out)?;
    }
    for (title, sign, list) in
        [("new findings", "+", &differences.appeared), ("findings that are gone", "-", &differences.gone)]
    {
        if list.is_empty() {
            continue;
        }
        writeln!(out, "{title} ({})", list.len())?;
        for change in list {
            let (file, at) = place(change);
            let finding = change.finding;
            writeln!(
                out,
                "  {sign} {}:{}:{} {}[{}] {}: {}",
                path(file),
                at.line,
                at.column,
                finding.severity,
                finding.rule.code,
                finding.rule.name,
                line(&finding.message)
            )?;
        }
        writeln!(out)?;
    }
    if differences.is_empty() {
        writeln!(out, "no difference between {} and {}", line(differences.old), line(differences.new))?;
    }
    writeln!(out, "{}", compared(differences))
}

fn way(out: &mut dyn Write, sign: &str, way: &Way) -> io::Result<()> {
    let rule = way.rule.as_ref().map(|rule| format!("  ({})", line(rule))).unwrap_or_default();
    for (index, hop) in way.hops.iter().enumerate() {
        let arrow = if index == 0 { "" } else { "then " };
        let rule = if index == 0 { &*rule } else { "" };
        writeln!(out, "    {sign} {arrow}{}{rule}", line(hop))?;
    }
    match &way.refusal {
        Some(refusal) => writeln!(out, "    {sign} refused: {}", line(refusal)),
        None => Ok(()),
    }
}
