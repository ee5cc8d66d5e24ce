//! What the routes that are bound to the servers of a gateway make of its hosts.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::condition::At;
use super::servers::Serving;
use super::{Bound, Compiled, HttpRule, LeftOut, RouteId, Routes, StreamRule};
use crate::graph::View;
use crate::source::Location;
use crate::text::host;

/// A virtual host of a gateway.
#[derive(Debug, Default)]
pub struct VirtualHost<'v, 'm> {
    /// Its rules in the order in which they were found; those that take everything go last.
    pub rules: Vec<HttpRule<'m>>,
    /// Rules that are for other proxies, or stand behind one that takes everything.
    pub left_out: Vec<(HttpRule<'m>, LeftOut<'m>)>,
    /// The routes that are merged in it, the oldest first.
    pub routes: Vec<&'v Routes<'m>>,
    /// A server that redirects all plain requests for it.
    pub redirect: Option<Location>,
}

impl<'m> VirtualHost<'_, 'm> {
    /// Its rules as they count: what takes everything comes last (istiod: `CombineVHostRoutes`).
    pub fn ordered(self) -> Compiled<'m> {
        let (all, last): (Vec<_>, Vec<_>) = self.rules.into_iter().partition(|rule| !rule.is_catch_all());
        Compiled { kept: all.into_iter().chain(last).collect(), left_out: self.left_out }
    }
}

/// The names for which servers that share their routes may have virtual hosts, with what makes them. Rules are read
/// for those alone that are asked for: a gateway may have thousands of hosts, and a request goes to one.
pub struct GatewayHosts<'s, 'v, 'm> {
    view: View<'v, 'm>,
    servers: Vec<&'s Serving<'m>>,
    names: BTreeMap<String, Vec<Part<'v, 'm>>>,
    /// The servers of a Gateway at which its routes may be made, in order.
    places: FxHashMap<(&'s Bound<'m>, RouteId), Vec<usize>>,
    /// istiod makes the rules of a VirtualService once for each Gateway, for the first server that has some of them.
    made: FxHashMap<(&'s Bound<'m>, RouteId), Option<(usize, Compiled<'m>)>>,
}

/// What a server adds to a virtual host.
#[derive(Clone, Copy)]
enum Part<'v, 'm> {
    /// These routes, which are bound to the server in this place.
    Routes(usize, RouteId, &'v Routes<'m>),
    /// The server in this place redirects.
    Redirect(usize),
}

impl<'s, 'v, 'm> GatewayHosts<'s, 'v, 'm> {
    fn new(view: View<'v, 'm>, servers: &[&'s Serving<'m>]) -> GatewayHosts<'s, 'v, 'm> {
        let mut names: BTreeMap<String, Vec<Part<'v, 'm>>> = BTreeMap::new();
        let mut places: FxHashMap<(&'s Bound<'m>, RouteId), Vec<usize>> = FxHashMap::default();
        for (place, &server) in servers.iter().enumerate() {
            for (id, routes, common) in view.routes_of(server) {
                places.entry((&server.bound, id)).or_default().push(place);
                for host in common {
                    names.entry(host).or_default().push(Part::Routes(place, id, routes));
                }
            }
            if server.https_redirect {
                for host in &server.kept_hosts {
                    names.entry(host.clone()).or_default().push(Part::Redirect(place));
                }
            }
        }
        GatewayHosts { view, servers: servers.to_vec(), names, places, made: FxHashMap::default() }
    }

    /// The rules that routes have at the server in this place; `None` where nothing is left of them.
    fn rules(&mut self, place: usize, id: RouteId, routes: &Routes<'m>) -> Option<&Compiled<'m>> {
        let key = (&self.servers[place].bound, id);
        let at = |place: &usize| {
            let compiled = Compiled::of(routes.http(self.view.mesh()), self.view.at(self.servers[*place]));
            (!compiled.kept.is_empty()).then_some((*place, compiled))
        };
        let make = || self.places.get(&key).into_iter().flatten().find_map(at);
        let made = self.made.entry(key).or_insert_with(make).as_ref();
        made.filter(|(first, _)| *first <= place).map(|(_, compiled)| compiled)
    }

    /// The virtual host of a name; `None` where nothing is left of it.
    fn host(&mut self, name: &str) -> Option<VirtualHost<'v, 'm>> {
        let mut host = None;
        for part in self.names.get(name)?.clone() {
            match part {
                Part::Redirect(place) => {
                    let own: &mut VirtualHost<'v, 'm> = host.get_or_insert_default();
                    own.redirect = Some(self.servers[place].location);
                }
                Part::Routes(place, id, routes) => {
                    let Some(compiled) = self.rules(place, id, routes) else { continue };
                    let own = host.get_or_insert_default();
                    own.rules.extend(compiled.kept.iter().cloned());
                    own.left_out.extend(compiled.left_out.iter().cloned());
                    own.routes.push(routes);
                    let server = self.servers[place];
                    if server.https_redirect {
                        own.redirect = Some(server.location);
                    }
                }
            }
        }
        host
    }

    /// Whether there is no virtual host at all.
    pub fn is_empty(&mut self) -> bool {
        let parts: Vec<Part<'v, 'm>> = self.names.values().flatten().copied().collect();
        parts.into_iter().all(|part| match part {
            Part::Redirect(_) => false,
            Part::Routes(place, id, routes) => self.rules(place, id, routes).is_none(),
        })
    }

    /// The virtual host that Envoy chooses for a name, and its domain: the very name, or else the longest wildcard.
    pub fn best(&mut self, name: &str) -> Option<(String, VirtualHost<'v, 'm>)> {
        let rank = |domain: &String| Some((host::closeness(domain, name)?, domain.clone()));
        let mut fitting: Vec<(usize, String)> = self.names.keys().filter_map(rank).collect();
        fitting.sort_unstable();
        fitting.into_iter().rev().find_map(|(_, domain)| Some((domain.clone(), self.host(&domain)?)))
    }
}

impl<'v, 'm> View<'v, 'm> {
    /// The virtual hosts of servers that share their routes, to be asked for one (istiod:
    /// `buildGatewayHTTPRouteConfig`).
    pub fn hosts_of_servers<'s>(&self, servers: &[&'s Serving<'m>]) -> GatewayHosts<'s, 'v, 'm> {
        GatewayHosts::new(*self, servers)
    }

    /// All virtual hosts of servers that share their routes.
    pub fn gateway_hosts(&self, servers: &[&Serving<'m>]) -> BTreeMap<String, VirtualHost<'v, 'm>> {
        let mut hosts = self.hosts_of_servers(servers);
        let names: Vec<String> = hosts.names.keys().cloned().collect();
        names.into_iter().filter_map(|name| Some((name.clone(), hosts.host(&name)?))).collect()
    }

    /// The routes that are bound to a server and share hosts with it, with these hosts.
    pub fn routes_of<'s>(
        &self,
        server: &'s Serving<'m>,
    ) -> impl Iterator<Item = (RouteId, &'v Routes<'m>, Vec<String>)> + use<'s, 'v, 'm> {
        let hosts = server.hosts.iter().map(|(_, host)| host.as_str());
        self.routes_with_hosts(&server.bound, hosts).into_iter().filter_map(move |(id, routes)| {
            let namespace = &routes.object.namespace;
            let mut common: Vec<String> =
                routes.hosts.iter().flat_map(|host| server.common_hosts(namespace, host)).collect();
            common.sort_unstable();
            common.dedup();
            (!common.is_empty()).then_some((id, routes, common))
        })
    }

    /// The routes with rules for TCP at a server, each with the first of them. The first of all takes all
    /// connections.
    pub fn tcp_routes_of(&self, server: &Serving<'m>) -> Vec<(&'v Routes<'m>, StreamRule<'m>)> {
        let at = self.at(server);
        let fits = |rule: &StreamRule<'m>| {
            rule.condition.as_ref().is_none_or(|condition| condition.is_for(at).is_ok())
        };
        self.routes_of(server)
            .filter_map(|(_, routes, _)| Some((routes, routes.tcp(self.mesh()).into_iter().find(fits)?)))
            .collect()
    }

    /// The rules for TLS of the routes at a server that passes it on, also those for other proxies.
    pub fn tls_rules_of(&self, server: &Serving<'m>) -> Vec<StreamRule<'m>> {
        self.routes_of(server).flat_map(|(_, routes, _)| routes.tls(self.mesh())).collect()
    }

    /// This proxy at a server.
    pub fn at<'s>(&self, server: &'s Serving<'m>) -> At<'s>
    where
        'v: 's,
    {
        At {
            by: &server.bound,
            port: server.number,
            namespace: self.client.namespace,
            labels: self.client.labels,
        }
    }
}
