//! A match is for a gateway that the VirtualService is not bound to.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Answer, GatewayName, Mesh, Role, Wanted};
use crate::model::{OrEmpty, VirtualService};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0331",
        name: "match-gateway-not-bound",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A match is for a gateway that the VirtualService is not bound to",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for reference in mesh.references(Role::MatchGateway) {
        let Some(routes) = mesh.resource::<VirtualService>(reference.from) else { continue };
        let Wanted::Gateway { name, .. } = &reference.to else { continue };
        let bound = routes.spec.gateways.items();
        let is_bound = bound
            .iter()
            .any(|gateway| GatewayName::of(&gateway.value, routes.namespace()).as_ref() == Some(name));
        // A delegate is bound to what its root is bound to; what does not exist is a finding of its own.
        let is_delegate = routes.spec.hosts.items().is_empty();
        if is_bound || is_delegate || matches!(reference.answer, Answer::Absent(_)) {
            continue;
        }
        let message = match &routes.spec.gateways {
            Some(_) => format!(
                "the VirtualService is not bound to the gateway `{}`: this match never holds there",
                reference.to
            ),
            None => format!(
                "the VirtualService names no `gateways`, and so is for sidecars alone: this match never holds on `{}`",
                reference.to
            ),
        };
        let finding = out.report(reference.from, reference.span, message);
        finding
            .help(format!("add `{}` to `gateways` of the VirtualService, or remove it here", reference.to));
        finding.related_if(
            routes.spec.gateways.as_ref().map(|gateways| routes.at(gateways.key)),
            "what the VirtualService is bound to",
        );
    }
}
