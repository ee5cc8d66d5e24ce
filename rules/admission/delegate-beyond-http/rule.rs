//! A VirtualService without hosts has gateways, TLS rules or TCP rules.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "delegate-beyond-http",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A VirtualService without hosts has gateways, TLS rules or TCP rules",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec"], check }]),
};

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    if spec.get("hosts").is_some_and(|hosts| !hosts.is_empty()) {
        return;
    }
    for field in ["gateways", "tls", "tcp"] {
        let Some(list) = spec.get(field).filter(|list| !list.is_empty()) else { continue };
        let message = format!(
            "a VirtualService without `hosts` is a delegate, which cannot have `{field}`: Istio refuses it"
        );
        out.report_here(list.key_span(), message).help(format!(
            "name the `hosts`, or remove `{field}` if other VirtualServices delegate to this one"
        ));
    }
}
