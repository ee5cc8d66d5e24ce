//! What a gateway workload listens on: the servers of all its Gateways, put together as istiod does
//! (`MergeGateways`).

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Bound;
use crate::graph::{GatewayName, Mesh, ServiceId, WorkloadId, host};
use crate::model::{Gateway, KubernetesGateway, Object, ObjectId, OrEmpty, TextField};
use crate::source::Location;

/// What a gateway workload listens on.
#[derive(Debug, Default)]
pub struct MergedGateway<'m> {
    /// Listeners by the port of the pods.
    pub listeners: BTreeMap<i64, Listener<'m>>,
    /// Servers that istiod leaves out, and why.
    pub refused: Vec<(Serving<'m>, Refused)>,
    /// The Services in front of the workload.
    pub services: Vec<ServiceId>,
}

/// One port of the pods.
#[derive(Debug, Default)]
pub struct Listener<'m> {
    /// Its servers, in the order in which they count.
    pub servers: Vec<Serving<'m>>,
}

/// A server of a Gateway, or a listener of a Kubernetes Gateway.
#[derive(Clone, Debug)]
pub struct Serving<'m> {
    /// The Gateway.
    pub object: &'m Object,
    /// Its id.
    pub id: ObjectId,
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
    /// TLS.
    pub tls: Option<ServerTls<'m>>,
    /// Whether plain HTTP is redirected.
    pub https_redirect: bool,
    /// Address that it listens on.
    pub bind: &'m str,
    /// Where it is written.
    pub location: Location,
    /// Name that keeps the routes of one HTTPS server apart from those of another.
    route_name: String,
}

/// TLS of a server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServerTls<'m> {
    /// Mode; absent means PASSTHROUGH.
    pub mode: &'m str,
    /// Where the mode is written.
    pub location: Location,
}

/// Why istiod leaves out a server.
#[derive(Clone, Debug, PartialEq)]
pub enum Refused {
    /// A server of the port has this host already.
    HostTaken(String, Location),
    /// The port has a server of another kind.
    OtherProtocol(Location),
}

impl<'m> Serving<'m> {
    /// Whether it serves plain requests.
    pub fn is_plain_http(&self) -> bool {
        matches!(self.protocol.as_str(), "HTTP" | "HTTP2" | "GRPC" | "GRPC-WEB" | "HTTP_PROXY")
    }

    /// Whether it serves requests, in plain text or terminating TLS.
    pub fn is_http(&self) -> bool {
        self.is_plain_http() || self.protocol == "HTTPS" && self.tls.is_some() && !self.is_passthrough()
    }

    /// Whether TLS goes through.
    pub fn is_passthrough(&self) -> bool {
        self.tls.is_some_and(|tls| matches!(tls.mode, "PASSTHROUGH" | "AUTO_PASSTHROUGH"))
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

    fn of_gateway(gateway: ObjectId, mesh: &Mesh<'m>) -> Vec<Serving<'m>> {
        let Some(gateway) = mesh.resource::<Gateway>(gateway) else { return Vec::new() };
        let name = GatewayName {
            namespace: Cow::Borrowed(gateway.namespace()),
            name: Cow::Borrowed(gateway.name()),
        };
        let server = |server: &'m crate::model::Spanned<crate::model::Server>| {
            let port = &server.port.as_ref()?.value;
            let number = port.number.as_ref()?.value;
            let tls = server.tls.as_ref();
            let mode = tls.and_then(|tls| tls.value.mode.as_ref());
            let protocol = port.protocol.text().to_ascii_uppercase();
            let hosts = server.hosts.items().iter().map(|item| {
                let (scope, host) = host::server_host(&item.value, gateway.namespace());
                (Cow::Borrowed(scope), host.to_ascii_lowercase())
            });
            let route_name =
                format!("{number}.{}.{}.{}", port.name.text(), gateway.name(), gateway.namespace());
            Some(Serving {
                object: gateway.object,
                id: gateway.id,
                bound: Bound::Gateway(name.clone()),
                number,
                pod_port: number,
                protocol,
                hosts: hosts.collect(),
                tls: tls.map(|tls| ServerTls {
                    mode: mode.map_or("PASSTHROUGH", |mode| &mode.value),
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

    fn of_kubernetes_gateway(gateway: ObjectId, mesh: &Mesh<'m>) -> Vec<Serving<'m>> {
        let Some(gateway) = mesh.resource::<KubernetesGateway>(gateway) else { return Vec::new() };
        let listener = |listener: &'m crate::model::Spanned<crate::model::GatewayListener>| {
            let number = listener.port.as_ref()?.value;
            let protocol = listener.protocol.text().to_ascii_uppercase();
            let tls = listener.tls.as_ref();
            let option = |name: &str| tls.and_then(|tls| tls.value.options.as_ref()?.value.get(name));
            let mode = match (protocol.as_str(), tls.map_or("", |tls| tls.value.mode.text())) {
                ("HTTPS" | "TLS", "Passthrough") => Some("PASSTHROUGH"),
                ("HTTPS" | "TLS", _) => match option("gateway.istio.io/tls-terminate-mode") {
                    Some(option) if &*option.value == "MUTUAL" => Some("MUTUAL"),
                    Some(option) if &*option.value == "ISTIO_MUTUAL" => Some("ISTIO_MUTUAL"),
                    _ => Some("SIMPLE"),
                },
                _ => None,
            };
            let host = listener.hostname.as_ref().map_or("*", |host| &host.value);
            let name = listener.name.text();
            Some(Serving {
                object: gateway.object,
                id: gateway.id,
                bound: Bound::listener(gateway.namespace(), gateway.name(), name),
                number,
                pod_port: number,
                protocol,
                hosts: vec![(Cow::Borrowed("*"), host.to_ascii_lowercase())],
                tls: mode.map(|mode| ServerTls {
                    mode,
                    location: gateway.at(tls.map_or(listener.span, |tls| tls.key)),
                }),
                https_redirect: false,
                bind: "",
                location: gateway.at(listener.span),
                route_name: format!("{number}.{name}.{}.{}", gateway.name(), gateway.namespace()),
            })
        };
        gateway.spec.listeners.items().iter().filter_map(listener).collect()
    }
}

impl<'m> Mesh<'m> {
    /// What a gateway workload listens on.
    pub fn merged_gateway(&self, workload: WorkloadId) -> MergedGateway<'m> {
        let pods = self.workloads.get(workload);
        let mut merged = MergedGateway {
            services: self.services.selecting(pods.namespace, pods.labels).map(|(id, _)| id).collect(),
            ..MergedGateway::default()
        };
        merged.services.sort_unstable();
        merged.services.dedup();
        let selecting = self.gateways_of(workload);
        let mut seen_hosts: FxHashMap<(i64, String), FxHashSet<(String, String)>> = FxHashMap::default();
        let mut first_with: FxHashMap<(i64, String), Location> = FxHashMap::default();
        for id in selecting {
            let servers = match self.object(id).kind {
                crate::model::Kind::Gateway => Serving::of_gateway(id, self),
                _ => Serving::of_kubernetes_gateway(id, self),
            };
            for server in servers {
                for port in self.pod_ports(workload, &merged.services, server.number) {
                    let mut server = Serving { pod_port: port, ..server.clone() };
                    if server.is_plain_http() {
                        server.route_name = format!("http.{port}{}", server.bind);
                    }
                    let refusal = refusal(&merged, port, &server, &mut seen_hosts, &mut first_with);
                    match refusal {
                        Some(why) => merged.refused.push((server, why)),
                        None => merged.listeners.entry(port).or_default().servers.push(server),
                    }
                }
            }
        }
        merged
    }

    /// What all workloads listen on that Gateways select, in order.
    pub fn merged_gateways(&self) -> &[(WorkloadId, MergedGateway<'m>)] {
        self.merged_gateways.get_or_init(|| {
            let mut all: Vec<WorkloadId> = self.gateway_index().keys().copied().collect();
            all.sort_unstable();
            all.into_iter().map(|id| (id, self.merged_gateway(id))).collect()
        })
    }

    /// The Gateways that configure a workload, the oldest first.
    pub fn gateways_of(&self, workload: WorkloadId) -> Vec<ObjectId> {
        self.gateway_index().get(&workload).cloned().unwrap_or_default()
    }

    fn gateway_index(&self) -> &FxHashMap<WorkloadId, Vec<ObjectId>> {
        self.gateways_by_workload.get_or_init(|| {
            let mut index: FxHashMap<WorkloadId, Vec<ObjectId>> = FxHashMap::default();
            let gateways = self.of_kind(crate::model::Kind::Gateway);
            let mut all: Vec<_> =
                gateways.chain(self.of_kind(crate::model::Kind::KubernetesGateway)).collect();
            all.sort_by_key(|(_, object)| object.seniority());
            for (id, _) in all {
                for workload in self.gateway_workloads(id) {
                    index.entry(workload).or_default().push(id);
                }
            }
            index
        })
    }

    /// The ports of the pods that a server's port stands for: where a Service leads with that port, or
    /// else the number itself.
    fn pod_ports(&self, workload: WorkloadId, services: &[ServiceId], number: i64) -> Vec<i64> {
        let pods = self.workloads.get(workload);
        let ports = services.iter().flat_map(|&id| &self.services.get(id).ports);
        let leading = ports.filter(|port| port.number == number && port.protocol == "TCP");
        let mut targets: Vec<i64> =
            leading.filter_map(|port| port.target.or_else(|| pods.port_named(port.target_name))).collect();
        targets.sort_unstable();
        targets.dedup();
        if targets.is_empty() { vec![number] } else { targets }
    }
}

/// Whether a server cannot join those of its port.
fn refusal(
    merged: &MergedGateway<'_>,
    port: i64,
    server: &Serving<'_>,
    seen: &mut FxHashMap<(i64, String), FxHashSet<(String, String)>>,
    first_with: &mut FxHashMap<(i64, String), Location>,
) -> Option<Refused> {
    let bind = server.bind.to_owned();
    if server.is_tls() {
        let seen = seen.entry((port, bind.clone())).or_default();
        let mut taken = None;
        for (scope, host) in &server.hosts {
            if !seen.insert((scope.to_string(), host.clone())) {
                taken = taken.or_else(|| Some((host.clone(), *first_with.get(&(port, host.clone()))?)));
            } else {
                first_with.entry((port, host.clone())).or_insert(server.location);
            }
        }
        if let Some((host, location)) = taken {
            return Some(Refused::HostTaken(host, location));
        }
    }
    let first = merged.listeners.get(&port)?.servers.iter().find(|other| other.bind == server.bind)?;
    let fits = match (first.is_tls(), server.is_tls()) {
        (true, true) => true,
        (false, false) => first.is_plain_http() && server.is_plain_http(),
        _ => false,
    };
    (!fits).then_some(Refused::OtherProtocol(first.location))
}
