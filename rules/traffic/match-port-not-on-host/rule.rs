//! A match for sidecars names a port that the host does not have.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Origin};
use crate::model::{OrEmpty, VirtualService};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0353",
        name: "match-port-not-on-host",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A match for sidecars names a port that the host does not have",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for routes in mesh.all::<VirtualService>().filter(|routes| !routes.spec.is_for_gateways()) {
        let mut ports: Vec<i64> = Vec::new();
        let mut name = None;
        let mut is_known = true;
        for written in routes.spec.hosts.items() {
            let full = mesh.full_host(&written.value, routes.namespace());
            let services = mesh.services.exactly(&full);
            is_known &= !services.is_empty();
            for service in services.iter().map(|id| mesh.services.get(*id)) {
                is_known &= !matches!(service.origin, Origin::Made(_));
                ports.extend(service.ports.iter().map(|port| port.number));
            }
            name = name.or_else(|| Some(full.into_owned()));
        }
        let Some(name) = name.filter(|_| is_known && !ports.is_empty()) else { continue };
        ports.sort_unstable();
        ports.dedup();
        let known: Vec<String> = ports.iter().map(i64::to_string).collect();
        let matches = routes.spec.http.items().iter().flat_map(|rule| rule.matches.items());
        for port in matches.filter(|own| own.gateways.items().is_empty()).filter_map(|own| own.port.as_ref())
        {
            if port.value == 0 || ports.contains(&port.value) {
                continue;
            }
            let message = format!(
                "`{name}` has no port {}, only {}: requests to {} go past this rule, as they are",
                port.value,
                known.join(" and "),
                port.value
            );
            out.report(routes.id, port.span, message).help(format!(
                "add port {} to the ServiceEntry or Service, or write one that it has",
                port.value
            ));
        }
    }
}
