//! An HTTP rule neither routes, nor redirects, nor answers.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "http-rule-without-action",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "An HTTP rule neither routes, nor redirects, nor answers",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec.http[]"], check }]),
};

fn check(rule: &Cursor<'_>, out: &mut Findings<'_>) {
    // A rule with a delegate gets its action there, and a VirtualService without hosts is such a delegate.
    let has_routes = rule.get("route").is_some_and(|routes| !routes.is_empty());
    if has_routes || ["redirect", "directResponse", "delegate"].iter().any(|action| rule.has(action)) {
        return;
    }
    out.report_here(
        rule.key_span(),
        "an HTTP rule without `route`, `redirect` or `directResponse` does nothing: Istio refuses it",
    )
    .help("say where the requests go with `route`, or answer them with `redirect` or `directResponse`");
}
