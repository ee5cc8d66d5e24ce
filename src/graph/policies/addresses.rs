//! Addresses of clients that are gone before a policy looks at them.

use std::net::IpAddr;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::routing::{Answering, Bound};
use crate::graph::{Mesh, Origin, ServiceId, WorkOut, WorkloadId};
use crate::model::{EnvoyFilter, OrEmpty, ServiceSpec, TextField};
use crate::source::{Location, ObjectId};

/// Why the address of a connection is not that of the client.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HiddenAddress {
    /// The Service of a gateway lets nodes take connections for other nodes, which puts their own addresses in.
    Nodes(Location),
    /// A gateway stands before the workload, and makes the connections to it.
    Gateway,
}

/// The hosts that requests are sent to.
#[derive(Debug, Default)]
pub(in crate::graph) struct SentTo {
    /// By gateways.
    by_gateways: FxHashSet<String>,
    /// As bytes.
    bytes: FxHashSet<String>,
    /// By anybody, with the ports that are named.
    ports: FxHashMap<String, Vec<Option<i64>>>,
}

impl<'m> WorkOut<'m> for SentTo {
    fn work_out(mesh: &Mesh<'m>) -> SentTo {
        let mut sent = SentTo::default();
        sent.bytes
            .extend(mesh.hops().iter().filter(|hop| !hop.is_http).map(|hop| hop.host.to_ascii_lowercase()));
        for routes in mesh.route_table().iter() {
            let is_of_gateway = routes.bound.iter().any(|bound| matches!(bound, Bound::Gateway(_)));
            for rule in routes.http(mesh) {
                let Answering::Route(destinations) = rule.action(mesh).answering else { continue };
                for to in destinations {
                    let Some(host) = to.host else { continue };
                    sent.ports.entry(host.clone()).or_default().push(to.port);
                    if is_of_gateway {
                        sent.by_gateways.insert(host);
                    }
                }
            }
        }
        sent
    }
}

impl Mesh<'_> {
    /// Whether some rule for requests leads to a port of a host.
    pub fn gets_requests(&self, host: &str, port: i64) -> bool {
        let ports = self.ask::<SentTo>().ports.get(&host.to_ascii_lowercase());
        ports.is_some_and(|ports| ports.iter().any(|own| own.is_none_or(|own| own == port)))
    }

    /// Whether some route leads to a service.
    pub fn is_led_to(&self, service: ServiceId) -> bool {
        let host = self.services.get(service).host.to_ascii_lowercase();
        let sent = self.ask::<SentTo>();
        sent.ports.contains_key(&host) || sent.bytes.contains(&host)
    }

    /// Whether some rule of a gateway leads to a host.
    pub fn is_behind_gateway(&self, host: &str) -> bool {
        self.ask::<SentTo>().by_gateways.contains(&host.to_ascii_lowercase())
    }
}

/// Whether a block holds addresses that are routed in the Internet, and so are not those of pods.
pub(super) fn is_public(block: &str) -> bool {
    let address = block.split('/').next().unwrap_or_default();
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => {
            let [a, b, ..] = ip.octets();
            let is_shared = a == 100 && (64..128).contains(&b);
            !(ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified() || is_shared)
        }
        Ok(IpAddr::V6(ip)) => ip.segments()[0] & 0xe000 == 0x2000,
        Err(_) => false,
    }
}

/// Why connections to a workload never come from a public address that a policy names.
pub(super) fn hidden_address(mesh: &Mesh<'_>, id: WorkloadId) -> Option<HiddenAddress> {
    let workload = mesh.workloads.get(id);
    if workload.is_on_node() {
        return None;
    }
    let services: Vec<_> = mesh.services.selecting(workload.namespace, workload.labels).collect();
    let mut places = Vec::new();
    for (_, service) in &services {
        // What a controller makes may be set up in ways that are not written here.
        let Origin::Service(object) = service.origin else { return None };
        let spec = mesh.resource::<ServiceSpec>(object)?.spec;
        let is_outward = matches!(spec.service_type.text(), "LoadBalancer" | "NodePort")
            || !spec.external_ips.items().is_empty();
        if is_outward {
            places.push((object, spec));
        }
    }
    if !workload.is_gateway {
        let is_behind = services.iter().any(|(_, service)| mesh.is_behind_gateway(&service.host));
        return (places.is_empty() && is_behind).then_some(HiddenAddress::Gateway);
    }
    if keeps_address_otherwise(mesh, id) {
        return None;
    }
    let hides = |(object, spec): &(ObjectId, &ServiceSpec)| {
        spec.external_traffic_policy.text() != "Local"
            && spec.load_balancer_class.is_none()
            && !leads_to_pods(mesh, *object)
    };
    let first = places.first().filter(|_| places.len() == services.len() && places.iter().all(hides))?;
    Some(HiddenAddress::Nodes(mesh.object(first.0).name_location()))
}

/// Whether annotations have the load balancer send to pods instead of nodes, or tell the address by the PROXY
/// protocol.
fn leads_to_pods(mesh: &Mesh<'_>, service: ObjectId) -> bool {
    const SIGNS: [&str; 10] = [
        "nlb-ip",
        "target-type",
        "aws-load-balancer-type",
        "proxy-protocol",
        "proxyprotocol",
        "proxy_protocol",
        "cloud.google.com/neg",
        "backend-type",
        "pass-to-target",
        "ip-transparency",
    ];
    mesh.object(service)
        .annotations
        .iter()
        .any(|pair| SIGNS.iter().any(|sign| pair.name.contains(sign)) || pair.value.contains("nlb-ip"))
}

/// Whether the gateway may read the address from the PROXY protocol: the configuration of the proxies or an
/// EnvoyFilter for listeners says something of the kind.
fn keeps_address_otherwise(mesh: &Mesh<'_>, id: WorkloadId) -> bool {
    let workload = mesh.workloads.get(id);
    let own = workload.annotation("proxy.istio.io/config");
    let is_topology = |text: &str| text.contains("gatewayTopology") || text.contains("proxyProtocol");
    let of_mesh = mesh.model.settings.find(|config| {
        config.default_config.as_ref().and_then(|config| config.value.gateway_topology.as_ref())
    });
    let is_patched = || {
        mesh.all::<EnvoyFilter>().any(|filter| {
            let is_near =
                filter.namespace() == workload.namespace || filter.namespace() == mesh.root_namespace();
            is_near
                && filter
                    .spec
                    .config_patches
                    .items()
                    .iter()
                    .any(|patch| matches!(patch.apply_to.text(), "LISTENER" | "LISTENER_FILTER"))
        })
    };
    own.is_some_and(is_topology) || of_mesh.is_some() || is_patched()
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn tells_public_addresses() {
        for public in ["203.0.113.0/24", "8.8.8.8", "2001:db8::/32"] {
            assert!(is_public(public), "{public}");
        }
        for private in
            ["10.0.0.0/8", "192.168.1.1", "172.16.0.0/12", "100.64.0.0/10", "0.0.0.0/0", "fd00::/8", "x"]
        {
            assert!(!is_public(private), "{private}");
        }
    }
}
