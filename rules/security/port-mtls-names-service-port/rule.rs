//! A PeerAuthentication names the port of a Service, where that of the workload counts.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{OrEmpty, PeerAuthentication};
use crate::rules::security::policy_names_service_port::{declared_ports, ports_leading_to};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0569",
        name: "port-mtls-names-service-port",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A PeerAuthentication names the port of a Service, where that of the workload counts",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for policy in mesh.all::<PeerAuthentication>() {
        let ports = policy.spec.port_level_mtls.items();
        if ports.is_empty() {
            continue;
        }
        let (mut led, mut known) = (Vec::new(), Vec::new());
        for workload in mesh.selected_by(policy.id).map(|id| mesh.workloads.get(id)) {
            known.extend(declared_ports(workload));
            led.extend(ports_leading_to(mesh, workload));
        }
        known.extend(led.iter().map(|port| port.target));
        for pair in ports {
            let Ok(port) = pair.name.parse::<i64>() else { continue };
            let Some(first) = led.iter().find(|led| led.number == port).filter(|_| !known.contains(&port))
            else {
                continue;
            };
            let service = mesh.services.get(first.service);
            if mesh.is_opened_by_sidecar(service.namespace, port) {
                continue;
            }
            let message = format!(
                "{port} is a port of Service `{}`, and its workloads listen on {}: the mode holds for no port, as it is looked up \
                 by the port of the workload",
                service.name, first.target
            );
            let place = service.object().zip(first.span);
            out.report(policy.id, pair.key, message)
                .help(format!("name the port of the workload, {}", first.target))
                .related_if(
                    place.map(|(object, span)| mesh.object(object).at(span)),
                    format!("port {} leads to port {}", first.number, first.target),
                );
        }
    }
}
