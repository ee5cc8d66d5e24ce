//! A match names a Gateway that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{GatewayName, Mesh, Reference, Role, Wanted};
use crate::rules::{missing, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0330",
        name: "match-gateway-not-found",
        aliases: &["KIA1102"],
        severity: Severity::Error,
        group: Group::References,
        summary: "A match of a VirtualService names a Gateway that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::MatchGateway, "Gateway") {
        let Wanted::Gateway { name, .. } = &reference.to else { continue };
        let gateways = mesh.references_of(reference.from, Role::Gateway);
        // Where the VirtualService itself names it, that is the finding.
        let is_it =
            |gateway: &Reference<'_>| matches!(&gateway.to, Wanted::Gateway { name: own, .. } if own == name);
        if gateways.iter().any(is_it) {
            continue;
        }
        let GatewayName { namespace, name } = name;
        let message = format!(
            "no Gateway `{name}` exists in namespace {namespace}: this match never holds there, and if it names no other gateway, nowhere"
        );
        let finding = out.report(reference.from, reference.span, message);
        suggest(
            finding,
            reference,
            absent,
            "name a Gateway that the VirtualService is bound to, as it stands in `gateways`",
        );
    }
}
