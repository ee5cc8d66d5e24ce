//! Plain requests are sent to a port that speaks TLS.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Follower, Hop, Mesh, Port, SeenService, Service};
use crate::model::ClientTlsMode;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0311",
        name: "http-to-tls-port",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "Plain requests are sent to a port that speaks TLS",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check<'m>(mesh: &Mesh<'m>, out: &mut Findings<'_>) {
    for hop in mesh.hops().iter().filter(|hop| hop.is_http) {
        let plain = |follower: &Follower<'m>| {
            let service = follower.covering(mesh, &hop.host)?;
            let port = tls_port(mesh, hop, follower, &service)?;
            let service = mesh.services.get(service.id);
            (!originates(mesh, hop, follower, service, &port)?).then_some((service, port))
        };
        let Some((service, port)) = hop.followers.iter().find_map(plain) else { continue };
        if !mesh.asks_for_requests(&hop.routes) {
            continue; // rules that nobody asks send nothing
        }
        let Some(place) = place(hop) else { continue };
        let message = format!(
            "requests go in plain text to port {} of `{}`, which speaks TLS, and no DestinationRule originates it: \
             the server answers 400 or closes the connection",
            port.number, service.host
        );
        let finding = out.report(hop.routes.id, place, message);
        finding.help(
            "originate TLS for that port in a DestinationRule (`tls.mode: SIMPLE`), or send to a port for HTTP",
        );
        let object = service.object().zip(port.span);
        finding.related_if(object.map(|(id, span)| mesh.object(id).at(span)), "this port is for TLS");
    }
}

/// The port of the destination, where it speaks TLS.
fn tls_port<'m>(
    mesh: &Mesh<'m>,
    hop: &Hop<'m>,
    follower: &Follower<'m>,
    service: &SeenService,
) -> Option<Port<'m>> {
    let ports = follower.view(mesh).ports(service);
    let wanted = hop.to.port.as_ref().and_then(|port| port.value.number.as_ref());
    let port = match wanted {
        Some(number) => ports.into_iter().find(|port| port.number == number.value)?,
        None => ports.into_iter().next().filter(|_| follower.gateway.is_some())?,
    };
    mesh.declared_protocol(service.id, port.number)?.is_tls().then_some(port)
}

/// Whether a DestinationRule makes TLS of it; `None` where the input does not tell.
fn originates<'m>(
    mesh: &Mesh<'m>,
    hop: &Hop<'m>,
    follower: &Follower<'m>,
    service: &Service<'m>,
    port: &Port<'m>,
) -> Option<bool> {
    let view = follower.view(mesh);
    let rules = mesh.destination_rules.for_client(&hop.host, &view.client, Some(service.namespace));
    let is_shown = |namespace| mesh.is_complete_in(namespace) || mesh.destination_rules.any_in(namespace);
    let Some(rules) = rules else {
        return (is_shown(follower.namespace) && is_shown(service.namespace)).then_some(false);
    };
    let subset = hop.to.subset.as_ref().map(|subset| &*subset.value);
    let tls = rules.policy(subset, port.number).tls;
    Some(tls.is_some_and(|(_, tls)| ClientTlsMode::of(&tls.value) != ClientTlsMode::Disable))
}

/// The port of the destination, or else its host.
fn place(hop: &Hop<'_>) -> Option<crate::source::Span> {
    let number = hop.to.port.as_ref().and_then(|port| port.value.number.as_ref());
    number.map(|number| number.span).or_else(|| hop.to.host.as_ref().map(|host| host.span))
}
