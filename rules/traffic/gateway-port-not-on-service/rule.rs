//! A Gateway server listens on a port that the gateway Service does not have.

use crate::diag::{Check, Findings, Group, Rule, Severity};
use crate::graph::{Mesh, Target};
use crate::model::{Gateway, OrEmpty};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0162",
    name: "gateway-port-not-on-service",
    aliases: &[],
    severity: Severity::Warning,
    group: Group::Traffic,
    summary: "A Gateway server listens on a port that the gateway Service does not have",
    doc: include_str!("README.md"),
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for gateway in mesh.all::<Gateway>() {
        let ports = mesh.gateway_ports(gateway.id);
        if ports.services.is_empty() {
            continue; // no workload, or no Service in front of it
        }
        for server in gateway.spec.servers.items() {
            let Some(number) = server.port.as_ref().and_then(|port| port.value.number.as_ref()) else {
                continue;
            };
            let is_unix_socket = number.value == 0;
            if is_unix_socket || ports.accepted.contains(&number.value) {
                continue;
            }
            let names = ports.services.iter().map(|id| format!("`{}`", mesh.services.get(*id).name));
            let names: Vec<String> = names.collect();
            let who = match names.as_slice() {
                [one] => format!("Service {one} of the gateway has"),
                several => format!("Services {} of the gateway have", several.join(", ")),
            };
            let listed: Vec<String> = ports.numbers.iter().map(i64::to_string).collect();
            let only = match listed.is_empty() {
                true => String::new(),
                false => format!(", only {}", listed.join(", ")),
            };
            let message = format!(
                "{who} no port {}{only}: nobody reaches this server from outside the pods",
                number.value
            );
            out.report(gateway.id, number.span, message)
                .help(format!("add port {} to the Service, or use one that it has", number.value))
                .related_if(mesh.location(Target::Service(ports.services[0])), "the Service");
        }
    }
}
