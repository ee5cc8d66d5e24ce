//! `ignoreUriCase` has no effect on a regular expression.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::{Cursor, Remarks, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MSL0705",
    name: "ignored-case-of-regex",
    aliases: &[],
    severity: Severity::Info,
    group: Group::Surprising,
    summary: "`ignoreUriCase` has no effect on a regular expression",
    doc: include_str!("README.md"),
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].match[].ignoreUriCase"],
        check,
    }]),
};

fn check(flag: &Cursor<'_>, out: &mut Remarks<'_>) {
    let Some(uri) = flag.parent().and_then(|condition| condition.get("uri")) else { return };
    let Some(regex) = uri.get("regex").filter(|_| flag.is_true()) else { return };
    let text = regex.text().unwrap_or_default();
    if text.starts_with("(?i)") {
        return;
    }
    out.report(
        flag.key_span(),
        "`ignoreUriCase` has no effect on a regular expression: the case of the path counts",
    )
    .help(format!("write it into the expression: `(?i){text}`"))
    .related(regex.span(), "this expression tells cases apart");
}
