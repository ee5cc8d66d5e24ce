//! Rules for TLS that is not terminated, and for bytes.

use std::borrow::Cow;

use super::Bound;
use super::condition::{At, labels, source};
use super::destination::Destination;
use super::http::RulePlace;
use crate::graph::Mesh;
use crate::model::{OrEmpty, Resource, TextField, VirtualService};

/// One alternative of a rule for TLS or TCP.
#[derive(Clone, Debug)]
pub struct StreamRule<'m> {
    /// Where it is written.
    pub place: RulePlace<'m>,
    /// The condition; `None` for every connection.
    pub condition: Option<StreamCondition<'m>>,
    /// Where connections go.
    pub destinations: Vec<Destination<'m>>,
}

/// An alternative; all of its parts have to hold.
#[derive(Clone, Debug, Default)]
pub struct StreamCondition<'m> {
    /// Server names; only for TLS.
    pub sni_hosts: Vec<Cow<'m, str>>,
    /// Destination addresses.
    pub subnets: Vec<&'m str>,
    /// The port on which the connection comes in.
    pub port: Option<i64>,
    /// What it comes in by; empty for all that the rule is bound to.
    pub gateways: Vec<Bound<'m>>,
    pub(super) source_labels: Vec<(&'m str, &'m str)>,
    pub(super) source_namespace: &'m str,
}

impl StreamCondition<'_> {
    /// Whether a proxy gets the alternative at all. Other than for HTTP, all conditions count (istiod:
    /// `matchTLS`, `matchTCP`); gateways do not look at the client (`l4SingleMatch`).
    pub fn is_for(&self, at: At<'_>) -> Result<(), String> {
        if let Some(port) = self.port.filter(|port| *port != at.port) {
            return Err(format!("for port {port}"));
        }
        if !self.gateways.is_empty() && !self.gateways.contains(at.by) {
            return Err(format!("for {} only", Bound::join(&self.gateways)));
        }
        match at.by {
            Bound::Mesh => source(&self.source_labels, self.source_namespace, at),
            Bound::Gateway(_) => Ok(()),
        }
    }
}

/// Reads what the matches of both kinds have under the same names.
macro_rules! condition {
    ($item:expr, $namespace:expr, $sni:expr) => {
        StreamCondition {
            sni_hosts: $sni,
            subnets: $item.value.destination_subnets.items().iter().map(|subnet| &*subnet.value).collect(),
            port: $item.value.port.as_ref().map(|port| port.value).filter(|port| *port != 0),
            gateways: Bound::list($item.value.gateways.items(), $namespace),
            source_labels: labels($item.value.source_labels.items()),
            source_namespace: $item.value.source_namespace.text(),
        }
    };
}

impl<'m> Mesh<'m> {
    /// The rules for TLS of a VirtualService in their order, each alternative by itself.
    pub fn tls_rules(&self, routes: Resource<'m, VirtualService>) -> Vec<StreamRule<'m>> {
        let mut rules = Vec::new();
        for (index, rule) in routes.spec.tls.items().iter().enumerate() {
            for (position, item) in rule.matches.items().iter().enumerate() {
                let sni =
                    item.value.sni_hosts.items().iter().map(|host| Cow::Borrowed(&*host.value)).collect();
                rules.push(StreamRule {
                    place: RulePlace {
                        object: routes.object,
                        id: routes.id,
                        rule: index,
                        matched: Some(position),
                        span: item.span,
                        delegate: None,
                    },
                    condition: Some(condition!(item, routes.namespace(), sni)),
                    destinations: Destination::weighted(self, rule.route.items(), routes.object),
                });
            }
        }
        rules
    }

    /// The rules for TCP of a VirtualService in their order, each alternative by itself.
    pub fn tcp_rules(&self, routes: Resource<'m, VirtualService>) -> Vec<StreamRule<'m>> {
        let mut rules = Vec::new();
        for (index, rule) in routes.spec.tcp.items().iter().enumerate() {
            let place = |matched, span| RulePlace {
                object: routes.object,
                id: routes.id,
                rule: index,
                matched,
                span,
                delegate: None,
            };
            let destinations = || Destination::weighted(self, rule.route.items(), routes.object);
            if rule.matches.items().is_empty() {
                let place = place(None, rule.span);
                rules.push(StreamRule { place, condition: None, destinations: destinations() });
            }
            for (position, item) in rule.matches.items().iter().enumerate() {
                rules.push(StreamRule {
                    place: place(Some(position), item.span),
                    condition: Some(condition!(item, routes.namespace(), Vec::new())),
                    destinations: destinations(),
                });
            }
        }
        rules
    }
}
