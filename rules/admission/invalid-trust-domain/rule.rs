//! A policy names a trust domain with a wildcard in its midst, or with a path.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::{Cursor, Remarks, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0106",
    name: "invalid-trust-domain",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Admission,
    summary: "A policy names a trust domain with a wildcard in its midst, or with a path",
    doc: include_str!("README.md"),
    check: Check::Object(&[Subject {
        kinds: &["AuthorizationPolicy"],
        paths: &["spec.rules[].from[].source.(trustDomains|notTrustDomains)[]"],
        check,
    }]),
};

fn check(domain: &Cursor<'_>, out: &mut Remarks<'_>) {
    let Some(text) = domain.text() else { return };
    let inner = text.strip_prefix('*').or_else(|| text.strip_suffix('*')).unwrap_or(text);
    let fault = match text {
        _ if text.contains('/') => "it has a `/`",
        _ if inner.contains('*') => "a wildcard may only stand at one of its ends",
        _ => return,
    };
    let message =
        format!("`{text}` is no trust domain, since {fault}: Istio refuses the AuthorizationPolicy");
    out.report(domain.span(), message).help("write a name such as `cluster.local`");
}
