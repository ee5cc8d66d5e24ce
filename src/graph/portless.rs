//! Destinations without a port whose service has several.

use super::protocol::Handling;
use super::routing::WrittenServers;
use super::{Answer, Mesh, Role, ServiceId, Target};
use crate::model::{Destination, HttpMatch, KubernetesGateway, OrEmpty, Resource, VirtualService};
use crate::source::{ObjectId, Span};

/// A destination without a port.
#[derive(Clone, Debug, PartialEq)]
pub struct PortlessRoute<'m> {
    /// The VirtualService.
    pub from: ObjectId,
    /// Its host.
    pub span: Span,
    /// The host as written.
    pub host: &'m str,
    /// The service.
    pub service: ServiceId,
    /// The ports of the service, sorted.
    pub ports: Vec<i64>,
    /// A port to which requests of the route come, and that the service does not have.
    pub strange_port: Option<i64>,
    /// Whether it has none of these ports.
    pub is_lost: bool,
    /// Whether the service has every port to which requests of the route come.
    pub is_certain: bool,
}

impl<'m> Mesh<'m> {
    /// Destinations of routes and mirrors that name no port although their service has several. istiod
    /// takes the port to which the request came. (istiod: `GetDestinationCluster`.)
    pub fn portless_routes(&self) -> Vec<PortlessRoute<'m>> {
        self.all::<VirtualService>().flat_map(|routes| self.portless_routes_of(routes)).collect()
    }

    /// Destinations that name no port, whose service has one port only, and to which requests come on
    /// others. A sidecar takes the port of the request even then; a gateway would take the only one.
    pub fn portless_routes_to_one_port(&self) -> Vec<PortlessRoute<'m>> {
        let for_sidecars = self.all::<VirtualService>().filter(|routes| !routes.spec.is_for_gateways());
        for_sidecars.flat_map(|routes| self.portless_requests(routes).unwrap_or_default()).collect()
    }

    fn portless_requests(&self, routes: Resource<'m, VirtualService>) -> Option<Vec<PortlessRoute<'m>>> {
        let mut listening = Vec::new();
        for host in self.full_hosts(routes.object, routes.spec) {
            let &service = self.services.exactly(&host).first()?;
            let ports = self.services.get(service).ports.iter().map(|port| port.number);
            listening.extend(ports.filter(|&port| self.handling(service, port) != Some(Handling::Bytes)));
        }
        let mut found = Vec::new();
        for rule in routes.spec.http.items() {
            let asked = asked_ports(rule.matches.items().iter().map(|own| &own.value));
            let known = asked.as_ref().unwrap_or(&listening);
            for to in rule.destinations().filter(|to| to.port.is_none()) {
                let Some(written) = &to.host else { continue };
                let full = self.full_host(&written.value, routes.namespace());
                let Some(&service) = self.services.exactly(&full).first() else { continue };
                let [only] = self.services.get(service).ports.as_slice() else { continue };
                let Some(strange) = known.iter().copied().find(|port| *port != only.number) else { continue };
                found.push(PortlessRoute {
                    from: routes.id,
                    span: written.span,
                    host: &written.value,
                    service,
                    ports: vec![only.number],
                    strange_port: Some(strange),
                    is_lost: !known.contains(&only.number),
                    is_certain: false,
                });
            }
        }
        Some(found)
    }

    fn portless_routes_of(&self, routes: Resource<'m, VirtualService>) -> Vec<PortlessRoute<'m>> {
        let mut found = Vec::new();
        let mut listening: Option<Option<Vec<i64>>> = None;
        let mut look = |to: &'m Destination, asked: Option<Vec<i64>>| {
            let Some(written) = to.host.as_ref().filter(|_| to.port.is_none()) else { return };
            let full = self.full_host(&written.value, routes.namespace());
            let Some(&service) = self.services.with_host(&full).first() else { return };
            let mut ports: Vec<i64> =
                self.services.get(service).ports.iter().map(|port| port.number).collect();
            ports.sort_unstable();
            ports.dedup();
            if ports.len() < 2 {
                return;
            }
            let known =
                asked.or_else(|| listening.get_or_insert_with(|| self.listening_ports(routes)).clone());
            let strange = known.iter().flatten().copied().find(|port| !ports.contains(port));
            found.push(PortlessRoute {
                from: routes.id,
                span: written.span,
                host: &written.value,
                service,
                is_certain: strange.is_none() && known.as_ref().is_some_and(|known| !known.is_empty()),
                strange_port: strange,
                is_lost: known.as_ref().is_some_and(|known| known.iter().all(|port| !ports.contains(port))),
                ports,
            });
        };
        for rule in routes.spec.http.items() {
            let asked = asked_ports(rule.matches.items().iter().map(|own| &own.value));
            rule.destinations().chain(rule.mirror_destinations()).for_each(|to| look(to, asked.clone()));
        }
        let tls = routes.spec.tls.items().iter().flat_map(|rule| rule.destinations());
        let tcp = routes.spec.tcp.items().iter().flat_map(|rule| rule.destinations());
        tls.chain(tcp).for_each(|to| look(to, None));
        found
    }

    /// The ports to which requests for a VirtualService come: those of the services that are its hosts,
    /// and of the servers that it is bound to. `None` where some of them are not known.
    fn listening_ports(&self, routes: Resource<'m, VirtualService>) -> Option<Vec<i64>> {
        let mut ports = Vec::new();
        if routes.spec.is_for_mesh() {
            for host in self.full_hosts(routes.object, routes.spec) {
                let services = self.services.with_host(&host);
                if services.is_empty() {
                    return None;
                }
                ports.extend(
                    services.iter().flat_map(|&id| &self.services.get(id).ports).map(|port| port.number),
                );
            }
        }
        for reference in self.references_of(routes.id, Role::Gateway) {
            let Answer::Present(targets) = &reference.answer else { return None };
            for target in targets.iter() {
                let Target::Object(id) = target else { return None };
                if let Some(servers) = self.ask::<WrittenServers<'m>>().of(*id) {
                    ports.extend(&servers.numbers);
                } else if let Some(gateway) = self.resource::<KubernetesGateway>(*id) {
                    let listeners = gateway.spec.listeners.items().iter();
                    ports.extend(listeners.filter_map(|listener| Some(listener.port.as_ref()?.value)));
                }
            }
        }
        ports.sort_unstable();
        ports.dedup();
        Some(ports)
    }
}

/// The ports that matches ask for, where each asks for one.
fn asked_ports<'r>(matches: impl Iterator<Item = &'r HttpMatch>) -> Option<Vec<i64>> {
    let ports: Vec<i64> = matches.map(|own| Some(own.port.as_ref()?.value)).collect::<Option<_>>()?;
    (!ports.is_empty()).then_some(ports)
}
