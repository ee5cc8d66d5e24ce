//! A source or operation of a policy asks for nothing.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "empty-policy-condition",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A source or operation of a policy asks for nothing",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["AuthorizationPolicy"], paths: &["spec.rules[].from[]"], check: check_source },
        Subject { kinds: &["AuthorizationPolicy"], paths: &["spec.rules[].to[]"], check: check_operation },
    ]),
};

fn check_source(from: &Cursor<'_>, out: &mut Findings<'_>) {
    check(from, "source", "from", out);
}

fn check_operation(to: &Cursor<'_>, out: &mut Findings<'_>) {
    check(to, "operation", "to", out);
}

fn check(item: &Cursor<'_>, field: &str, list: &str, out: &mut Findings<'_>) {
    let condition = item.get(field);
    if condition.as_ref().is_some_and(|condition| condition.fields().any(|(_, values)| !values.is_empty())) {
        return;
    }
    let (span, what) = match &condition {
        Some(condition) => (condition.key_span(), format!("`{field}` asks for nothing")),
        None => (item.key_span(), format!("an item of `{list}` has no `{field}`")),
    };
    out.report_here(span, format!("{what}: Istio refuses the AuthorizationPolicy"))
        .help(format!("say what is asked for under `{field}`, or leave `{list}` out"));
}
