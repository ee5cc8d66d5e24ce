//! A DestinationRule has clients speak another TLS than the gateway takes on that port.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::routing::{MergedGateway, Serving};
use crate::graph::{AppliedRules, Mesh, Port, Service, WorkloadId};
use crate::model::{ClientTlsMode, DestinationRule, OrEmpty, Resource, ServerTlsMode, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0312",
        name: "client-tls-contradicts-gateway",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A DestinationRule has clients speak another TLS than the gateway takes on that port",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for rule in mesh.all::<DestinationRule>() {
        let full = mesh.full_host(rule.spec.host.text(), rule.namespace());
        for service in mesh.services.exactly(&full).iter().map(|id| mesh.services.get(*id)) {
            let Some(workload) = gateway(mesh, service) else { continue };
            let Some(merged) = mesh.merged_gateway_of(workload) else { continue };
            contradictions(mesh, rule, service, workload, merged, out);
        }
    }
}

/// A gateway workload behind a service: the first of several, which are configured alike.
fn gateway(mesh: &Mesh<'_>, service: &Service<'_>) -> Option<WorkloadId> {
    let workloads = mesh.workloads.selected(service.selector?, Some(service.namespace));
    workloads.into_iter().find(|id| !mesh.gateways_of(*id).is_empty())
}

fn contradictions<'m>(
    mesh: &Mesh<'m>,
    rule: Resource<'m, DestinationRule>,
    service: &Service<'m>,
    workload: WorkloadId,
    merged: &MergedGateway<'m>,
    out: &mut Findings<'_>,
) {
    let applied = AppliedRules::alone(rule);
    let subsets = rule.spec.subsets.items().iter().map(|subset| Some(subset.name.text()));
    let mut reported = Vec::new();
    for subset in [None].into_iter().chain(subsets) {
        for port in &service.ports {
            let Some((_, tls)) = applied.policy(subset, port.number).tls else { continue };
            let mode = ClientTlsMode::of(&tls.value);
            let span = tls.value.mode.as_ref().map_or(tls.key, |mode| mode.span);
            let Some(server) = server(mesh, workload, merged, port) else { continue };
            let Some(why) = contradiction(mode, server).filter(|_| !reported.contains(&span)) else {
                continue;
            };
            reported.push(span);
            let message = format!(
                "clients of port {} are told to use {}, and the gateway {why} there: connections fail",
                port.number,
                tls.value.mode.as_ref().map_or("no TLS", |mode| &mode.value)
            );
            let right = match server.tls {
                Some(_) => "write ISTIO_MUTUAL, as the server terminates the mutual TLS of the mesh",
                None => "write DISABLE, or give the server `tls` with mode ISTIO_MUTUAL",
            };
            let place = server.tls.map_or(server.location, |tls| tls.location);
            out.report(rule.id, span, message).help(right).related(place, "the server of the gateway");
        }
    }
}

/// The server behind a port of the service, where all that share its listener take the same TLS.
fn server<'g, 'm>(
    mesh: &Mesh<'m>,
    workload: WorkloadId,
    merged: &'g MergedGateway<'m>,
    port: &Port<'m>,
) -> Option<&'g Serving<'m>> {
    let pods = mesh.workloads.get(workload);
    let target = pods.target_of(port)?;
    let servers = &merged.listeners.get(&target)?.servers;
    let first = servers.first()?;
    let mode = |server: &Serving<'_>| server.tls.map(|tls| tls.mode);
    servers.iter().all(|server| mode(server) == mode(first)).then_some(first)
}

/// Why a client that uses this mode gets no connection, as the end of a sentence.
fn contradiction(mode: ClientTlsMode, server: &Serving<'_>) -> Option<&'static str> {
    match (mode, server.tls.map(|tls| tls.mode)) {
        (ClientTlsMode::Disable | ClientTlsMode::Simple, Some(ServerTlsMode::IstioMutual)) => {
            Some("takes nothing but ISTIO_MUTUAL")
        }
        (ClientTlsMode::Disable, None) | (ClientTlsMode::Unknown, _) => None,
        (_, None) => Some("takes plain text"),
        _ => None,
    }
}
