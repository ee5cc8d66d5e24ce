//! A readiness probe does not say how the workload is asked.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "probe-without-method",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A readiness probe does not say how the workload is asked",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["WorkloadGroup"], paths: &["spec.probe"], check },
        Subject { kinds: &["WorkloadGroup"], paths: &["spec.probe.exec.command"], check: check_command },
    ]),
};

fn check(probe: &Cursor<'_>, out: &mut Findings<'_>) {
    if ["httpGet", "tcpSocket", "exec"].into_iter().any(|method| probe.has(method)) {
        return;
    }
    let help = "add `httpGet`, `tcpSocket` or `exec`, or remove `probe`";
    match probe.get("grpc") {
        Some(grpc) => out.report_here(
            grpc.key_span(),
            "`grpc` is not a probe method that Istio accepts: it refuses the WorkloadGroup",
        ),
        None => out.report_here(
            probe.key_span(),
            "a probe without a method asks nothing: Istio refuses the WorkloadGroup",
        ),
    }
    .help(help);
}

fn check_command(command: &Cursor<'_>, out: &mut Findings<'_>) {
    if command.is_empty() {
        out.report_here(
            command.key_span(),
            "a probe without a command asks nothing: Istio refuses the WorkloadGroup",
        )
        .help("add the command and its arguments");
    }
}
