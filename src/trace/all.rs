//! Every host and route of a workload or gateway.

use std::collections::BTreeSet;

use super::{Scheme, Start};
use crate::graph::routing::{Answering, Bound, Destination, HttpRule, Routes, Serving, StreamRule};
use crate::graph::view::Serves;
use crate::graph::{Mesh, View, WorkloadId, host};
use crate::source::Location;

/// A line of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// Port of the listener.
    pub port: i64,
    /// How it is served.
    pub protocol: String,
    /// Host.
    pub host: String,
    /// Condition, for people.
    pub condition: String,
    /// Where it goes, for people.
    pub to: String,
    /// The rule, as `Kind namespace/name`; empty for plain services.
    pub rule: String,
    /// Where that is written.
    pub location: Option<Location>,
}

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
pub fn table(mesh: &Mesh<'_>, start: &Start) -> Vec<Row> {
    offers(mesh, start).iter().map(|offer| row(mesh, offer)).collect()
}

/// The same as facts.
pub fn offers<'m>(mesh: &Mesh<'m>, start: &Start) -> Vec<Offer<'m>> {
    let view = mesh.view(start.client());
    let mut offers = match start.is_gateway {
        true => gateway(mesh, start, &view),
        false => sidecar(mesh, &view),
    };
    offers.sort_by(|a, b| (a.port, &a.host).cmp(&(b.port, &b.host)));
    offers
}

fn sidecar<'m>(mesh: &Mesh<'m>, view: &View<'_, 'm>) -> Vec<Offer<'m>> {
    let mut offers = Vec::new();
    let routes: Vec<&Routes<'m>> = view
        .routes(&Bound::Mesh)
        .into_iter()
        .filter(|routes| {
            view.sidecar.is_none()
                || view.listeners().iter().any(|listener| {
                    let namespace = &routes.object.namespace;
                    routes
                        .hosts
                        .iter()
                        .any(|host| listener.imports_routes(namespace, host, routes.is_gateway_api))
                })
        })
        .collect();
    let mut served = Vec::new();
    match view.sidecar {
        None => served.extend(view.served(None, None)),
        Some(sidecar) => {
            for listener in &sidecar.listeners {
                let all = view.served(Some(listener), listener.port);
                served.extend(
                    all.into_iter().filter(|own| listener.port.is_none_or(|port| port == own.port.number)),
                );
            }
        }
    }
    let mut shown = BTreeSet::new();
    for own in &served {
        let service = mesh.services.get(own.seen.id);
        let host = service.host.to_ascii_lowercase();
        if !shown.insert((own.port.number, host.clone())) {
            continue;
        }
        let protocol = own.protocol.as_deref().map_or("(told from traffic)".to_owned(), str::to_uppercase);
        let deciding =
            routes.iter().filter(|routes| routes.hosts.iter().any(|own| host::is_within(&host, own)));
        // Of several with one host the first one counts, which is the last one that `max_by_key` sees.
        let narrowest = deciding.rev().max_by_key(|routes| {
            let fits = routes.hosts.iter().filter(|own| host::is_within(&host, own));
            fits.map(|own| if own.starts_with('*') { own.len() } else { usize::MAX }).max()
        });
        let rules = match (own.serves, narrowest) {
            (Serves::Requests | Serves::Either, Some(routes)) => routes.http(mesh),
            _ => Vec::new(),
        };
        let offer = |what| Offer {
            port: own.port.number,
            client_port: own.port.number,
            scheme: match own.serves {
                Serves::Requests | Serves::Either => Scheme::Http,
                Serves::Bytes if matches!(protocol.as_str(), "TLS" | "HTTPS") => Scheme::Tls,
                Serves::Bytes => Scheme::Tcp,
            },
            wants_certificate: false,
            protocol: protocol.clone(),
            host: host.clone(),
            what,
        };
        if rules.is_empty() {
            offers.push(offer(Offered::Service(service.object().map(|id| mesh.object(id).name_location()))));
            continue;
        }
        offers.extend(rules.into_iter().map(|rule| offer(Offered::Http(Box::new(rule)))));
    }
    for routes in routes {
        for host in routes
            .hosts
            .iter()
            .filter(|host| mesh.services.with_host(host).is_empty() && !host.starts_with('*'))
        {
            offers.extend(routes.http(mesh).into_iter().map(|rule| Offer {
                port: 80,
                client_port: 80,
                scheme: Scheme::Http,
                wants_certificate: false,
                protocol: "HTTP".to_owned(),
                host: host.clone(),
                what: Offered::Http(Box::new(rule)),
            }));
        }
    }
    offers
}

fn gateway<'m>(mesh: &Mesh<'m>, start: &Start, view: &View<'_, 'm>) -> Vec<Offer<'m>> {
    let mut offers = Vec::new();
    let Some(workload) = start.workload else { return offers };
    let merged = mesh.merged_gateway(workload);
    for (&pod_port, server) in merged
        .listeners
        .iter()
        .flat_map(|(port, listener)| listener.servers.iter().map(move |server| (port, server)))
    {
        let client_port = client_port(mesh, workload, &merged.services, pod_port).unwrap_or(server.number);
        for routes in view.routes(&server.bound) {
            let namespace = &routes.object.namespace;
            let mut hosts: Vec<String> =
                routes.hosts.iter().flat_map(|host| server.common_hosts(namespace, host)).collect();
            hosts.sort_unstable();
            hosts.dedup();
            for host in hosts {
                let offer = |what| Offer {
                    port: server.number,
                    client_port,
                    scheme: scheme(server),
                    wants_certificate: server
                        .tls
                        .is_some_and(|tls| matches!(tls.mode, "MUTUAL" | "ISTIO_MUTUAL")),
                    protocol: server.protocol.clone(),
                    host: host.clone(),
                    what,
                };
                if server.is_http() {
                    let rules = routes.http(mesh).into_iter();
                    offers.extend(rules.map(|rule| offer(Offered::Http(Box::new(rule)))));
                    continue;
                }
                let rules = if server.is_passthrough() { routes.tls(mesh) } else { routes.tcp(mesh) };
                offers.extend(rules.into_iter().map(|rule| offer(Offered::Stream(Box::new(rule)))));
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
    let leads = |port: &&crate::graph::Port<'_>| {
        port.protocol == "TCP" && port.target.or_else(|| pods.port_named(port.target_name)) == Some(pod_port)
    };
    ports.find(leads).map(|port| port.number)
}

fn row<'m>(mesh: &Mesh<'m>, offer: &Offer<'m>) -> Row {
    let (condition, to, rule, location) = match &offer.what {
        Offered::Service(location) => {
            (String::new(), format!("{}:{}", offer.host, offer.port), String::new(), *location)
        }
        Offered::Http(rule) => {
            let to = match rule.action(mesh).answering {
                Answering::Route(to) => destinations(&to),
                Answering::Redirect(redirect) => format!("redirect {}", redirect.code),
                Answering::Direct(status, _) => format!("status {status}"),
            };
            let condition = rule.condition.as_ref().map(ToString::to_string).unwrap_or_default();
            (condition, to, object(rule.place.object), Some(rule.place.location()))
        }
        Offered::Stream(rule) => {
            let sni: Vec<&str> =
                rule.condition.iter().flat_map(|condition| &condition.sni_hosts).copied().collect();
            let condition = if sni.is_empty() { String::new() } else { format!("SNI {}", sni.join(", ")) };
            (
                condition,
                destinations(&rule.destinations),
                object(rule.place.object),
                Some(rule.place.location()),
            )
        }
    };
    Row {
        port: offer.port,
        protocol: offer.protocol.clone(),
        host: offer.host.clone(),
        condition,
        to,
        rule,
        location,
    }
}

fn object(object: &crate::model::Object) -> String {
    format!("{} {}/{}", object.kind_name, object.namespace, object.name())
}

fn destinations(to: &[Destination<'_>]) -> String {
    let one = |to: &Destination<'_>| {
        let mut text = to.host.clone().unwrap_or_else(|| "(refused)".to_owned());
        if let Some(port) = to.port {
            text += &format!(":{port}");
        }
        if !to.subset.is_empty() {
            text += &format!(" {}", to.subset);
        }
        if let Some(weight) = to.weight {
            text += &format!(" ({weight})");
        }
        text
    };
    to.iter().map(one).collect::<Vec<_>>().join(", ")
}
