//! Every host and route of a workload or gateway, as facts.

use std::collections::{BTreeMap, BTreeSet};

use super::{Scheme, Start};
use crate::graph::protocol::Handling;
use crate::graph::routing::{At, Bound, Compiled, HttpRule, Serving, StreamRule};
use crate::graph::view::{EgressListener, Served, Serves};
use crate::graph::{Mesh, View, WorkloadId};
use crate::source::Location;
use crate::text::{Protocol, host};

/// A host and a rule that a proxy has for it.
#[derive(Clone, Debug)]
pub struct Offer<'m> {
    /// Port of the listener, of a gateway that of its server.
    pub port: i64,
    /// The port that a client names: of a gateway that of the Service in front of it.
    pub client_port: i64,
    /// What a client has to speak.
    pub scheme: Scheme,
    /// Whether it has to show a certificate.
    pub wants_certificate: bool,
    /// How it is served, for people.
    pub protocol: String,
    /// Host in lower case; may begin with a wildcard.
    pub host: String,
    /// What is done.
    pub what: Offered<'m>,
}

/// What a proxy does with a host.
#[derive(Clone, Debug)]
pub enum Offered<'m> {
    /// It passes it on to the service, which is written here.
    Service(Option<Location>),
    /// It follows a rule for requests.
    Http(Box<HttpRule<'m>>),
    /// It follows a rule for connections.
    Stream(Box<StreamRule<'m>>),
}

/// All hosts and routes that a proxy has, by port and host.
pub fn offers<'m>(mesh: &Mesh<'m>, start: &Start) -> Vec<Offer<'m>> {
    let view = mesh.view(start.client());
    let mut offers = match start.is_gateway {
        true => gateway(mesh, start, &view),
        false => sidecar(mesh, &view),
    };
    offers.sort_by(|a, b| (a.port, &a.host).cmp(&(b.port, &b.host)));
    offers
}

/// Every port by itself: what VirtualServices claim on it, and the services that are left.
fn sidecar<'m>(mesh: &Mesh<'m>, view: &View<'_, 'm>) -> Vec<Offer<'m>> {
    let mut offers = Vec::new();
    let listeners: Vec<Option<&EgressListener<'m>>> = match view.sidecar {
        None => vec![None],
        Some(sidecar) => sidecar.listeners.iter().map(Some).collect(),
    };
    let bound: BTreeSet<i64> = view.listeners().iter().filter_map(|listener| listener.port).collect();
    for listener in listeners {
        let own_port = listener.and_then(|listener| listener.port);
        let mut by_port: BTreeMap<i64, Vec<Served<'m>>> = BTreeMap::new();
        for served in view.served(listener, None) {
            let number = served.port.number;
            // A port that has a listener of its own does not belong to the listener for all others.
            if own_port.map_or(!bound.contains(&number), |port| port == number) {
                by_port.entry(number).or_default().push(served);
            }
        }
        for (port, registry) in by_port {
            let on_port = OnPort { mesh, view, listener, port };
            on_port.requests(&registry, &mut offers);
            let bytes = registry.iter().filter(|served| served.serves == Serves::Bytes);
            bytes.for_each(|served| on_port.bytes(served, &mut offers));
        }
    }
    offers
}

/// One port of a sidecar.
struct OnPort<'a, 'm> {
    mesh: &'a Mesh<'m>,
    view: &'a View<'a, 'm>,
    listener: Option<&'a EgressListener<'m>>,
    port: i64,
}

impl<'m> OnPort<'_, 'm> {
    fn offer(&self, host: &str, protocol: Option<Protocol>, what: Offered<'m>) -> Offer<'m> {
        let scheme = match (&what, protocol) {
            (Offered::Http(_), _) => Scheme::Http,
            (_, Some(protocol)) if protocol.is_tls() => Scheme::Tls,
            (Offered::Stream(_), _) => Scheme::Tcp,
            (_, Some(protocol)) if Handling::of(protocol) == Handling::Bytes => Scheme::Tcp,
            _ => Scheme::Http,
        };
        let protocol = protocol.map_or("(told from traffic)", Protocol::name).to_owned();
        let host = host.to_owned();
        let (port, client_port) = (self.port, self.port);
        Offer { port, client_port, scheme, wants_certificate: false, protocol, host, what }
    }

    fn at<'b>(&'b self, bound: &'b Bound<'b>) -> At<'b> {
        let client = &self.view.client;
        At { by: bound, port: self.port, namespace: client.namespace, labels: client.labels }
    }

    fn host(&self, served: &Served<'m>) -> String {
        self.mesh.services.get(served.seen.id).host.to_ascii_lowercase()
    }

    fn service(&self, served: &Served<'m>, offers: &mut Vec<Offer<'m>>) {
        let service = self.mesh.services.get(served.seen.id);
        let place = service.object().map(|id| self.mesh.object(id).name_location());
        offers.push(self.offer(&self.host(served), served.protocol, Offered::Service(place)));
    }

    fn requests(&self, registry: &[Served<'m>], offers: &mut Vec<Offer<'m>>) {
        let mut known: BTreeSet<String> = BTreeSet::new();
        if registry.iter().all(|served| served.serves == Serves::Bytes) {
            return;
        }
        for claim in self.view.mesh_claims(self.listener, self.port, registry) {
            let rules = Compiled::of(claim.routes.http(self.mesh), self.at(&Bound::Mesh)).kept;
            if rules.is_empty() {
                continue;
            }
            let unregistered = claim.hosts.iter().map(|host| ((*host).to_owned(), Some(Protocol::Http)));
            let services = claim.services.iter().map(|&index| &registry[index]);
            let services = services.map(|served| (self.host(served), served.protocol));
            for (host, protocol) in unregistered.chain(services) {
                // A name belongs to the first that claims it.
                if known.insert(host.clone()) {
                    let rules = rules.iter().cloned();
                    offers
                        .extend(rules.map(|rule| self.offer(&host, protocol, Offered::Http(Box::new(rule)))));
                }
            }
        }
        for served in registry.iter().filter(|served| served.serves != Serves::Bytes) {
            if known.insert(self.host(served)) {
                self.service(served, offers);
            }
        }
    }

    fn bytes(&self, served: &Served<'m>, offers: &mut Vec<Offer<'m>>) {
        let host = self.host(served);
        let at = self.at(&Bound::Mesh);
        let routes = self.view.mesh_routes(self.listener).into_iter();
        let routes = routes.filter(|routes| routes.hosts.iter().any(|own| host::overlap(own, &host)));
        let rules = routes.flat_map(|routes| match served.is_tls() {
            true => routes.tls(self.mesh),
            false => routes.tcp(self.mesh),
        });
        let fits = |rule: &StreamRule<'m>| {
            rule.condition.as_ref().is_none_or(|condition| condition.is_for(at).is_ok())
        };
        let rules: Vec<StreamRule<'m>> = rules.filter(fits).collect();
        if rules.is_empty() {
            self.service(served, offers);
        }
        let offer = |rule| self.offer(&host, served.protocol, Offered::Stream(Box::new(rule)));
        offers.extend(rules.into_iter().map(offer));
    }
}

fn gateway<'m>(mesh: &Mesh<'m>, start: &Start, view: &View<'_, 'm>) -> Vec<Offer<'m>> {
    let mut offers = Vec::new();
    let Some(workload) = start.workload else { return offers };
    let Some(merged) = mesh.merged_gateway_of(workload) else { return offers };
    for (&pod_port, server) in merged
        .listeners
        .iter()
        .flat_map(|(port, listener)| listener.servers.iter().map(move |server| (port, server)))
    {
        let client_port = client_port(mesh, workload, &merged.services, pod_port).unwrap_or(server.number);
        let at = view.at(server);
        let fits = |rule: &StreamRule<'m>| {
            rule.condition.as_ref().is_none_or(|condition| condition.is_for(at).is_ok())
        };
        for (_, routes, hosts) in view.routes_of(server) {
            let what: Vec<Offered<'m>> = if server.is_http() {
                let rules = Compiled::of(routes.http(mesh), at).kept.into_iter();
                rules.map(|rule| Offered::Http(Box::new(rule))).collect()
            } else {
                let rules = if server.is_passthrough() { routes.tls(mesh) } else { routes.tcp(mesh) };
                rules.into_iter().filter(fits).map(|rule| Offered::Stream(Box::new(rule))).collect()
            };
            for host in &hosts {
                offers.extend(what.iter().cloned().map(|what| Offer {
                    port: server.number,
                    client_port,
                    scheme: scheme(server),
                    wants_certificate: server.tls.is_some_and(|tls| tls.mode.wants_certificate()),
                    protocol: server.protocol.clone(),
                    host: host.clone(),
                    what,
                }));
            }
        }
    }
    offers
}

/// What a client has to speak to a server of a Gateway.
fn scheme(server: &Serving<'_>) -> Scheme {
    match (server.is_http(), server.is_tls()) {
        (true, true) => Scheme::Https,
        (true, false) => Scheme::Http,
        (false, true) => Scheme::Tls,
        (false, false) => Scheme::Tcp,
    }
}

/// The port of a Service in front of a gateway that leads to a port of its pods.
fn client_port(
    mesh: &Mesh<'_>,
    workload: WorkloadId,
    services: &[crate::graph::ServiceId],
    pod_port: i64,
) -> Option<i64> {
    let pods = mesh.workloads.get(workload);
    let mut ports = services.iter().flat_map(|&id| &mesh.services.get(id).ports);
    let leads =
        |port: &&crate::graph::Port<'_>| port.protocol == "TCP" && pods.target_of(port) == Some(pod_port);
    ports.find(leads).map(|port| port.number)
}
