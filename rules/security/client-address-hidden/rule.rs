//! A policy asks for the address of the client, where connections come from another one.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::policies::{HiddenAddress, Unmet};
use crate::rules::verdicts;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0559",
        name: "client-address-hidden",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A policy asks for the address of the client, where connections come from another one",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for verdict in mesh.unmet_values() {
        match verdict.why {
            Unmet::HiddenAddress(HiddenAddress::Nodes(service)) => {
                let cause = format!(
                    "the Service of this gateway has no `externalTrafficPolicy: Local`, so that connections come from \
                     the addresses of nodes, never from `{}`",
                    verdict.text
                );
                verdicts::report(out, verdict, &cause)
                    .help("set `externalTrafficPolicy: Local` in the Service")
                    .related(service, "the Service of the gateway");
            }
            Unmet::HiddenAddress(HiddenAddress::Gateway) => {
                let cause = format!(
                    "a gateway stands before these workloads, so that connections come from its pods, never from `{}`",
                    verdict.text
                );
                verdicts::report(out, verdict, &cause).help(
                    "ask for `remoteIpBlocks`, which are read from X-Forwarded-For, or put the policy on the gateway",
                );
            }
            _ => {}
        }
    }
}
