//! What the routes that are bound to the servers of a gateway make of its hosts.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::condition::At;
use super::servers::Serving;
use super::{Bound, Compiled, HttpRule, LeftOut, Routes, StreamRule};
use crate::graph::View;
use crate::source::Location;

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

impl<'v, 'm> View<'v, 'm> {
    /// The virtual hosts of servers that share their routes (istiod: `buildGatewayHTTPRouteConfig`).
    pub fn gateway_hosts(&self, servers: &[&Serving<'m>]) -> BTreeMap<String, VirtualHost<'v, 'm>> {
        let mut hosts: BTreeMap<String, VirtualHost<'v, 'm>> = BTreeMap::new();
        // istiod makes the rules of a VirtualService once for each Gateway, for its first server.
        let mut known: FxHashMap<(&Bound<'m>, usize), Compiled<'m>> = FxHashMap::default();
        for server in servers {
            let at = self.at(server);
            for (routes, common) in self.routes_of(server) {
                let address = std::ptr::from_ref(routes) as usize;
                let make = || Compiled::of(routes.http(self.mesh()), at);
                let compiled = known.entry((&server.bound, address)).or_insert_with(make);
                if compiled.kept.is_empty() {
                    known.remove(&(&server.bound, address));
                    continue;
                }
                for host in common {
                    let own = hosts.entry(host).or_default();
                    own.rules.extend(compiled.kept.iter().cloned());
                    own.left_out.extend(compiled.left_out.iter().cloned());
                    own.routes.push(routes);
                    if server.https_redirect {
                        own.redirect = Some(server.location);
                    }
                }
            }
            if server.https_redirect {
                for host in &server.kept_hosts {
                    hosts.entry(host.clone()).or_default().redirect = Some(server.location);
                }
            }
        }
        hosts
    }

    /// The routes that are bound to a server and share hosts with it, with these hosts.
    pub fn routes_of<'s>(
        &self,
        server: &'s Serving<'m>,
    ) -> impl Iterator<Item = (&'v Routes<'m>, Vec<String>)> + use<'s, 'v, 'm> {
        let hosts = server.hosts.iter().map(|(_, host)| host.as_str());
        self.routes_with_hosts(&server.bound, hosts).into_iter().filter_map(move |routes| {
            let namespace = &routes.object.namespace;
            let mut common: Vec<String> =
                routes.hosts.iter().flat_map(|host| server.common_hosts(namespace, host)).collect();
            common.sort_unstable();
            common.dedup();
            (!common.is_empty()).then_some((routes, common))
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
            .filter_map(|(routes, _)| Some((routes, routes.tcp(self.mesh()).into_iter().find(fits)?)))
            .collect()
    }

    /// The rules for TLS of the routes at a server that passes it on, also those for other proxies.
    pub fn tls_rules_of(&self, server: &Serving<'m>) -> Vec<StreamRule<'m>> {
        self.routes_of(server).flat_map(|(routes, _)| routes.tls(self.mesh())).collect()
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
