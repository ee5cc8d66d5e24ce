//! A connection at a gateway that is not taken apart into requests.

use super::gateway::describe;
use super::rules::name_of;
use super::{DecidingRule, Outcome, Stage, Walk};
use crate::graph::routing::{Serving, StreamRule};
use crate::graph::{SeenService, View};

impl<'w, 'm> Walk<'w, 'm> {
    pub(super) fn gateway_tcp(&mut self, view: &View<'w, 'm>, servers: &[&Serving<'m>], first: &Serving<'m>) {
        let found = servers
            .iter()
            .find_map(|server| Some((view.tcp_routes_of(server).into_iter().next()?.1, server.number)));
        match found {
            Some((rule, port)) => self.gateway_stream(view, &rule, "tcp", port),
            None => {
                let message = format!(
                    "no rule for TCP serves {}, so that istiod makes no listener: the client gets no connection",
                    describe(first)
                );
                self.end(
                    Outcome::NoListener,
                    Some(first.location),
                    message,
                    "bind a VirtualService with a `tcp` rule for this port to the Gateway",
                );
            }
        }
    }

    pub(super) fn gateway_stream(
        &mut self,
        view: &View<'w, 'm>,
        rule: &StreamRule<'m>,
        list: &str,
        port: i64,
    ) {
        self.admit(false);
        self.taken(
            Stage::Rule,
            rule.place.location(),
            format!("{} takes the connection", name_of(&rule.place, list)),
        );
        self.hop.rule = Some(DecidingRule { place: rule.place.clone(), is_http: false, is_told: false });
        let only_port = |seen: Option<&SeenService>| self.only_port(view, seen).unwrap_or(port);
        let clusters = self.clusters(&rule.destinations, view, &only_port);
        self.settle(clusters, &rule.destinations, view, false);
    }
}
