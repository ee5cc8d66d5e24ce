//! The closing lines: what was found, what was checked, what was not.

use super::palette::{Palette, Role};
use crate::finding::Severity;
use crate::model::SkipReason;
use crate::report::{Style, View, sanitize};

/// So many skipped files are named.
const MOST_SKIPPED: usize = 10;

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
        1 => ", which is none of Istio or the Gateway API",
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
        let what = if hidden_warnings(view) > 0 { "no errors found" } else { "no problems found" };
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
            _ => format!("{}, each a mesh of its own: {}", number(names.len(), "world"), names.join(", ")),
        });
    }
    if !summary.clusters.is_empty() {
        let names: Vec<_> = summary.clusters.iter().map(|name| sanitize::line(name)).collect();
        lines.push(format!("{} of one mesh: {}", number(names.len(), "cluster"), names.join(", ")));
    }
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
    lines.extend(skipped(view, style));
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

/// How many warnings were filtered out.
fn hidden_warnings(view: &View<'_>) -> usize {
    view.summary.warnings.saturating_sub(view.count(Severity::Warning))
}

/// What was filtered out, and how to see it.
fn hidden(view: &View<'_>) -> String {
    let (warnings, infos) = (hidden_warnings(view), view.hidden_infos);
    let (what, least) = match (warnings, infos) {
        (0, 0) => return String::new(),
        (0, infos) => (number(infos, "info"), "info"),
        (warnings, 0) => (number(warnings, "warning"), "warning"),
        _ => (format!("{} and {}", number(warnings, "warning"), number(infos, "info")), "info"),
    };
    let them = if warnings + infos == 1 { "it" } else { "them" };
    format!(" ({what} hidden: --min-severity {least} shows {them})")
}

/// What was not checked, and why. Rare reasons come first.
fn skipped(view: &View<'_>, style: Style) -> Vec<String> {
    let mut reasons: Vec<(&SkipReason, Vec<&str>)> = Vec::new();
    let mut files: Vec<&str> = Vec::new();
    for skipped in &view.summary.skipped {
        files.push(&skipped.path);
        match reasons.iter_mut().find(|(reason, _)| **reason == skipped.reason) {
            Some((_, paths)) => paths.push(&skipped.path),
            None => reasons.push((&skipped.reason, vec![&skipped.path])),
        }
    }
    if files.is_empty() {
        return Vec::new();
    }
    files.sort_unstable();
    files.dedup();
    reasons.sort_by_key(|(_, paths)| paths.len());

    let mut lines = vec![format!("skipped {}:", number(files.len(), "file"))];
    let mut room = if style.verbose { usize::MAX } else { MOST_SKIPPED };
    for (index, (reason, paths)) in reasons.iter().enumerate() {
        if room == 0 {
            let left: usize = reasons[index..].iter().map(|(_, paths)| paths.len()).sum();
            lines.push(format!("  {}", more(left)));
            break;
        }
        let reason = reason.to_string();
        let reason = sanitize::line(&reason);
        if let [path] = paths[..] {
            lines.push(format!("  {}: {reason}", sanitize::path(path)));
            room -= 1;
            continue;
        }
        // The reasons still to come get one file each.
        let mut share = room.saturating_sub(reasons.len() - index - 1).max(1).min(paths.len());
        if share + 1 == paths.len() && share > 1 {
            share += 1; // a path takes no more room than the words that one was left out
        }
        lines.push(format!("  {reason}:"));
        lines.extend(paths[..share].iter().map(|path| format!("    {}", sanitize::path(path))));
        if share < paths.len() {
            lines.push(format!("    {}", more(paths.len() - share)));
        }
        room = room.saturating_sub(share);
    }
    lines
}

fn more(count: usize) -> String {
    format!("and {count} more (-v lists all)")
}

/// A count with its noun.
fn number(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
