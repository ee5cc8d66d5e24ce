//! A rule for TCP or TLS has no destination.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "tcp-rule-without-route",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A rule for TCP or TLS has no destination",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec.(tcp|tls)[]"], check }]),
};

fn check(rule: &Cursor<'_>, out: &mut Findings<'_>) {
    let routes = rule.get("route");
    if routes.as_ref().is_none_or(Cursor::is_empty) {
        let span = routes.map_or(rule.key_span(), |routes| routes.key_span());
        let what = if rule.parent().is_some_and(|list| list.name() == "tls") { "TLS" } else { "TCP" };
        out.report_here(
            span,
            format!("a rule for {what} without `route` leads nowhere: Istio refuses the VirtualService"),
        )
        .help("name the destination under `route`");
    }
}
