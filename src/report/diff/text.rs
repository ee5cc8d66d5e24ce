//! For a terminal.

use std::io::{self, Write};

use super::{Differences, compared, openings, place, requests};
use crate::compare::Way;
use crate::report::sanitize::{line, path};

/// Writes the differences for people.
///
/// # Errors
///
/// Those of the writer.
pub fn write(out: &mut dyn Write, differences: &Differences<'_>) -> io::Result<()> {
    for section in requests(differences) {
        writeln!(out, "{} ({})", section.heading, section.count)?;
        for entry in section.entries {
            writeln!(out, "  {}", line(&entry.change.request))?;
            writeln!(out, "    from {}", line(&entry.from()))?;
            way(out, "-", &entry.change.before)?;
            way(out, "+", &entry.change.after)?;
        }
        writeln!(out)?;
    }
    for section in openings(differences) {
        writeln!(out, "services {} ({})", section.heading, section.count)?;
        for entry in section.entries {
            writeln!(out, "  {}", line(&entry.change.to))?;
            writeln!(out, "    to {}", line(&entry.from()))?;
            if let Some(cause) = entry.cause(differences.sources) {
                writeln!(out, "    {}", line(&cause))?;
            }
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
