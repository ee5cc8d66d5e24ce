//! Port 443 is declared HTTP, so that TLS to it is unknown to sidecars.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::protocol::Handling;
use crate::graph::{Client, Mesh, Origin};
use crate::model::ClientTlsMode;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0723",
        name: "tls-port-declared-http",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "Port 443 is declared HTTP, so that TLS to it is unknown to sidecars",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (id, service) in mesh.services.iter() {
        let (Origin::Service(object) | Origin::Entry(object)) = service.origin else { continue };
        let Some(port) = service.ports.iter().find(|port| port.number == 443) else { continue };
        let is_http = matches!(mesh.handling(id, 443), Some(Handling::Http | Handling::Http2));
        let Some(span) = port.span.filter(|_| is_http) else { continue };
        // Where a DestinationRule has proxies speak TLS, clients are meant to speak plain HTTP.
        let client = Client::in_namespace(service.namespace);
        let rules = mesh.destination_rules.for_client(&service.host, &client, Some(service.namespace));
        let policy = rules.map(|rules| rules.policy(None, 443)).unwrap_or_default();
        if policy.tls.is_some_and(|(_, tls)| ClientTlsMode::of(&tls.value) != ClientTlsMode::Disable) {
            continue;
        }
        let policy = mesh.view(client).outbound_policy();
        let end = match policy.is_registry_only {
            true => "closed, as only registered hosts can be called",
            false => "passed on past all routes and policies",
        };
        let message =
            format!("port 443 of `{}` is declared HTTP: TLS that clients send to it is {end}", service.host);
        out.report(object, span, message).help(
            "declare it `HTTPS` or `TLS` (`https` in the name of a Service port), or let a DestinationRule originate TLS",
        );
    }
}
