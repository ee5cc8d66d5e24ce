//! A VirtualService has no rule at all.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "virtual-service-without-routes",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A VirtualService has no rule at all",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &[""], check }]),
};

fn check(object: &Cursor<'_>, out: &mut Findings<'_>) {
    let spec = object.get("spec");
    let has_rules =
        |field: &str| spec.as_ref().is_some_and(|spec| spec.get(field).is_some_and(|list| !list.is_empty()));
    if ["http", "tls", "tcp"].into_iter().any(has_rules) {
        return;
    }
    let span = object.span_of_key("spec").or_else(|| object.span_of_key("metadata"));
    out.report_here(
        span.unwrap_or_else(|| object.key_span()),
        "a VirtualService without `http`, `tls` and `tcp` routes nothing: Istio refuses it",
    )
    .help("write rules under `http`, `tls` or `tcp`");
}
