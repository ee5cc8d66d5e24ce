//! The protocol of a port is not one that Istio knows.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::fixes::meant_or;
use crate::text::{Protocol, nearest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "unknown-protocol",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The protocol of a port is not one that Istio knows",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["Gateway"], paths: &["spec.servers[].port.protocol"], check },
        Subject {
            kinds: &["ServiceEntry", "Sidecar"],
            paths: &["spec.ports[].protocol", "spec.(ingress|egress)[].port.protocol"],
            check: check_optional,
        },
    ]),
};

fn check_optional(protocol: &Cursor<'_>, out: &mut Findings<'_>) {
    if !protocol.is_empty() {
        check(protocol, out);
    }
}

fn check(protocol: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = protocol.text().filter(|text| Protocol::of(text).is_none()) else { return };
    let names = Protocol::ALL.map(Protocol::name);
    let message = format!("`{text}` is not a protocol that Istio knows: Istio refuses the object");
    meant_or(out.report_here(protocol.span(), message), text, nearest(text, names), || {
        format!("write one of {}; for other protocols `TCP`", names.join(", "))
    });
}
