//! A regular expression that begins with `^` and is open at its end matches no longer path.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0706",
        name: "anchored-prefix-regex",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A regular expression that begins with `^` and is open at its end matches no longer path",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].match[].uri.regex"],
        check,
    }]),
};

fn check(regex: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(start) = regex.text().and_then(|text| text.strip_prefix('^')) else { return };
    // Anything but plain characters may well match the rest of a path.
    let is_plain =
        start.starts_with('/') && start.chars().all(|c| c.is_ascii_alphanumeric() || "/-_".contains(c));
    if !is_plain {
        return;
    }
    out.report_here(
        regex.span(),
        format!("an expression has to match the whole path, so that this one holds for `{start}` alone"),
    )
    .help(format!("write `prefix: {start}` for what is below it as well, or `exact: {start}` for it alone"))
    .fix(Unsafe, regex.key_span(), To::text("prefix"))
    .fix(Unsafe, regex.span(), To::text(start));
}
