//! A DestinationRule has clients use mTLS to workloads that take plain text only.

use super::plaintext_to_strict_workload::{Reach, contradictions};
use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, MtlsMode};
use crate::model::{ClientTls, ClientTlsMode};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0534",
        name: "mtls-to-plaintext-workload",
        aliases: &["KIA0505", "KIA0506"],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A DestinationRule has clients use mTLS to workloads that take plain text only",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for found in contradictions(mesh, is_mtls, MtlsMode::Disable) {
        let (policy, rule) = (mesh.object(found.decision.0), mesh.object(found.rule));
        let message = format!(
            "clients are told to use mTLS to {}, where PeerAuthentication {}/{} turns it off: connections are reset, \
             HTTP gets status 503",
            found.whom,
            policy.namespace,
            policy.name()
        );
        let help = "leave `tls` out: mTLS is then used where the server has it";
        out.report(found.rule, found.span, message)
            .help(help)
            .related(policy.at(found.decision.1), "mTLS is turned off here")
            .shared("clients are told to use mTLS here")
            .aliases(&[]);
        // What is said in general is as likely to be fixed in the policy, and Kiali reports it there.
        if let Reach::General { of_mesh } = found.reach {
            let message = format!(
                "mTLS is turned off here for {}, where DestinationRule `{}/{}` has clients use it: connections are \
                 reset, HTTP gets status 503",
                found.whom,
                rule.namespace,
                rule.name()
            );
            out.report(found.decision.0, found.decision.1, message)
                .help(format!("in the DestinationRule, {help}"))
                .related(rule.at(found.span), "clients are told to use mTLS here")
                .shared("mTLS is turned off here")
                .aliases(if of_mesh { &["KIA0506"] } else { &["KIA0505"] });
        }
    }
}

fn is_mtls(tls: &ClientTls) -> bool {
    ClientTlsMode::of(tls) == ClientTlsMode::IstioMutual
}
