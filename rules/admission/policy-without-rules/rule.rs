//! An AuthorizationPolicy with DENY or CUSTOM has no rules.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "policy-without-rules",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "An AuthorizationPolicy with DENY or CUSTOM has no rules",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["AuthorizationPolicy"], paths: &["spec"], check }]),
};

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(action) = spec.get("action") else { return };
    let Some(text @ ("DENY" | "CUSTOM")) = action.text() else { return };
    if spec.get("rules").is_none_or(|rules| rules.is_empty()) {
        let message =
            format!("a policy with action {text} and without rules is for no request: Istio refuses it");
        out.report_here(action.span(), message)
            .help("add rules; an empty one (`rules: [{}]`) is for all requests");
    }
}
