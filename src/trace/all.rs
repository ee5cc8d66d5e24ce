//! Every host and route of a workload or gateway.

use std::collections::BTreeSet;

use super::Start;
use crate::graph::routing::{Answering, Bound, HttpRule, Routes};
use crate::graph::view::Serves;
use crate::graph::{Mesh, View};
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

/// All hosts and routes that a proxy has, by port and host.
pub fn table(mesh: &Mesh<'_>, start: &Start) -> Vec<Row> {
    let view = mesh.view(start.client());
    let mut rows = match start.is_gateway {
        true => gateway(mesh, start, &view),
        false => sidecar(mesh, &view),
    };
    rows.sort_by(|a, b| (a.port, &a.host).cmp(&(b.port, &b.host)));
    rows
}

fn sidecar<'m>(mesh: &Mesh<'m>, view: &View<'_, 'm>) -> Vec<Row> {
    let mut rows = Vec::new();
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
        let deciding = routes
            .iter()
            .filter(|routes| routes.hosts.iter().any(|own| crate::graph::host::is_within(&host, own)));
        let narrowest = deciding.max_by_key(|routes| {
            let fits = routes.hosts.iter().filter(|own| crate::graph::host::is_within(&host, own));
            fits.map(|own| if own.starts_with('*') { own.len() } else { usize::MAX }).max()
        });
        let rules = match (own.serves, narrowest) {
            (Serves::Requests | Serves::Either, Some(routes)) => routes.http(mesh),
            _ => Vec::new(),
        };
        if rules.is_empty() {
            rows.push(Row {
                port: own.port.number,
                protocol,
                host: host.clone(),
                condition: String::new(),
                to: format!("{host}:{}", own.port.number),
                rule: String::new(),
                location: service.object().map(|id| mesh.object(id).name_location()),
            });
            continue;
        }
        rows.extend(rules.iter().map(|rule| row(mesh, rule, own.port.number, &protocol, &host)));
    }
    for routes in routes {
        for host in routes
            .hosts
            .iter()
            .filter(|host| mesh.services.with_host(host).is_empty() && !host.starts_with('*'))
        {
            rows.extend(routes.http(mesh).iter().map(|rule| row(mesh, rule, 80, "HTTP", host)));
        }
    }
    rows
}

fn gateway<'m>(mesh: &Mesh<'m>, start: &Start, view: &View<'_, 'm>) -> Vec<Row> {
    let mut rows = Vec::new();
    let Some(workload) = start.workload else { return rows };
    for server in mesh.merged_gateway(workload).listeners.values().flat_map(|listener| &listener.servers) {
        for routes in view.routes(&server.bound) {
            let namespace = &routes.object.namespace;
            let mut hosts: Vec<String> =
                routes.hosts.iter().flat_map(|host| server.common_hosts(namespace, host)).collect();
            hosts.sort_unstable();
            hosts.dedup();
            for host in hosts {
                if server.is_http() {
                    rows.extend(
                        routes
                            .http(mesh)
                            .iter()
                            .map(|rule| row(mesh, rule, server.number, &server.protocol, &host)),
                    );
                    continue;
                }
                let rules = if server.is_passthrough() { routes.tls(mesh) } else { routes.tcp(mesh) };
                for rule in rules {
                    let sni = rule
                        .condition
                        .iter()
                        .flat_map(|condition| &condition.sni_hosts)
                        .copied()
                        .collect::<Vec<_>>();
                    rows.push(Row {
                        port: server.number,
                        protocol: server.protocol.clone(),
                        host: host.clone(),
                        condition: if sni.is_empty() {
                            String::new()
                        } else {
                            format!("SNI {}", sni.join(", "))
                        },
                        to: destinations(&rule.destinations),
                        rule: object(rule.place.object),
                        location: Some(rule.place.location()),
                    });
                }
            }
        }
    }
    rows
}

fn object(object: &crate::model::Object) -> String {
    format!("{} {}/{}", object.kind_name, object.namespace, object.name())
}

fn row<'m>(mesh: &Mesh<'m>, rule: &HttpRule<'m>, port: i64, protocol: &str, host: &str) -> Row {
    let to = match rule.action(mesh).answering {
        Answering::Route(to) => destinations(&to),
        Answering::Redirect(redirect) => format!("redirect {}", redirect.code),
        Answering::Direct(status, _) => format!("status {status}"),
    };
    Row {
        port,
        protocol: protocol.to_owned(),
        host: host.to_owned(),
        condition: rule.condition.as_ref().map(ToString::to_string).unwrap_or_default(),
        to,
        rule: object(rule.place.object),
        location: Some(rule.place.location()),
    }
}

fn destinations(to: &[crate::graph::routing::Destination<'_>]) -> String {
    let one = |to: &crate::graph::routing::Destination<'_>| {
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
