//! Which hosts and services VirtualServices claim at an HTTP listener of a sidecar (istiod:
//! `buildSidecarVirtualHostsForVirtualService`).

use rustc_hash::FxHashMap;

use super::{Bound, Routes};
use crate::graph::View;
use crate::graph::view::{EgressListener, Served, Serves};
use crate::text::host;

/// What one VirtualService claims on a port.
#[derive(Debug)]
pub struct MeshClaim<'v, 'm> {
    /// The VirtualService.
    pub routes: &'v Routes<'m>,
    /// Hosts that are not registered on the port.
    pub hosts: Vec<&'v str>,
    /// Services of the port by their positions, those for bytes left out.
    pub services: Vec<usize>,
    /// Services of the port that get no virtual host of their own any more.
    pub taken: Vec<usize>,
}

/// The VirtualServices by host, to find the one with the narrowest host over a registered name.
struct ByHost<'a> {
    first: FxHashMap<&'a str, usize>,
}

impl ByHost<'_> {
    fn narrowest(&self, name: &str) -> Option<usize> {
        let wildcard = |suffix: &str| self.first.get(&*format!("*{suffix}"));
        self.first.get(name).or_else(|| host::wildcards(name).find_map(wildcard)).copied()
    }
}

impl<'v, 'm> View<'v, 'm> {
    /// The VirtualServices that an egress listener imports, in the order in which they count.
    pub fn mesh_routes(&self, listener: Option<&EgressListener<'m>>) -> Vec<&'v Routes<'m>> {
        let is_imported = |routes: &&Routes<'m>| {
            listener.is_none_or(|listener| {
                let mut hosts = routes.hosts.iter();
                let namespace = &routes.object.namespace;
                hosts.any(|host| {
                    listener.imports_routes(self.client.namespace, namespace, host, routes.is_gateway_api)
                })
            })
        };
        self.routes(&Bound::Mesh).into_iter().filter(is_imported).collect()
    }

    /// What VirtualServices claim on a port with these services, in the order in which they count. A name
    /// belongs to the first that claims it and has a rule for the client.
    pub fn mesh_claims(
        &self,
        listener: Option<&EgressListener<'m>>,
        port: i64,
        registry: &[Served<'m>],
    ) -> Vec<MeshClaim<'v, 'm>> {
        let mesh = self.mesh();
        let routes = self.mesh_routes(listener);
        let mut by_host = ByHost { first: FxHashMap::default() };
        for (index, routes) in routes.iter().enumerate() {
            for host in &routes.hosts {
                by_host.first.entry(host).or_insert(index);
            }
        }
        let registered = |served: &Served<'m>| mesh.services.get(served.seen.id).host.to_ascii_lowercase();
        let hosts: FxHashMap<String, usize> =
            registry.iter().enumerate().map(|(index, served)| (registered(served), index)).collect();
        let mut claims = Vec::new();
        for (index, &one) in routes.iter().enumerate() {
            let mut claim =
                MeshClaim { routes: one, hosts: Vec::new(), services: Vec::new(), taken: Vec::new() };
            for route_host in &one.hosts {
                if !route_host.starts_with('*')
                    && let Some(&service) = hosts.get(route_host)
                {
                    claim.taken.push(service);
                } else if route_host.starts_with('*') {
                    // A wildcard is spread over the registered hosts, each of which belongs to the narrowest.
                    let overlapping = hosts.iter().filter(|(own, _)| host::overlap(own, route_host));
                    let overlapping: Vec<_> = overlapping.collect();
                    if overlapping.is_empty() {
                        claim.hosts.push(route_host);
                    }
                    let own =
                        overlapping.into_iter().filter(|(own, _)| by_host.narrowest(own) == Some(index));
                    claim.taken.extend(own.map(|(_, &service)| service));
                } else if !one.is_gateway_api {
                    // A route of the Gateway API is for the ports of its Service only.
                    claim.hosts.push(route_host);
                }
            }
            claim.taken.sort_unstable();
            claim.taken.dedup();
            let requests = |service: &&usize| registry[**service].serves != Serves::Bytes;
            claim.services = claim.taken.iter().filter(requests).copied().collect();
            // istiod's own word for the exception of port 80 is "hack".
            if !claim.services.is_empty() || port == 80 {
                claims.push(claim);
            }
        }
        claims
    }
}
