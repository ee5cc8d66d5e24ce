//! A route of the Gateway API names a port that the Service does not have.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::graph::{Mesh, Role, Target, Wanted};
use crate::rules::references::route_service_not_found::consequence;
use crate::rules::suggest;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0342",
        name: "route-port-not-on-service",
        aliases: &[],
        severity: Severity::Error,
        group: Group::References,
        summary: "A route of the Gateway API names a port that the Service does not have",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for reference in mesh.references(Role::RoutePort) {
        let (Some(absent), &Wanted::BackendPort { number: wanted, place }) =
            (reference.absent(), &reference.to)
        else {
            continue;
        };
        let Some(Target::Service(id)) = absent.within.first() else { continue };
        let service = mesh.services.get(*id);
        let listed: Vec<String> = service.ports.iter().map(|port| port.number.to_string()).collect();
        let listed = listed.join(", ");
        let route = mesh.object(reference.from);
        let consequence = consequence(route, place);
        let message = format!("`{}` has no port {wanted}, only {listed}: {consequence}", service.host);
        let finding = out.report(reference.from, reference.span, message);
        match service.ports.iter().find(|port| port.target == Some(wanted)) {
            Some(port) => {
                let number = port.number;
                finding.help(format!("use port {number}: {wanted} is only where that port leads to")).fix(
                    Unsafe,
                    reference.span,
                    To::literal(number.to_string()),
                );
            }
            None => suggest(finding, reference, absent, &format!("use one of its ports: {listed}")),
        }
    }
}
