//! A Gateway server listens on a port that the gateway Service does not have.

mod ports;

use ports::{GatewayPorts, gateway_ports};

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Target};
use crate::model::{Field, Gateway, OrEmpty, Resource};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0162",
        name: "gateway-port-not-on-service",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A Gateway server listens on a port that the gateway Service does not have",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for gateway in mesh.all::<Gateway>() {
        let ports = gateway_ports(mesh, gateway.id);
        let ports_of_servers =
            gateway.spec.servers.items().iter().filter_map(|it| it.port.as_ref()?.number.as_ref());
        // Port 0 stands for a Unix domain socket.
        let missing = ports_of_servers.filter(|it| it.value != 0 && !ports.accepted.contains(&it.value));
        match ports.services.is_empty() {
            false => missing.for_each(|number| not_on(mesh, gateway, &ports, number, out)),
            true => nowhere(mesh, gateway, &ports, &missing.collect::<Vec<_>>(), out),
        }
    }
}

/// The Services in front of the workloads do not have the port.
fn not_on<'m>(
    mesh: &Mesh<'m>,
    gateway: Resource<'m, Gateway>,
    ports: &GatewayPorts,
    number: &Field<i64>,
    out: &mut Findings<'_>,
) {
    let names = ports.services.iter().map(|id| format!("`{}`", mesh.services.get(*id).name));
    let names: Vec<String> = names.collect();
    let who = match names.as_slice() {
        [one] => format!("Service {one} of the gateway has"),
        several => format!("Services {} of the gateway have", several.join(", ")),
    };
    let only = match listed(ports.numbers.iter().copied()) {
        none if none.is_empty() => String::new(),
        some => format!(", only {some}"),
    };
    let message =
        format!("{who} no port {}{only}: nobody reaches this server from outside the pods", number.value);
    out.report(gateway.id, number.span, message)
        .help(format!("add port {} to the Service, or use one that it has", number.value))
        .related_if(mesh.location(Target::Service(ports.services[0])), "the Service");
}

/// There is no Service in front of the workloads, which says something only where all Services of their
/// namespaces are known.
fn nowhere<'m>(
    mesh: &Mesh<'m>,
    gateway: Resource<'m, Gateway>,
    ports: &GatewayPorts,
    missing: &[&Field<i64>],
    out: &mut Findings<'_>,
) {
    let workloads: Vec<_> = mesh.gateway_workloads(gateway.id);
    let workloads: Vec<_> = workloads.into_iter().map(|id| mesh.workloads.get(id)).collect();
    let is_certain = ports.need_service && workloads.iter().all(|it| mesh.is_complete_in(it.namespace));
    let (Some(first), Some(workload)) = (missing.first().filter(|_| is_certain), workloads.first()) else {
        return;
    };
    let mut numbers: Vec<i64> = missing.iter().map(|number| number.value).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let noun = if numbers.len() == 1 { "port" } else { "ports" };
    let message = format!(
        "no Service selects the pods of this Gateway in namespace {}: nobody reaches {} from outside the pods",
        workload.namespace,
        format_args!("{noun} {}", listed(numbers.into_iter())),
    );
    out.report(gateway.id, first.span, message)
        .help("add a Service that selects the pods and has the port")
        .related_if(workload.object.map(|id| mesh.object(id).name_location()), "the pods");
}

fn listed(numbers: impl Iterator<Item = i64>) -> String {
    numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(", ")
}
