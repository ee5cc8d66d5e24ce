//! A policy at a gateway names a host without the port that clients put behind it.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::graph::Mesh;
use crate::graph::policies::Unmet;
use crate::rules::verdicts;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0560",
        name: "policy-host-without-port",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A policy at a gateway names a host without the port that clients put behind it",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for verdict in mesh.unmet_values() {
        let Unmet::HostWithoutPort(port, server) = verdict.why else { continue };
        let host = verdict.text;
        let cause = format!(
            "hosts are compared with all of the Host header, and clients call this gateway on port {port}, so that they \
             send `{host}:{port}`"
        );
        let finding = verdicts::report(out, verdict, &cause);
        finding
            .fix(Unsafe, finding.location.span, To::Also(format!("{host}:*")))
            .help(format!("add `{host}:*`"))
            .related(server, "the server that has the host");
    }
}
