//! A trace for people: stage by stage, each step with its reason and its place.

use std::io::{self, Write};

use crate::graph::Mesh;
use crate::report::{Style, sanitize};
use crate::source::Location;
use crate::trace::{self, Hop, Mark, Outcome, Step, Verdict};

/// Columns of the heading of a stage.
const STAGE: usize = 17;

/// Writes a trace.
pub fn write(out: &mut dyn Write, mesh: &Mesh<'_>, hop: &Hop<'_>, style: Style) -> io::Result<()> {
    write_unread(out, mesh, style)?;
    let mut current = Some(hop);
    let mut number = 1;
    while let Some(hop) = current {
        if number > 1 {
            writeln!(out)?;
        }
        let head = match number {
            1 => format!("{}: {}", hop.at, hop.request),
            _ => format!("next, {}: {}", hop.at, hop.request),
        };
        for (index, line) in wrap(&sanitize::line(&head), style.width.max(40) - 4).iter().enumerate() {
            let indent = if index == 0 { "" } else { "    " };
            writeln!(out, "{indent}{}", paint(style, Tone::Strong, line))?;
        }
        let mut last = None;
        for step in &hop.steps {
            let stage = if last == Some(step.stage) { "" } else { step.stage.title() };
            last = Some(step.stage);
            write_step(out, mesh, stage, step, style)?;
        }
        current = hop.next.as_deref();
        number += 1;
    }
    writeln!(out)?;
    let (tone, verdict) = verdict(hop);
    writeln!(out, "{}", paint(style, tone, &sanitize::line(&verdict)))
}

/// How many places of what could not be read are listed.
const LISTED: usize = 5;

/// Says what of the input could not be read: a trace without it is not sure.
pub(in crate::report) fn write_unread(out: &mut dyn Write, mesh: &Mesh<'_>, style: Style) -> io::Result<()> {
    let unread = mesh.model.unread();
    if unread.is_empty() {
        return Ok(());
    }
    let count = match unread.len() {
        1 => "a part".to_owned(),
        count => format!("{count} parts"),
    };
    let head = format!("not sure: {count} of the input could not be read, and may hold what decides");
    writeln!(out, "{}", paint(style, Tone::Bad, &head))?;
    for one in unread.iter().take(LISTED) {
        let at = one.location.map(|location| place(mesh, location));
        let at = at.or(one.path.map(str::to_owned)).unwrap_or_default();
        writeln!(out, "  {}: {}", sanitize::line(&at), sanitize::line(&one.reason))?;
    }
    if unread.len() > LISTED {
        writeln!(out, "  and {} more", unread.len() - LISTED)?;
    }
    writeln!(out)
}

/// The whole in one sentence.
pub(super) fn verdict(hop: &Hop<'_>) -> (Tone, String) {
    let last = hop.last();
    let through = match std::iter::successors(Some(hop), |hop| hop.next.as_deref()).count() {
        1 => String::new(),
        hops => format!(" through {} more {}", hops - 1, if hops == 2 { "proxy" } else { "proxies" }),
    };
    let status = last.status.map_or(String::new(), |status| format!(", status {status}"));
    let answered = || match last.outcome {
        Outcome::Passthrough => format!("passed on as it is{through}"),
        Outcome::Redirect => {
            let location = last.redirect.as_ref().map_or("", |redirect| &redirect.location);
            format!("redirected to {location}{through}{status}")
        }
        Outcome::DirectResponse => format!("answered by the proxy{through}{status}"),
        _ if last.clusters.is_empty() => format!("answered{through}"),
        _ => format!("answered by {}{through}", destinations(last)),
    };
    match trace::verdict(hop) {
        Verdict::Refused { at, why, places: (refusing, all) } if refusing < all => (
            Tone::Bad,
            format!("refused at {at}, {refusing} of {all} places that the request may go to: {why}"),
        ),
        Verdict::Refused { at, why, .. } => (Tone::Bad, format!("refused at {at}: {why}")),
        Verdict::Answered => (Tone::Good, answered()),
        Verdict::Open(condition) => (Tone::Open, format!("{}, {condition}", answered())),
        Verdict::NotAnswered => {
            let failed = std::iter::successors(Some(hop), |hop| hop.next.as_deref())
                .find_map(|hop| hop.failure.as_ref());
            let text = match (failed, last.outcome) {
                (Some(why), _) => format!("not answered{through}: {why}"),
                (None, Outcome::DirectResponse) => {
                    format!("not answered{through}: the proxy answers by itself{status}")
                }
                (None, outcome) => {
                    format!("not answered{through}: {}{status}", outcome.name().replace('_', " "))
                }
            };
            (Tone::Bad, text)
        }
    }
}

/// The clusters that a request goes to.
fn destinations(hop: &Hop<'_>) -> String {
    let clusters = hop.clusters.iter().filter(|cluster| cluster.lack.is_none());
    let names: Vec<String> = clusters
        .map(|cluster| {
            let subset =
                if cluster.subset.is_empty() { String::new() } else { format!(" ({})", cluster.subset) };
            let share = cluster.weight.map_or(String::new(), |weight| format!(" [{weight}]"));
            let host = cluster.host.as_deref().unwrap_or_default();
            format!("{host}:{}{subset}{share}", cluster.port.unwrap_or_default())
        })
        .collect();
    names.join(", ")
}

fn write_step(
    out: &mut dyn Write,
    mesh: &Mesh<'_>,
    stage: &str,
    step: &Step,
    style: Style,
) -> io::Result<()> {
    let (tone, glyph) = match (step.mark, style.unicode) {
        (Mark::Taken, true) => (Tone::Good, "→"),
        (Mark::Taken, false) => (Tone::Good, ">"),
        (Mark::Passed, true) => (Tone::Faint, "·"),
        (Mark::Passed, false) => (Tone::Faint, "-"),
        (Mark::Note, _) => (Tone::Plain, " "),
        (Mark::Broken, true) => (Tone::Bad, "✗"),
        (Mark::Broken, false) => (Tone::Bad, "x"),
        (Mark::Open, _) => (Tone::Open, "?"),
    };
    let indent = " ".repeat(STAGE + 2);
    let message = sanitize::line(&step.message).into_owned();
    let lines = wrap(&message, style.width.saturating_sub(STAGE + 2).max(30));
    write!(out, "  {}", paint(style, Tone::Strong, stage))?;
    write!(
        out,
        "{}{} ",
        " ".repeat((STAGE - 2).saturating_sub(sanitize::width(stage))),
        paint(style, tone, glyph)
    )?;
    for (index, line) in lines.iter().enumerate() {
        let tone = if step.mark == Mark::Passed { Tone::Faint } else { Tone::Plain };
        if index > 0 {
            write!(out, "{indent}")?;
        }
        write!(out, "{}", paint(style, tone, line))?;
        if index + 1 < lines.len() {
            writeln!(out)?;
        }
    }
    if let Some(place) = step.location.map(|location| place(mesh, location)) {
        let used = STAGE + 2 + lines.last().map_or(0, |line| sanitize::width(line));
        let place = sanitize::path(&place).into_owned();
        match used + 2 + sanitize::width(&place) <= style.width {
            true => write!(out, "  {}", paint(style, Tone::Faint, &place))?,
            false => write!(out, "\n{indent}{}", paint(style, Tone::Faint, &place))?,
        }
    }
    writeln!(out)?;
    if let Some(help) = &step.help {
        let text = format!("help: {}", sanitize::line(help));
        for line in wrap(&text, style.width.saturating_sub(STAGE + 2).max(30)) {
            writeln!(out, "{indent}{}", paint(style, Tone::Help, &line))?;
        }
    }
    Ok(())
}

/// `path:line:column`.
pub(in crate::report) fn place(mesh: &Mesh<'_>, location: Location) -> String {
    let source = &mesh.model.sources[location.source];
    let start = source.position(location.span.start);
    format!("{}:{}:{}", source.path, start.line, start.column)
}

/// Breaks a text at spaces.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.len() - 1;
        let line = &mut lines[last];
        let needed = sanitize::width(line) + 1 + sanitize::width(word);
        if line.is_empty() {
            line.push_str(word);
        } else if needed <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// How something is said.
#[derive(Clone, Copy)]
pub(super) enum Tone {
    Plain,
    Strong,
    Faint,
    Good,
    Bad,
    Open,
    Help,
}

fn paint(style: Style, tone: Tone, text: &str) -> String {
    let code = match tone {
        _ if !style.color || text.is_empty() => return text.to_owned(),
        Tone::Plain => return text.to_owned(),
        Tone::Strong => "1",
        Tone::Faint => "2",
        Tone::Good => "32",
        Tone::Bad => "1;31",
        Tone::Open => "1;33",
        Tone::Help => "36",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}
