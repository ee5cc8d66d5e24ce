//! A route sends to a port that the service does not have.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use std::collections::BTreeMap;

use crate::graph::{Mesh, Port, Role, Target, Wanted};
use crate::rules::suggest;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0101",
        name: "destination-port-not-on-service",
        aliases: &[],
        severity: Severity::Error,
        group: Group::References,
        summary: "A route sends to a port that the service does not have",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for reference in mesh.references(Role::DestinationPort) {
        let (Some(absent), Wanted::Port(wanted)) = (reference.absent(), &reference.to) else { continue };
        let services = || {
            absent.within.iter().filter_map(|target| match target {
                Target::Service(id) => Some(mesh.services.get(*id)),
                _ => None,
            })
        };
        let Some(service) = services().next() else { continue };
        let ports: BTreeMap<i64, &str> =
            services().flat_map(|service| &service.ports).map(|port| (port.number, port.name)).collect();
        let listed: Vec<String> = ports.keys().map(i64::to_string).collect();
        let message = format!(
            "`{}` has no port {wanted}, only {}: what is sent there fails, HTTP with status 503",
            service.host,
            listed.join(", ")
        );
        let finding = out.report(reference.from, reference.span, message);
        let leads_to = |port: &&Port<'_>| port.target == Some(*wanted);
        if let Some(port) = services().flat_map(|service| &service.ports).find(leads_to) {
            let place = service.object().zip(port.span).map(|(id, span)| mesh.object(id).at(span));
            finding
                .help(format!("use port {}: {wanted} is only where that port leads to", port.number))
                .related_if(place, "this port leads there")
                .fix(Unsafe, reference.span, To::literal(port.number.to_string()));
            continue;
        }
        suggest(finding, reference, absent, &format!("use one of its ports: {}", listed.join(", ")));
        if absent.nearest.is_none() {
            finding.related_if(
                absent.within.first().and_then(|target| mesh.location(*target)),
                "the service is defined here",
            );
        }
    }
}
