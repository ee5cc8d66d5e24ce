//! For a comment on a pull request.

use std::io::{self, Write};

use super::{Differences, compared, entries, openings, place, told};
use crate::access::AccessChange;
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
    for change in told() {
        let entries = entries(differences, change);
        if entries.is_empty() {
            continue;
        }
        let count: usize = entries.iter().map(|entry| entry.senders.len()).sum();
        writeln!(out, "#### Requests {} ({count})\n", change.title())?;
        writeln!(out, "| Request | From | Before | After |\n|---|---|---|---|")?;
        for entry in entries.iter().take(ROWS) {
            writeln!(
                out,
                "| {} | {} | {} | {} |",
                code(&entry.request.request),
                escaped(&entry.from()),
                way(&entry.request.before),
                way(&entry.request.after)
            )?;
        }
        if entries.len() > ROWS {
            writeln!(out, "\n…and {} more.", entries.len() - ROWS)?;
        }
        writeln!(out)?;
    }
    for title in AccessChange::TITLES {
        let openings = openings(differences, title);
        if openings.is_empty() {
            continue;
        }
        let count: usize = openings.iter().map(|opening| opening.clients.len()).sum();
        writeln!(out, "#### Services {title} ({count})\n")?;
        writeln!(out, "| Service | Clients | Why |\n|---|---|---|")?;
        for opening in openings.iter().take(ROWS) {
            let cause = opening.cause(differences.sources).unwrap_or_default();
            let (to, from) = (code(&opening.change.to), escaped(&opening.from()));
            writeln!(out, "| {to} | {from} | {} |", escaped(&cause))?;
        }
        if openings.len() > ROWS {
            writeln!(out, "\n…and {} more.", openings.len() - ROWS)?;
        }
        writeln!(out)?;
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
        if list.len() > ROWS {
            writeln!(out, "\n…and {} more.", list.len() - ROWS)?;
        }
        writeln!(out)?;
    }
    if differences.is_empty() {
        writeln!(out, "Nothing changes.")?;
    }
    Ok(())
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
