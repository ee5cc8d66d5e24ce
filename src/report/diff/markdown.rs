//! For a comment on a pull request.

use std::io::{self, Write};

use super::{Differences, compared, openings, place, requests};
use crate::compare::Way;
use crate::report::sanitize::line;

/// Rows of a table that are shown; comments have a limit, and nobody reads on.
const ROWS: usize = 50;

/// Writes the differences as Markdown.
///
/// # Errors
///
/// Those of the writer.
pub fn write(out: &mut dyn Write, differences: &Differences<'_>) -> io::Result<()> {
    writeln!(out, "### What changes between {} and {}\n", code(differences.old), code(differences.new))?;
    writeln!(out, "{}.\n", compared(differences))?;
    for section in requests(differences) {
        writeln!(out, "#### Requests {} ({})\n", section.heading, section.count)?;
        writeln!(out, "| Request | From | Before | After |\n|---|---|---|---|")?;
        for entry in section.entries.iter().take(ROWS) {
            writeln!(
                out,
                "| {} | {} | {} | {} |",
                code(&entry.change.request),
                escaped(&entry.from()),
                way(&entry.change.before),
                way(&entry.change.after)
            )?;
        }
        the_rest(out, section.entries.len())?;
    }
    for section in openings(differences) {
        writeln!(out, "#### Services {} ({})\n", section.heading, section.count)?;
        writeln!(out, "| Service | Clients | Why |\n|---|---|---|")?;
        for entry in section.entries.iter().take(ROWS) {
            let cause = entry.cause(differences.sources).unwrap_or_default();
            let (to, from) = (code(&entry.change.to), escaped(&entry.from()));
            writeln!(out, "| {to} | {from} | {} |", escaped(&cause))?;
        }
        the_rest(out, section.entries.len())?;
    }
    for (title, list) in
        [("New findings", &differences.appeared), ("Findings that are gone", &differences.gone)]
    {
        if list.is_empty() {
            continue;
        }
        writeln!(out, "#### {title} ({})\n", list.len())?;
        writeln!(out, "| Place | Rule | What |\n|---|---|---|")?;
        for change in list.iter().take(ROWS) {
            let (file, at) = place(change);
            let rule = change.finding.rule;
            writeln!(
                out,
                "| {} | [{}]({}) {} | {} |",
                code(&format!("{file}:{}:{}", at.line, at.column)),
                rule.code,
                rule.url(),
                change.finding.severity,
                escaped(&change.finding.message)
            )?;
        }
        the_rest(out, list.len())?;
    }
    if differences.is_empty() {
        writeln!(out, "Nothing changes.")?;
    }
    Ok(())
}

/// The end of a table with so many rows, of which some may be left out.
fn the_rest(out: &mut dyn Write, count: usize) -> io::Result<()> {
    if count > ROWS {
        writeln!(out, "\n…and {} more.", count - ROWS)?;
    }
    writeln!(out)
}

fn way(way: &Way) -> String {
    let hops = way.hops.iter().map(|hop| escaped(hop));
    let refusal = way.refusal.iter().map(|refusal| format!("refused: {}", escaped(refusal)));
    hops.chain(refusal).collect::<Vec<_>>().join("<br>")
}

/// A text in which nothing is read as markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in line(text).chars() {
        match character {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '@' | '!' => {
                escaped.push_str(&format!("&#{};", u32::from(character)));
            }
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// A text in the face of code.
fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}
