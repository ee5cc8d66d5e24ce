//! `ignoreUriCase` has no effect on a regular expression.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0705",
        name: "ignored-case-of-regex",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "`ignoreUriCase` has no effect on a regular expression",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].match[].ignoreUriCase"],
        check,
    }]),
};

fn check(flag: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(uri) = flag.parent().and_then(|condition| condition.get("uri")) else { return };
    let Some(regex) = uri.get("regex").filter(|_| flag.is_true()) else { return };
    let text = regex.text().unwrap_or_default();
    if text.starts_with("(?i)") {
        return;
    }
    out.report_here(
        flag.key_span(),
        "`ignoreUriCase` has no effect on a regular expression: the case of the path counts",
    )
    .help(format!("write it into the expression: `(?i){text}`"))
    .fix(Unsafe, regex.span(), To::text(format!("(?i){text}")))
    .related_here(regex.span(), "this expression tells cases apart");
}
