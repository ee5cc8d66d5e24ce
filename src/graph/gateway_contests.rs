//! What servers, routes and rules lose to others on the gateway workloads that serve them together.

use rustc_hash::{FxHashMap, FxHashSet};

use super::routing::{Listener, MergedGateway, Refused, Serving};
use super::view::View;
use super::{Mesh, WorkOut, WorkloadId};
use crate::model::ServerTlsMode;
use crate::source::{Location, ObjectId};

/// Something that does not count on a gateway as its object says.
#[derive(Clone, Debug, PartialEq)]
pub struct GatewayContest {
    /// What is lost, and why.
    pub contest: Contest,
    /// The object that loses.
    pub object: ObjectId,
    /// The server or rule.
    pub location: Location,
    /// The server or rule that wins.
    pub winner: Option<Location>,
}

/// Why something does not count on a gateway.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Contest {
    /// Another server redirects all plain requests for this host.
    Redirected(String),
    /// Servers of two port numbers are one listener, on this port of the pods: this number, and the first.
    OneListener(i64, i64, i64),
    /// The server is left out, since the listener that it falls on has another protocol or its host. Its
    /// number, and the port of the pods.
    LeftOut(i64, i64),
    /// An older VirtualService takes all connections of a server for bytes.
    SecondForBytes,
    /// No rule serves a server for bytes or for TLS that goes through, so that there is no listener. Its
    /// number, and whether routes are bound to its Gateway.
    NoRules(i64, bool),
    /// An older VirtualService with this host takes every request that no other rule takes.
    SecondCatchAll(String),
}

impl<'m> Mesh<'m> {
    /// What servers, routes and rules lose on gateways, each once.
    pub fn gateway_contests(&self) -> &[GatewayContest] {
        self.ask::<Vec<GatewayContest>>()
    }
}

impl<'m> WorkOut<'m> for Vec<GatewayContest> {
    fn work_out(mesh: &Mesh<'m>) -> Vec<GatewayContest> {
        let mut search = Search { mesh, known: FxHashSet::default(), found: Vec::new() };
        for (id, merged) in mesh.merged_gateways() {
            search.gateway(*id, merged);
        }
        search.found
    }
}

struct Search<'r, 'm> {
    mesh: &'r Mesh<'m>,
    known: FxHashSet<(Contest, Location)>,
    found: Vec<GatewayContest>,
}

impl<'r, 'm> Search<'r, 'm> {
    fn add(
        &mut self,
        contest: Contest,
        object: ObjectId,
        location: Location,
        winner: impl Into<Option<Location>>,
    ) {
        if self.known.insert((contest.clone(), location)) {
            self.found.push(GatewayContest { contest, object, location, winner: winner.into() });
        }
    }

    fn gateway(&mut self, id: WorkloadId, merged: &'r MergedGateway<'m>) {
        let view = self.mesh.view_of_gateway(id);
        for listener in merged.listeners.values() {
            self.numbers(listener);
            self.redirects(&view, listener);
            self.streams(&view, listener);
            self.requests(&view, listener);
        }
        for (server, why) in &merged.refused {
            let (Refused::HostTaken(_, winner) | Refused::OtherProtocol(winner)) = why;
            let servers = merged.listeners.get(&server.pod_port).map(|listener| &listener.servers);
            let other = servers.into_iter().flatten().find(|other| other.location == *winner);
            if other.is_some_and(|other| other.number != server.number) {
                let contest = Contest::LeftOut(server.number, server.pod_port);
                self.add(contest, server.id, server.location, *winner);
            }
        }
    }

    fn numbers(&mut self, listener: &'r Listener<'m>) {
        let Some((first, others)) = listener.servers.split_first() else { return };
        for server in others.iter().filter(|server| server.number != first.number) {
            let contest = Contest::OneListener(server.number, first.number, server.pod_port);
            self.add(contest, server.id, server.location, first.location);
        }
    }

    fn redirects(&mut self, view: &View<'r, 'm>, listener: &'r Listener<'m>) {
        let plain = |redirects: bool| {
            let servers = listener.servers.iter();
            servers.filter(move |server| server.is_plain_http() && server.https_redirect == redirects)
        };
        let mut redirected: FxHashMap<&str, Location> = FxHashMap::default();
        for redirecting in plain(true) {
            for (_, host) in &redirecting.hosts {
                redirected.entry(host).or_insert(redirecting.location);
            }
        }
        if redirected.is_empty() {
            return;
        }
        for server in plain(false) {
            let hosts = view.routes_of(server).flat_map(|(.., common)| common);
            let mut lost = hosts.filter_map(|host| Some((*redirected.get(host.as_str())?, host)));
            if let Some((winner, host)) = lost.next() {
                self.add(Contest::Redirected(host), server.id, server.location, winner);
            }
        }
    }

    fn streams(&mut self, view: &View<'r, 'm>, listener: &'r Listener<'m>) {
        // What comes through a tunnel of ambient mode needs no rule.
        let for_bytes = |server: &&Serving<'m>| !server.is_http() && server.protocol != "HBONE";
        for server in listener.servers.iter().filter(for_bytes) {
            let is_unserved = match server.tls.map(|tls| tls.mode) {
                Some(ServerTlsMode::AutoPassthrough) => false,
                Some(_) if server.is_passthrough() => {
                    let at = view.at(server);
                    let fits = |rule: &super::routing::StreamRule<'m>| {
                        rule.condition.as_ref().is_none_or(|condition| condition.is_for(at).is_ok())
                    };
                    !view.tls_rules_of(server).iter().any(fits)
                }
                _ => {
                    let all = view.tcp_routes_of(server);
                    if let Some(((_, first), others)) = all.split_first() {
                        for (routes, rule) in others {
                            let place = rule.place.location();
                            self.add(Contest::SecondForBytes, routes.id, place, first.place.location());
                        }
                    }
                    all.is_empty()
                }
            };
            if is_unserved {
                let is_bound = self.mesh.route_table().bound_to(&server.bound).next().is_some();
                self.add(Contest::NoRules(server.number, is_bound), server.id, server.location, None);
            }
        }
    }

    fn requests(&mut self, view: &View<'r, 'm>, listener: &'r Listener<'m>) {
        for group in listener.groups_for_requests() {
            for (host, virtual_host) in view.gateway_hosts(&group) {
                if virtual_host.routes.len() < 2 {
                    continue;
                }
                let mut closing = virtual_host.rules.iter().filter(|rule| rule.is_catch_all());
                let Some(first) = closing.next() else { continue };
                for rule in closing {
                    let id = rule.place.id;
                    let mut routes = virtual_host.routes.iter();
                    let owner = routes.find(|routes| routes.id == id && !routes.is_gateway_api);
                    if let Some(routes) = owner.filter(|_| first.place.id != id) {
                        let contest = Contest::SecondCatchAll(host.clone());
                        self.add(contest, routes.id, rule.place.location(), first.place.location());
                    }
                }
            }
        }
    }
}
