//! The port of a listener has a `targetPort`.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "target-port-on-listener",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The port of a Gateway server or Sidecar listener has a `targetPort`",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["Gateway", "Sidecar"],
        paths: &["spec.servers[].port.targetPort", "spec.(ingress|egress)[].port.targetPort"],
        check,
    }]),
};

fn check(target: &Cursor<'_>, out: &mut Findings<'_>) {
    if target.integer().is_some_and(|port| port > 0) {
        let kind = target.object.kind;
        let message =
            format!("a listener has one port, and `targetPort` has no effect: Istio refuses the {kind}");
        let help = match kind {
            "Gateway" => "remove it; which port of the pod is reached is said by the Service of the gateway",
            _ => "remove it; where an ingress listener forwards to is said by `defaultEndpoint`",
        };
        out.report_here(target.span(), message).help(help);
    }
}
