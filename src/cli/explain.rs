//! `meshlint rules` and `meshlint explain`.

use std::io::{self, IsTerminal, Write};

use serde_json::{Value, json};

use super::failure::Failure;
use super::{Ending, ExplainArgs, ListFormat, PageFormat, RulesArgs};
use crate::config::Selector;
use crate::engine::Rule;
use crate::rules;
use crate::text::nearest;

/// Lists rules.
pub(super) fn rules(args: &RulesArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut selectors = Vec::new();
    for text in &args.which {
        let selector = Selector::parse(text);
        selectors.push(selector.map_err(|error| Failure::Refused(format!("{error}: {}", error.help())))?);
    }
    let is_listed = |rule: &&&Rule| {
        (selectors.is_empty() || selectors.iter().any(|selector| selector.covers(rule)))
            && (args.severity.is_empty() || args.severity.contains(&rule.severity))
    };
    let listed: Vec<&'static Rule> = rules::ALL.iter().filter(is_listed).copied().collect();
    match args.format {
        ListFormat::Text => {
            let width = rules::ALL.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
            for rule in listed {
                writeln!(out, "{:8} {:width$} {:8} {}", rule.code, rule.name, rule.severity, rule.summary)?;
            }
        }
        ListFormat::Json => {
            let list: Vec<_> = listed.into_iter().map(as_json).collect();
            serde_json::to_writer_pretty(&mut *out, &list).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        ListFormat::Markdown => write!(out, "{}", rules::table(&listed))?,
    }
    Ok(Ending::Clean)
}

fn as_json(rule: &Rule) -> Value {
    json!({
        "code": rule.code,
        "rule": rule.name,
        "aliases": rule.aliases,
        "group": rule.group,
        "severity": rule.severity,
        "summary": rule.summary,
        "url": rule.url(),
    })
}

/// The same with all sections of the page.
fn with_page(rule: &'static Rule) -> Value {
    let page = rule.page();
    let section = |heading: &str| page.section(heading).unwrap_or_default();
    let mut value = as_json(rule);
    value["description"] = page.intro.into();
    value["why"] = section("Why it matters").into();
    value["example"] = section("Example").into();
    value["fix"] = section("How to fix it").into();
    value["ignore"] = section("When to ignore it").into();
    value["sources"] = section("Sources").into();
    value
}

/// Shows the pages of all rules that go by a name.
pub(super) fn explain(args: &ExplainArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let found: Vec<&'static Rule> = rules::named(args.rule.trim()).collect();
    if found.is_empty() {
        return Err(Failure::Refused(format!("unknown rule {:?}: {}", args.rule, hint(&args.rule))));
    }
    match args.format {
        PageFormat::Json => {
            let list: Vec<Value> = found.into_iter().map(with_page).collect();
            serde_json::to_writer_pretty(&mut *out, &list).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        PageFormat::Markdown => {
            let pages: Vec<&str> = found.iter().map(|rule| rule.doc.trim_end()).collect();
            writeln!(out, "{}", pages.join("\n\n"))?;
        }
        PageFormat::Text => {
            for (index, rule) in found.iter().enumerate() {
                if index > 0 {
                    writeln!(out, "\n{}\n", "-".repeat(72))?;
                }
                write_page(rule, out)?;
            }
        }
    }
    Ok(Ending::Clean)
}

/// The page of a rule with what is known of it besides; headings stand out on a terminal.
fn write_page(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    let title = rule.doc.lines().next().unwrap_or_default();
    let mut facts = format!("Severity {}, group {}", rule.severity, rule.group.name());
    if !rule.aliases.is_empty() {
        facts.push_str(&format!(", known elsewhere as {}", rule.aliases.join(", ")));
    }
    let is_bold = io::stdout().is_terminal() && !super::deliver::no_color();
    let mut is_code = false;
    let text = format!(
        "{title}\n\n{facts}.\n\n{}\n\nSuppress it in a manifest with the comment\n\n    # meshlint: ignore[{}] reason\n",
        rule.body(),
        rule.name
    );
    for line in text.lines() {
        is_code ^= line.starts_with("```");
        match line.starts_with('#') && !is_code && is_bold {
            true => writeln!(out, "\x1b[1m{line}\x1b[0m")?,
            false => writeln!(out, "{line}")?,
        }
    }
    Ok(())
}

/// What was probably meant.
fn hint(name: &str) -> String {
    let names = rules::ALL
        .iter()
        .flat_map(|rule| [rule.code, rule.name].into_iter().chain(rule.aliases.iter().copied()));
    let wanted = name.to_ascii_lowercase();
    let is_alike = |rule: &&str| !wanted.is_empty() && rule.contains(&wanted);
    let alike: Vec<&str> = rules::ALL.iter().map(|rule| rule.name).filter(is_alike).collect();
    match nearest(name, names) {
        Some(near) => format!("did you mean {near}?"),
        None if !alike.is_empty() => format!("did you mean one of {}?", alike.join(", ")),
        None => "`meshlint rules` lists all".to_owned(),
    }
}
