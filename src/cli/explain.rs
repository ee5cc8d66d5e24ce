//! `meshlint rules` and `meshlint explain`.

use std::io::{self, Write};

use super::{Ending, ListFormat, RulesArgs, say};
use crate::diag::{Rule, nearest};
use crate::rules;

/// Lists all rules.
pub(super) fn rules(args: &RulesArgs, out: &mut dyn Write) -> io::Result<Ending> {
    match args.format {
        ListFormat::Text => {
            let width = rules::ALL.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
            for rule in rules::ALL {
                writeln!(out, "{:8} {:width$} {:8} {}", rule.code, rule.name, rule.severity, rule.summary)?;
            }
        }
        ListFormat::Json => {
            let list: Vec<_> = rules::ALL.iter().map(|rule| as_json(rule)).collect();
            serde_json::to_writer_pretty(&mut *out, &list)?;
            writeln!(out)?;
        }
        ListFormat::Markdown => write!(out, "{}", rules::index())?,
    }
    Ok(Ending::Clean)
}

fn as_json(rule: &Rule) -> serde_json::Value {
    serde_json::json!({
        "code": rule.code,
        "rule": rule.name,
        "aliases": rule.aliases,
        "group": rule.group,
        "severity": rule.severity,
        "summary": rule.summary,
        "url": rule.url(),
    })
}

/// Shows the pages of all rules that go by a name.
pub(super) fn explain(name: &str, out: &mut dyn Write) -> io::Result<Ending> {
    let found: Vec<_> = rules::named(name).collect();
    if found.is_empty() {
        let names = rules::ALL
            .iter()
            .flat_map(|rule| [rule.code, rule.name].into_iter().chain(rule.aliases.iter().copied()));
        let wanted = name.to_ascii_lowercase();
        let is_alike = |rule: &&str| !wanted.is_empty() && rule.contains(&wanted);
        let alike: Vec<&str> = rules::ALL.iter().map(|rule| rule.name).filter(is_alike).collect();
        let hint = match nearest(name, names) {
            Some(near) => format!("did you mean {near}?"),
            None if !alike.is_empty() => format!("did you mean one of {}?", alike.join(", ")),
            None => "`meshlint rules` lists all".to_owned(),
        };
        say(&format!("no rule goes by {name:?}: {hint}"));
        return Ok(Ending::Error);
    }
    for (index, rule) in found.iter().enumerate() {
        if index > 0 {
            writeln!(out, "\n{}\n", "-".repeat(72))?;
        }
        let (title, page) = rule.doc.split_once('\n').unwrap_or((rule.doc, ""));
        let mut facts = format!("Severity {}, group {}", rule.severity, rule.group.name());
        if !rule.aliases.is_empty() {
            facts.push_str(&format!(", known elsewhere as {}", rule.aliases.join(", ")));
        }
        writeln!(out, "{title}\n\n{facts}.\n{}", page.trim_end())?;
    }
    Ok(Ending::Clean)
}
