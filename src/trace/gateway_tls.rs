//! A connection at a gateway's listener for TLS.

use super::gateway::describe;
use super::rules::name_of;
use super::streams::fit;
use super::{Outcome, Scheme, Stage, Walk};
use crate::graph::View;
use crate::graph::routing::{Lack, Serving, StreamRule};
use crate::model::ServerTlsMode;
use crate::text::host;

/// Where a connection at a TLS listener goes.
enum Chain<'s, 'm> {
    /// A server that terminates TLS and serves requests.
    Requests(&'s Serving<'m>),
    /// A server that terminates TLS and passes on bytes.
    Bytes(&'s Serving<'m>),
    /// A rule for TLS that goes through.
    Through(StreamRule<'m>, i64),
    /// A service by the server name that proxies of the mesh use.
    Auto(String, i64, String),
}

impl<'w, 'm> Walk<'w, 'm> {
    pub(super) fn gateway_tls(&mut self, view: &View<'w, 'm>, servers: &[&Serving<'m>]) {
        let mut chains: Vec<(Vec<String>, Chain<'_, 'm>)> = Vec::new();
        let mut known: Vec<String> = Vec::new();
        for &server in servers {
            let sni = || server.sni_hosts().into_iter().map(str::to_owned).collect::<Vec<_>>();
            match (server.is_http(), server.is_passthrough(), server.tls.map(|tls| tls.mode)) {
                (true, ..) => chains.push((sni(), Chain::Requests(server))),
                (false, true, Some(ServerTlsMode::AutoPassthrough)) => {
                    chains.extend(self.auto_chain(view, server))
                }
                (false, true, _) => {
                    for rule in self.passthrough_rules(view, server) {
                        let hosts: Vec<String> = rule
                            .condition
                            .iter()
                            .flat_map(|condition| &condition.sni_hosts)
                            .map(|host| host.to_ascii_lowercase())
                            .collect();
                        let taken = hosts.iter().find(|host| known.contains(host)).cloned();
                        known.extend(hosts.iter().cloned());
                        if let Some(host) = taken {
                            let message =
                                format!("not {}: an earlier rule has `{host}`", name_of(&rule.place, "tls"));
                            self.passed(Stage::Rule, rule.place.location(), message);
                            continue;
                        }
                        let hosts = if hosts.iter().any(|host| host == "*") { Vec::new() } else { hosts };
                        chains.push((hosts, Chain::Through(rule, server.number)));
                    }
                }
                (false, false, _) => {
                    if !view.tcp_routes_of(server).is_empty() {
                        chains.push((sni(), Chain::Bytes(server)));
                    }
                }
            }
        }
        let Some(&first) = servers.first() else { return };
        // With AUTO_PASSTHROUGH there is a chain for every service, whatever this server name stands for.
        let is_auto = servers
            .iter()
            .any(|server| server.tls.is_some_and(|tls| tls.mode == ServerTlsMode::AutoPassthrough));
        if chains.is_empty() && !is_auto {
            let message = format!(
                "no route serves {}, so that istiod makes no listener: the client gets no connection",
                describe(first)
            );
            self.end(
                Outcome::NoListener,
                Some(first.location),
                message,
                "bind a VirtualService with `tls` or `tcp` rules for its hosts to the Gateway",
            );
            return;
        }
        let is_tls = self.request.scheme.is_tls();
        let name = self.request.sni.as_deref().filter(|_| is_tls);
        let ranked = chains
            .iter()
            .enumerate()
            .filter_map(|(index, (sni, _))| Some((fit(sni, &[], name, None)?, std::cmp::Reverse(index))));
        let Some((_, std::cmp::Reverse(best))) = ranked.max() else {
            let what = match (is_tls, name) {
                (false, _) => "plain traffic".to_owned(),
                (true, None) => "TLS without a server name".to_owned(),
                (true, Some(name)) => format!("the server name `{name}`"),
            };
            let message = format!("no server of port {} takes {what}: the connection is reset", first.number);
            self.unbound(view, name.unwrap_or(&self.request.host.clone()), servers);
            self.end(
                Outcome::NoFilterChain,
                Some(first.location),
                message,
                "add the host to a server, and rules for it",
            );
            return;
        };
        let (sni, chain) = chains.swap_remove(best);
        let what =
            if sni.is_empty() { "any server name".to_owned() } else { format!("`{}`", sni.join("`, `")) };
        match chain {
            Chain::Requests(server) => {
                if self.handshake(server, &what) {
                    if self.request.scheme == Scheme::Tls {
                        let message = "the server takes requests inside of the TLS, and these are bytes: the connection is closed";
                        self.end(Outcome::ProtocolError, Some(server.location), message, "");
                        return;
                    }
                    let servers: Vec<&Serving<'m>> =
                        servers.iter().copied().filter(|other| other.shares_routes(server)).collect();
                    self.gateway_http(view, &servers);
                }
            }
            Chain::Bytes(server) => {
                if self.handshake(server, &what)
                    && let Some((_, rule)) = view.tcp_routes_of(server).into_iter().next()
                {
                    self.gateway_stream(view, &rule, "tcp", server.number);
                }
            }
            Chain::Through(rule, port) => {
                if !is_tls {
                    self.end(
                        Outcome::TlsError,
                        Some(first.location),
                        "the server takes TLS only: the connection is closed",
                        "",
                    );
                    return;
                }
                self.taken(
                    Stage::FilterChain,
                    rule.place.location(),
                    format!("TLS for {what} goes through unopened"),
                );
                self.gateway_stream(view, &rule, "tls", port);
            }
            Chain::Auto(host, port, subset) => {
                self.taken(
                    Stage::FilterChain,
                    first.location,
                    format!("AUTO_PASSTHROUGH to port {port} of `{host}`"),
                );
                let subset = self.mesh.destination_rules.subset_name(&host, &subset);
                let cluster = view.cluster_of(&host, port, subset);
                self.is_unopened = true;
                self.settle(vec![cluster], &[], view, false);
            }
        }
    }

    /// Whether the handshake with a server succeeds.
    fn handshake(&mut self, server: &Serving<'m>, what: &str) -> bool {
        let Some(tls) = server.tls else { return true };
        if !self.request.scheme.is_tls() {
            let message = format!(
                "{} expects TLS ({}), and gets plain text: the connection is reset",
                describe(server),
                tls.mode
            );
            self.end(
                Outcome::TlsError,
                Some(tls.location),
                message,
                "let the client originate TLS (DestinationRule `tls.mode`), or serve plain HTTP",
            );
            return false;
        }
        if tls.mode.wants_certificate() && !self.request.client_cert {
            let message = format!(
                "{} asks for a client certificate ({}), and gets none: the handshake fails",
                describe(server),
                tls.mode
            );
            self.end(
                Outcome::MtlsError,
                Some(tls.location),
                message,
                "let the client use its certificate (DestinationRule `tls.mode`)",
            );
            return false;
        }
        self.taken(
            Stage::FilterChain,
            tls.location,
            format!("{} takes {what} and terminates TLS ({})", describe(server), tls.mode),
        );
        true
    }

    /// The rules for TLS of routes bound to a server that goes through.
    fn passthrough_rules(&mut self, view: &View<'w, 'm>, server: &Serving<'m>) -> Vec<StreamRule<'m>> {
        let at = view.at(server);
        let mut rules = Vec::new();
        for rule in view.tls_rules_of(server) {
            match rule.condition.as_ref().map_or(Ok(()), |condition| condition.is_for(at)) {
                Ok(()) => rules.push(rule),
                Err(why) => self.passed(
                    Stage::Rule,
                    rule.place.location(),
                    format!("not {}: it is {why}", name_of(&rule.place, "tls")),
                ),
            }
        }
        rules
    }

    /// The service that the server name of a mesh client stands for: `outbound_.80_.subset_.host`.
    fn auto_chain(&self, view: &View<'w, 'm>, server: &Serving<'m>) -> Option<(Vec<String>, Chain<'w, 'm>)> {
        let sni = self.request.sni.as_deref().filter(|_| self.request.client_cert)?;
        let mut parts = sni.strip_prefix("outbound_.")?.splitn(3, "_.");
        let port: i64 = parts.next()?.parse().ok()?;
        let subset = parts.next()?.trim_matches('_').to_owned();
        let host = parts.next()?.to_ascii_lowercase();
        let is_served = server.hosts.iter().any(|(_, own)| host::is_within(&host, own));
        let seen = view.service(&host)?;
        let has_port = view.ports(&seen).iter().any(|own| own.number == port && own.protocol != "UDP");
        let is_outside = self.mesh.is_mesh_external(self.mesh.services.get(seen.id));
        // There is a chain for each subset that the rule of this gateway defines.
        let name = self.mesh.destination_rules.subset_name(&host, &subset);
        let is_defined = subset.is_empty()
            || name == subset && view.cluster_of(&host, port, name).lack != Some(Lack::Subset);
        (is_served && has_port && !is_outside && is_defined)
            .then(|| (vec![sni.to_ascii_lowercase()], Chain::Auto(host, port, subset)))
    }
}
