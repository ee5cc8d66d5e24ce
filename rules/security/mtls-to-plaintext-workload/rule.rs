//! A DestinationRule has clients use mTLS to workloads that take plain text only.

use super::plaintext_to_strict_workload::contradictions;
use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, MtlsMode};
use crate::model::{ClientTls, ClientTlsMode};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0534",
        name: "mtls-to-plaintext-workload",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A DestinationRule has clients use mTLS to workloads that take plain text only",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for found in contradictions(mesh, is_mtls, MtlsMode::Disable) {
        let policy = mesh.object(found.decision.0);
        let message = format!(
            "clients are told to use mTLS to {}, where PeerAuthentication {}/{} turns it off: connections are reset, \
             HTTP gets status 503",
            found.whom,
            policy.namespace,
            policy.name()
        );
        out.report(found.rule, found.span, message)
            .help("leave `tls` out: mTLS is then used where the server has it")
            .related(policy.at(found.decision.1), "mTLS is turned off here");
    }
}

fn is_mtls(tls: &ClientTls) -> bool {
    ClientTlsMode::of(tls) == ClientTlsMode::IstioMutual
}
