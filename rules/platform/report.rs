//! Putting the limits of platforms into words.

use super::limits::{self, Certainty, Effect, Limit};
use crate::finding::Findings;
use crate::inspect::Cursor;
use crate::platform::Platform;
use crate::source::Span;

/// Calls `look` for each limit of the platform on objects of this kind, if a platform was named.
pub(super) fn each(object: &Cursor<'_>, mut look: impl FnMut(Platform, &'static Limit)) {
    let Some(platform) = object.object.platform else { return };
    let (group, kind) = (object.object.group, object.object.kind);
    let full = format!("{group}/{kind}");
    let is_common = group.ends_with("istio.io") || matches!(group, "" | "apps" | "batch");
    let name = if is_common { kind } else { &full };
    limits::of(platform, name).for_each(|limit| look(platform, limit));
}

/// Reports something that a platform does not support. `what` names it, with its article or in backticks.
pub(super) fn report(out: &mut Findings<'_>, span: Span, platform: Platform, limit: &Limit, what: &str) {
    let verb = match limit.effect {
        Effect::Refused => "is refused by",
        Effect::Unsupported => "is not supported by",
        Effect::Ignored => "has no effect in",
        Effect::BestEffort => "works without support in",
    };
    let because = if limit.because.is_empty() { "it is refused or ignored" } else { limit.because };
    let title = platform.title();
    let sure = match limit.certainty {
        Certainty::Stated => "",
        Certainty::Inferred => "; this is inferred, not stated",
    };
    let message = format!("{what} {verb} {title}: {because}");
    let help = format!("{} (see {}{sure})", limit.instead, limit.source.url());
    out.report_here(span, message).severity(limit.severity()).help(help);
}

/// Reports values of fields: those of the paths of a limit for which `is_meant` holds.
pub(super) fn report_values(
    out: &mut Findings<'_>,
    object: &Cursor<'_>,
    platform: Platform,
    limit: &Limit,
    paths: &'static [&'static str],
    is_meant: impl Fn(&Cursor<'_>) -> bool,
) {
    object.visit(paths, |value| {
        if !is_meant(value) {
            return;
        }
        match value.text() {
            Some(text) => {
                report(out, value.span(), platform, limit, &format!("`{text}` in `{}`", plain(value)));
            }
            None => report(out, value.key_span(), platform, limit, &format!("`{}`", plain(value))),
        }
    });
}

/// The path of a field without the numbers of the items on its way; the kind where it is the object.
pub(super) fn plain(value: &Cursor<'_>) -> String {
    let path = value.to_string();
    if path.is_empty() {
        return format!("this {}", value.object.kind);
    }
    let mut plain = String::with_capacity(path.len());
    let mut is_number = false;
    for character in path.chars() {
        is_number = character == '[' || is_number && character != ']';
        if !is_number || character == '[' {
            plain.push(character);
        }
    }
    plain
}
