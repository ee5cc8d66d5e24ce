//! Servers of Gateways, and listeners of Kubernetes Gateways as istiod makes servers of them.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::{ApiListener, Bound};
use crate::graph::{GatewayName, HostSet, Mesh, WorkOut};
use crate::model::{
    Gateway, Kind, KubernetesGateway, Object, OrEmpty, Server, ServerTlsMode, Spanned, TextField,
};
use crate::source::{Location, ObjectId};
use crate::text::{Protocol, host};

/// A server of a Gateway, or a listener of a Kubernetes Gateway.
#[derive(Clone, Debug)]
pub struct Serving<'m> {
    /// The Gateway.
    pub object: &'m Object,
    /// Its id.
    pub id: ObjectId,
    /// The server as it is written; `None` for listeners of the Gateway API.
    pub written: Option<&'m Server>,
    /// The Gateway as routes are bound to it.
    pub bound: Bound<'m>,
    /// Port as written.
    pub number: i64,
    /// Port of the pods.
    pub pod_port: i64,
    /// Protocol in capitals.
    pub protocol: String,
    /// Hosts in lower case, with the namespace whose routes may use them, `*` for all.
    pub hosts: Vec<(Cow<'m, str>, String)>,
    /// The same as istiod keeps them, with the namespace in front where one is named. What redirects makes
    /// virtual hosts of these.
    pub kept_hosts: Vec<String>,
    /// TLS.
    pub tls: Option<ServedTls>,
    /// Whether plain HTTP is redirected.
    pub https_redirect: bool,
    /// Address that it listens on.
    pub bind: &'m str,
    /// Where it is written.
    pub location: Location,
    /// Name that keeps the routes of one HTTPS server apart from those of another.
    pub(super) route_name: String,
}

/// TLS of a server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServedTls {
    /// Mode.
    pub mode: ServerTlsMode,
    /// Where the mode is written.
    pub location: Location,
}

impl<'m> Serving<'m> {
    /// Whether it serves plain requests.
    pub fn is_plain_http(&self) -> bool {
        Protocol::of(&self.protocol).is_some_and(Protocol::is_http)
    }

    /// Whether it serves requests, in plain text or terminating TLS.
    pub fn is_http(&self) -> bool {
        self.is_plain_http() || self.protocol == "HTTPS" && self.tls.is_some() && !self.is_passthrough()
    }

    /// Whether only the pods themselves reach it: it listens on a loopback address.
    pub fn is_local(&self) -> bool {
        self.bind.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// Whether TLS goes through.
    pub fn is_passthrough(&self) -> bool {
        self.tls.is_some_and(|tls| tls.mode.is_passthrough())
    }

    /// Whether connections have to begin with TLS.
    pub fn is_tls(&self) -> bool {
        self.tls.is_some() && !self.is_plain_http()
    }

    /// The server names that it takes; none for all.
    pub fn sni_hosts(&self) -> Vec<&str> {
        let hosts: Vec<&str> = self.hosts.iter().map(|(_, host)| host.as_str()).collect();
        if hosts.contains(&"*") { Vec::new() } else { hosts }
    }

    /// The part of a host that routes of a namespace and this server have in common, for each host of the
    /// server.
    pub fn common_hosts(&self, namespace: &str, route_host: &str) -> Vec<String> {
        let admitted = self.hosts.iter().filter(|(scope, _)| scope == "*" || scope == namespace);
        let common = admitted.filter(|(_, own)| host::overlap(own, route_host)).map(|(_, own)| {
            // The narrower of the two.
            if host::is_within(own, route_host) { own.clone() } else { route_host.to_owned() }
        });
        let mut common: Vec<String> = common.collect();
        common.sort_unstable();
        common.dedup();
        common
    }

    /// Whether both serve their routes together: all plain servers of a port do, HTTPS servers do not.
    pub fn shares_routes(&self, other: &Serving<'_>) -> bool {
        self.route_name == other.route_name
    }

    pub(super) fn of_gateway(gateway: ObjectId, mesh: &Mesh<'m>) -> Vec<Serving<'m>> {
        let Some(gateway) = mesh.resource::<Gateway>(gateway) else { return Vec::new() };
        let name = GatewayName {
            namespace: Cow::Borrowed(gateway.namespace()),
            name: Cow::Borrowed(gateway.name()),
        };
        let server = |server: &'m Spanned<Server>| {
            let port = &server.port.as_ref()?.value;
            let number = port.number.as_ref()?.value;
            let tls = server.tls.as_ref();
            let mode = tls.and_then(|tls| tls.value.mode.as_ref());
            let protocol = port.protocol.text().to_ascii_uppercase();
            let hosts = server.hosts.items().iter().map(|item| {
                let (scope, host) = host::server_host(&item.value, gateway.namespace());
                (Cow::Borrowed(scope), host.to_ascii_lowercase())
            });
            let kept = server.hosts.items().iter().map(|item| {
                let (scope, host) = host::server_host(&item.value, gateway.namespace());
                let scope = if scope == "*" { String::new() } else { format!("{scope}/") };
                format!("{scope}{host}").to_ascii_lowercase()
            });
            let route_name =
                format!("{number}.{}.{}.{}", port.name.text(), gateway.name(), gateway.namespace());
            Some(Serving {
                object: gateway.object,
                id: gateway.id,
                written: Some(&server.value),
                bound: Bound::Gateway(name.clone()),
                number,
                pod_port: number,
                protocol,
                hosts: hosts.collect(),
                kept_hosts: kept.collect(),
                tls: tls.map(|tls| ServedTls {
                    mode: ServerTlsMode::of(&tls.value),
                    location: gateway.at(mode.map_or(tls.key, |mode| mode.span)),
                }),
                https_redirect: tls
                    .is_some_and(|tls| tls.value.https_redirect.as_ref().is_some_and(|it| it.value)),
                bind: server.bind.as_ref().map_or("", |bind| &bind.value),
                location: gateway.at(server.span),
                route_name,
            })
        };
        gateway.spec.servers.items().iter().filter_map(server).collect()
    }

    pub(super) fn of_kubernetes_gateway(gateway: ObjectId, mesh: &Mesh<'m>) -> Vec<Serving<'m>> {
        let Some(gateway) = mesh.resource::<KubernetesGateway>(gateway) else { return Vec::new() };
        let serving = |of: ApiListener<'m>| {
            let ApiListener { owner, id, listener } = of;
            let number = listener.port.as_ref()?.value;
            let protocol = listener.protocol.text().to_ascii_uppercase();
            let tls = listener.tls.as_ref();
            let option = |name: &str| tls.and_then(|tls| tls.value.options.as_ref()?.value.get(name));
            let terminating = || {
                let written = option("gateway.istio.io/tls-terminate-mode");
                let mode = written.and_then(|option| ServerTlsMode::read(&option.value));
                mode.filter(|mode| mode.wants_certificate()).unwrap_or(ServerTlsMode::Simple)
            };
            let mode = match (protocol.as_str(), listener.value.is_passthrough()) {
                ("HTTPS" | "TLS", true) => Some(ServerTlsMode::Passthrough),
                ("HTTPS" | "TLS", false) => Some(terminating()),
                _ => None,
            };
            let host = listener.hostname.as_ref().map_or("*", |host| &host.value);
            let name = listener.name.text();
            Some(Serving {
                object: owner,
                id,
                written: None,
                bound: of.bound(),
                number,
                pod_port: number,
                protocol,
                hosts: vec![(Cow::Borrowed("*"), host.to_ascii_lowercase())],
                kept_hosts: vec![host.to_ascii_lowercase()],
                tls: mode.map(|mode| ServedTls {
                    mode,
                    location: owner.at(tls.map_or(listener.span, |tls| tls.key)),
                }),
                https_redirect: false,
                bind: "",
                location: owner.at(listener.span),
                route_name: format!("{number}.{name}.{}.{}", owner.name(), owner.namespace),
            })
        };
        mesh.api_listeners(gateway).into_iter().filter_map(serving).collect()
    }
}

/// The servers of all Gateways as they are written, read once.
#[derive(Debug, Default)]
pub(in crate::graph) struct WrittenServers<'m>(FxHashMap<ObjectId, ServersOfGateway<'m>>);

/// The servers of one Gateway.
#[derive(Debug)]
pub(in crate::graph) struct ServersOfGateway<'m> {
    /// In the order in which they are written.
    pub servers: Vec<Serving<'m>>,
    by_host: HostSet<usize>,
    /// The numbers of their ports, in order.
    pub numbers: Vec<i64>,
}

impl<'m> WorkOut<'m> for WrittenServers<'m> {
    fn work_out(mesh: &Mesh<'m>) -> WrittenServers<'m> {
        let of = |id: ObjectId| ServersOfGateway::new(Serving::of_gateway(id, mesh));
        WrittenServers(mesh.of_kind(Kind::Gateway).map(|(id, _)| (id, of(id))).collect())
    }
}

impl<'m> WrittenServers<'m> {
    /// Those of a Gateway.
    pub fn of(&self, gateway: ObjectId) -> Option<&ServersOfGateway<'m>> {
        self.0.get(&gateway)
    }
}

impl<'m> ServersOfGateway<'m> {
    fn new(servers: Vec<Serving<'m>>) -> ServersOfGateway<'m> {
        let hosts = servers
            .iter()
            .enumerate()
            .flat_map(|(index, server)| server.hosts.iter().map(move |(_, host)| (host.as_str(), index)));
        let by_host = HostSet::new(hosts);
        let mut numbers: Vec<i64> = servers.iter().map(|server| server.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        ServersOfGateway { servers, by_host, numbers }
    }

    /// Those that have a name in common with one of these hosts, in the order in which they are written.
    pub fn with_hosts(&self, hosts: &[String]) -> impl Iterator<Item = &Serving<'m>> {
        let mut found: Vec<usize> =
            hosts.iter().flat_map(|host| self.by_host.overlapping(host)).copied().collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|index| &self.servers[index])
    }
}
