//! A DENY rule matches only by HTTP, as Istio's webhook warns.

use super::deny_by_http_alone::{HELP, MESSAGE, rules_by_http};
use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::{AuthorizationPolicy, Model};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "tcp-denied-by-http",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A DENY rule matches only by HTTP, as Istio's webhook warns",
        doc: include_str!("README.md"),
    },
    check: Check::Webhook(check),
};

fn check(model: &Model, out: &mut Findings<'_>) {
    for policy in model.all::<AuthorizationPolicy>() {
        for place in rules_by_http(policy.spec) {
            out.report(policy.id, place, MESSAGE).help(HELP);
        }
    }
}
