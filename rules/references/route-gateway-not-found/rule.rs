//! A route of the Gateway API is for a Gateway that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{GatewayName, Mesh, Neighbour, Role, Wanted};
use crate::rules::{missing, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0340",
        name: "route-gateway-not-found",
        aliases: &["KIA1401"],
        severity: Severity::Error,
        group: Group::References,
        summary: "A route of the Gateway API is for a Gateway that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::ParentGateway, "Gateway") {
        let route = mesh.object(reference.from);
        let Wanted::ParentGateway(Neighbour { namespace, name, .. }) = reference.to else { continue };
        let kind = &route.kind_name;
        let consequence = format!("the {kind} is not attached there, and nothing answers its requests");
        let of_istio =
            mesh.gateways.find(&GatewayName { namespace: namespace.into(), name: name.into() }).next();
        if let Some(of_istio) = of_istio {
            let message = format!(
                "`{name}` in namespace {namespace} is a Gateway of networking.istio.io, to which no {kind} attaches: {consequence}"
            );
            out.report(reference.from, reference.span, message)
                .help("name a Gateway of gateway.networking.k8s.io, or write a VirtualService for this one")
                .related(mesh.object(of_istio).name_location(), "the Gateway");
            continue;
        }
        let message = format!("no Gateway `{name}` exists in namespace {namespace}: {consequence}");
        let finding = out.report(reference.from, reference.span, message);
        suggest(
            finding,
            reference,
            absent,
            "name a Gateway that exists, with `namespace` where that is another one",
        );
    }
}
