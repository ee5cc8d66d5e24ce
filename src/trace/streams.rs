//! Filter chains of a sidecar for connections that are not taken apart into requests.

use std::net::IpAddr;

use super::rules::name_of;
use super::{DecidingRule, Stage, Walk};
use crate::graph::routing::{At, Bound, StreamRule};
use crate::graph::view::{EgressListener, Served};
use crate::graph::{SeenService, View};
use crate::text::{Subnet, host};

/// A filter chain.
pub(super) struct Chain<'m> {
    /// Server names; none for every connection.
    pub sni: Vec<String>,
    /// Destination addresses; none for all.
    pub subnets: Vec<&'m str>,
    /// Where it goes: by a rule, or to the service itself.
    pub rule: Option<StreamRule<'m>>,
    /// Position of the service among those of the listener.
    pub of: usize,
}

/// How closely a chain fits: by address first, then by server name, as Envoy compares.
pub(super) fn fit(
    sni: &[String],
    subnets: &[&str],
    name: Option<&str>,
    address: Option<IpAddr>,
) -> Option<(u8, usize)> {
    let by_address = match subnets {
        [] => 0,
        subnets => subnets.iter().filter_map(|subnet| within(address?, subnet)).max()? + 1,
    };
    let by_name = match sni {
        [] => 0,
        hosts => {
            let name = name?;
            let of = |own: &String| match own.strip_prefix('*') {
                None => own.eq_ignore_ascii_case(name).then_some(usize::MAX),
                Some(suffix) => host::is_within(name, own).then_some(suffix.len() + 1),
            };
            hosts.iter().filter_map(of).max()?
        }
    };
    Some((by_address, by_name))
}

/// The length of a subnet that holds an address.
pub(super) fn within(address: IpAddr, subnet: &str) -> Option<u8> {
    Subnet::read_or_address(subnet).filter(|subnet| subnet.holds(address)).map(Subnet::length)
}

impl<'w, 'm> Walk<'w, 'm> {
    /// The filter chains for a service. `is_shared` where the listener is not the service's own.
    pub(super) fn chains(
        &mut self,
        view: &View<'w, 'm>,
        listener: Option<&EgressListener<'m>>,
        served: &Served<'m>,
        of: usize,
        is_shared: bool,
    ) -> Vec<Chain<'m>> {
        let mesh = self.mesh;
        let bound = Bound::Mesh;
        let port = served.port.number;
        let at = At { by: &bound, port, namespace: view.client.namespace, labels: view.client.labels };
        let service_host = mesh.services.get(served.seen.id).host.to_ascii_lowercase();
        let routes = view.routes(&Bound::Mesh).into_iter().filter(|routes| {
            let namespace = &routes.object.namespace;
            let is_imported = |host: &String| {
                listener.is_none_or(|listener| {
                    listener.imports_routes(view.client.namespace, namespace, host, routes.is_gateway_api)
                })
            };
            routes.hosts.iter().any(|host| host::overlap(host, &service_host))
                && routes.hosts.iter().any(is_imported)
        });
        let mut chains: Vec<Chain<'m>> = Vec::new();
        // istiod keeps the addresses of one alternative for those that follow.
        let mut sticky: Vec<&'m str> = Vec::new();
        let mut is_closed = false;
        for routes in routes {
            let rules = if served.is_tls() { routes.tls(mesh) } else { routes.tcp(mesh) };
            let list = if served.is_tls() { "tls" } else { "tcp" };
            for rule in rules {
                let fits = rule.condition.as_ref().map_or(Ok(()), |condition| condition.is_for(at));
                if let Err(why) = fits {
                    let name = name_of(&rule.place, list);
                    self.passed(Stage::Rule, rule.place.location(), format!("not {name}: it is {why}"));
                    continue;
                }
                let condition = rule.condition.clone().unwrap_or_default();
                let sni: Vec<String> =
                    condition.sni_hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
                let subnets = match served.is_tls() {
                    true => {
                        if !condition.subnets.is_empty() {
                            sticky = condition.subnets;
                        }
                        sticky.clone()
                    }
                    false => condition.subnets,
                };
                let is_known = chains.iter().any(|chain| chain.sni == sni && chain.subnets == subnets);
                if is_known || is_closed {
                    let name = name_of(&rule.place, list);
                    let why = format!("not {name}: an earlier rule takes the same connections");
                    self.passed(Stage::Rule, rule.place.location(), why);
                    continue;
                }
                is_closed = !served.is_tls() && subnets.is_empty();
                chains.push(Chain { sni, subnets, rule: Some(rule), of });
            }
        }
        let has_default = if served.is_tls() { chains.is_empty() } else { !is_closed };
        if has_default {
            let sni = if served.is_tls() && is_shared { vec![service_host] } else { Vec::new() };
            chains.push(Chain { sni, subnets: Vec::new(), rule: None, of });
        }
        chains
    }

    /// A connection at the filter chains of some services.
    pub(super) fn stream(
        &mut self,
        view: &View<'w, 'm>,
        listener: Option<&EgressListener<'m>>,
        services: &[&Served<'m>],
        address: Option<IpAddr>,
        is_shared: bool,
    ) {
        let mut chains = Vec::new();
        for (index, served) in services.iter().enumerate() {
            chains.extend(self.chains(view, listener, served, index, is_shared));
        }
        let name = self.request.sni.as_deref().filter(|_| self.request.scheme.is_tls());
        let ranked = chains.iter().enumerate().filter_map(|(index, chain)| {
            Some((fit(&chain.sni, &chain.subnets, name, address)?, std::cmp::Reverse(index)))
        });
        let Some((_, std::cmp::Reverse(best))) = ranked.max() else {
            for chain in &chains {
                if let Some(rule) = &chain.rule {
                    let list = if chain.sni.is_empty() { "tcp" } else { "tls" };
                    let what = if chain.sni.is_empty() { "address" } else { "server name" };
                    let message = format!("not {}: the {what} is another one", name_of(&rule.place, list));
                    self.passed(Stage::Rule, rule.place.location(), message);
                }
            }
            let host = self.request.sni.clone().unwrap_or_else(|| self.request.host.clone());
            self.unknown(view, &host, false);
            return;
        };
        let chain = &chains[best];
        let served = services[chain.of];
        let port = served.port.number;
        let service = self.mesh.services.get(served.seen.id);
        let service_host = service.host.to_ascii_lowercase();
        match &chain.rule {
            Some(rule) => {
                let list = if served.is_tls() { "tls" } else { "tcp" };
                let message = format!("{} takes the connection", name_of(&rule.place, list));
                self.taken(Stage::Rule, rule.place.location(), message);
                self.hop.rule =
                    Some(DecidingRule { place: rule.place.clone(), is_http: false, is_told: true });
                let only_port = |seen: Option<&SeenService>| self.only_port(view, seen).unwrap_or(port);
                let clusters = self.clusters(&rule.destinations, view, &only_port);
                self.settle(clusters, &rule.destinations, view, false);
            }
            None => {
                let location = service.object().map(|id| self.mesh.object(id).name_location());
                let message = format!(
                    "the connection goes to {}, and no rule takes it elsewhere",
                    self.service(service)
                );
                self.taken(Stage::FilterChain, location, message);
                let port = self.only_port(view, Some(&served.seen)).unwrap_or(port);
                let cluster = view.cluster_of(&service_host, port, "");
                self.settle(vec![cluster], &[], view, false);
            }
        }
    }

    /// The port of a service that has one only.
    pub(super) fn only_port(&self, view: &View<'w, 'm>, seen: Option<&SeenService>) -> Option<i64> {
        match view.ports(seen?).as_slice() {
            [only] => Some(only.number),
            _ => None,
        }
    }
}
