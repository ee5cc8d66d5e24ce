//! The closing lines: what was found, what was checked, what was not.

use super::palette::{Palette, Role};
use super::skipped;
use rustc_hash::FxHashSet;

use crate::finding::Severity;
use crate::report::{Style, UnavailableKind, UnavailablePart, View, sanitize};

/// So many worlds are named.
const MOST_WORLDS: usize = 6;

/// The closing lines.
pub(in crate::report) fn render(view: &View<'_>, style: Style) -> String {
    let palette = Palette::new(style);
    let summary = view.summary;
    if style.quiet && summary.resources > 0 {
        return String::new();
    }
    let scope = format!("{} in {}", number(summary.resources, "resource"), number(summary.files, "file"));
    let time = style.elapsed.map(|time| format!(", {} ms", time.as_millis())).unwrap_or_default();
    let kinds = match summary.resources {
        0 => "",
        _ if summary.mesh_resources > 0 => "",
        1 => ", which is not of Istio or the Gateway API",
        _ => ", none of them of Istio or the Gateway API",
    };
    let scope = format!("{scope}{time}");
    let unverified = match view.unverified.len() {
        0 => String::new(),
        n if style.verbose => format!("{} could not be verified", number(n, "reference")),
        1 => "1 reference could not be verified (-v shows it)".to_owned(),
        n => format!("{} could not be verified (-v lists them)", number(n, "reference")),
    };
    let mut lines = Vec::new();
    let hidden = hidden(view);
    if !view.findings.is_empty() {
        lines.push(format!("{}{hidden}", counts(view, &palette)));
        lines.push(match summary.resources {
            0 => "no Kubernetes object was found".to_owned(),
            _ if unverified.is_empty() => format!("checked {scope}"),
            _ => format!("checked {scope}; {unverified}"),
        });
    } else if summary.resources == 0 {
        let none = match summary.of_other_revisions {
            0 => "no Kubernetes object was found",
            _ => "all Kubernetes objects are for another revision",
        };
        lines.push(format!("nothing to check: {none}{hidden}"));
    } else {
        let what = if view.hidden_warnings > 0 { "no errors found" } else { "no problems found" };
        lines.push(format!("{}: {scope}{kinds}{hidden}", palette.paint(Role::Good, what)));
        lines.extend(Some(unverified).filter(|text| !text.is_empty()));
    }
    if let Some(placeholders) = &summary.placeholders {
        let such_as = sanitize::line(&placeholders.such_as);
        lines.push(match placeholders.values {
            1 => format!("1 value holds a placeholder, {such_as}, and was not judged"),
            n => format!("{n} values hold placeholders such as {such_as}, and were not judged"),
        });
    }
    if let Some(focus) = &summary.focus {
        let hidden = match focus.hidden {
            0 => String::new(),
            n => format!("; {} elsewhere not shown", number(n, "finding")),
        };
        lines.push(format!("reported on {}{hidden}", sanitize::line(&focus.on)));
    }
    if summary.of_other_revisions > 0 {
        let (what, are) = (number(summary.of_other_revisions, "resource"), summary.of_other_revisions);
        let are = if are == 1 { "is" } else { "are" };
        lines.push(format!("left out {what} that {are} for another revision (label istio.io/rev)"));
    }
    if !summary.worlds.is_empty() {
        let names: Vec<_> = summary.worlds.iter().map(|name| sanitize::line(name)).collect();
        lines.push(match names.as_slice() {
            [only] => format!("world {only} alone"),
            all => {
                // A name takes no more room than the words that one was left out.
                let is_long = all.len() > MOST_WORLDS + 1 && !style.verbose;
                let (named, left) = all.split_at(if is_long { MOST_WORLDS } else { all.len() });
                let more = match left.len() {
                    0 => String::new(),
                    n => format!(" and {n} more (-v lists them)"),
                };
                format!("{}, each a mesh of its own: {}{more}", number(all.len(), "world"), named.join(", "))
            }
        });
    }
    if !summary.clusters.is_empty() {
        let names: Vec<_> = summary.clusters.iter().map(|name| sanitize::line(name)).collect();
        lines.push(format!("{} of one mesh: {}", number(names.len(), "cluster"), names.join(", ")));
    }
    lines.extend(summary.fixes.map(|fixes| fixes.to_string()));
    if summary.suppressed > 0 {
        let them = if summary.suppressed == 1 { "it" } else { "them" };
        let more = match view.suppressed.is_empty() {
            true => format!(" (--show-suppressed shows {them})"),
            false => String::new(),
        };
        lines.push(format!("{} suppressed{more}", number(summary.suppressed, "finding")));
    }
    if let Some(baseline) = summary.baseline.as_ref().filter(|baseline| baseline.stale > 0) {
        let (path, are) = (sanitize::path(&baseline.path), if baseline.stale == 1 { "is" } else { "are" });
        lines.push(format!(
            "{} of {path} {are} gone: `meshlint baseline prune` removes what is stale",
            number(baseline.stale, "finding")
        ));
    }
    lines.extend(assumed_namespace(view));
    lines.extend(unavailable(&summary.unavailable, style));
    lines.extend(skipped::render(view, style));
    lines.push(String::new());
    lines.join("\n")
}

/// `3 errors, 1 warning`.
fn counts(view: &View<'_>, palette: &Palette) -> String {
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let counts = severities.into_iter().filter_map(|severity| match view.count(severity) {
        0 => None,
        n => Some(palette.paint(Role::Severity(severity), &number(n, &severity.to_string()))),
    });
    counts.collect::<Vec<_>>().join(", ")
}

/// What was filtered out, and how to see it.
fn hidden(view: &View<'_>) -> String {
    let (warnings, infos) = (view.hidden_warnings, view.hidden_infos);
    let (what, least) = match (warnings, infos) {
        (0, 0) => return String::new(),
        (0, infos) => (number(infos, "info"), "info"),
        (warnings, 0) => (number(warnings, "warning"), "warning"),
        _ => (format!("{} and {}", number(warnings, "warning"), number(infos, "info")), "info"),
    };
    let them = if warnings + infos == 1 { "it" } else { "them" };
    format!(" ({what} hidden: --min-severity {least} shows {them})")
}

/// Which namespace was assumed, where that keeps references from being verified; elsewhere it changes nothing.
fn assumed_namespace(view: &View<'_>) -> Option<String> {
    let assumed = view.summary.assumed_namespace.as_ref().filter(|assumed| assumed.references > 0)?;
    let namespace = sanitize::line(&assumed.namespace);
    let objects = match assumed.objects {
        1 => "1 object names no namespace and is".to_owned(),
        n => format!("{n} objects name no namespace and are"),
    };
    let references = number(assumed.references, "reference");
    Some(format!(
        "{objects} taken to be in `{namespace}`, so that {references} could not be verified (-n NAMESPACE says where)"
    ))
}

/// How much of what would be applied could not be looked at.
fn unavailable(parts: &[UnavailablePart], style: Style) -> Option<String> {
    let of_kind = |kind| parts.iter().filter(move |part| part.kind == kind);
    let named = |kind| of_kind(kind).map(|part| part.name.as_str()).collect::<FxHashSet<_>>();
    let mut charts = named(UnavailableKind::Chart);
    // A kustomization calls a chart by the last part of its folder.
    for folder in of_kind(UnavailableKind::Chart).filter(|part| part.line.is_none()) {
        let (_, name) = folder.name.rsplit_once('/').unwrap_or_default();
        charts.remove(name);
    }
    let counts = [
        (charts.len(), "chart", "rendered"),
        (named(UnavailableKind::Remote).len(), "remote resource", "fetched"),
        (of_kind(UnavailableKind::Plugin).count(), "kustomize plugin", "run"),
    ];
    let all: usize = counts.iter().map(|(count, ..)| count).sum();
    let mut words = Vec::new();
    for (count, noun, done) in counts.into_iter().filter(|(count, ..)| *count > 0) {
        let be = match (words.is_empty(), count) {
            (false, _) => "",
            (true, 1) => "was ",
            (true, _) => "were ",
        };
        words.push(format!("{} {be}not {done}", number(count, noun)));
    }
    let last = words.pop()?;
    let all_words = if words.is_empty() { last } else { format!("{} and {last}", words.join(", ")) };
    let (they, shows) = if all == 1 { ("it", "shows it") } else { ("they", "lists them") };
    let more = if style.verbose { String::new() } else { format!(" (-v {shows})") };
    Some(format!("{all_words}: what {they} would bring is in doubt{more}"))
}

/// A count with its noun.
pub(super) fn number(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
