//! A readiness probe does not say how the workload is asked.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::{Cursor, Remarks, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0106",
    name: "probe-without-method",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Admission,
    summary: "A readiness probe does not say how the workload is asked",
    doc: include_str!("README.md"),
    check: Check::Object(&[Subject { kinds: &["WorkloadGroup"], paths: &["spec.probe"], check }]),
};

fn check(probe: &Cursor<'_>, out: &mut Remarks<'_>) {
    if ["httpGet", "tcpSocket", "exec"].into_iter().any(|method| probe.has(method)) {
        return;
    }
    let help = "add `httpGet`, `tcpSocket` or `exec`, or remove `probe`";
    match probe.get("grpc") {
        Some(grpc) => out.report(
            grpc.key_span(),
            "`grpc` is no method that Istio takes for a probe: it refuses the WorkloadGroup",
        ),
        None => out.report(
            probe.key_span(),
            "a probe without a method asks nothing: Istio refuses the WorkloadGroup",
        ),
    }
    .help(help);
}
