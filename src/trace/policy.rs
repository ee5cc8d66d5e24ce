//! How the connection to a cluster is shaped: the DestinationRules that count, TLS, load balancing.

use super::{Arrival, Mark, Stage, Step, Walk};
use crate::graph::View;
use crate::graph::routing::Cluster;
use crate::model::ClientTlsMode;
use crate::text::Protocol;

impl<'w, 'm> Walk<'w, 'm> {
    pub(super) fn policy(&mut self, cluster: &Cluster<'m>, view: &View<'w, 'm>) {
        if let Some(rules) = &cluster.rules {
            if let Some(rule) = rules.main() {
                let whose = match rule.namespace() {
                    own if own == view.client.namespace => "of the client's namespace",
                    own if own == self.mesh.root_namespace() => "of the root namespace",
                    _ => "of the service's namespace",
                };
                let message =
                    format!("DestinationRule `{}/{}` {whose} applies", rule.namespace(), rule.name());
                self.taken(Stage::Policy, rule.object.name_location(), message);
            }
            for rule in rules.rules.iter().skip(1) {
                self.taken(
                    Stage::Policy,
                    rule.object.name_location(),
                    format!("merged with DestinationRule `{}/{}`", rule.namespace(), rule.name()),
                );
            }
            for rule in &rules.set_aside {
                self.passed(
                    Stage::Policy,
                    rule.object.name_location(),
                    format!(
                        "not DestinationRule `{}/{}`: it is for other workloads or namespaces",
                        rule.namespace(),
                        rule.name()
                    ),
                );
            }
        }
        let tls = match (cluster.tls, cluster.is_auto) {
            (ClientTlsMode::IstioMutual, true) => "TLS: ISTIO_MUTUAL, chosen by the mesh".to_owned(),
            (ClientTlsMode::Disable, true) => "TLS: none".to_owned(),
            (mode, _) => format!("TLS: {}", mode.name().unwrap_or("none, as the rule says")),
        };
        let location = cluster.policy.tls.map(|(rule, tls)| rule.at(tls.span));
        self.note(Stage::Policy, location, tls);
        if let Some((rule, balancer)) = cluster.policy.load_balancer {
            let how = match (&balancer.value.simple, &balancer.value.consistent_hash) {
                (Some(simple), _) => simple.value.to_string(),
                (None, Some(_)) => "consistent hash".to_owned(),
                (None, None) => "as the mesh says".to_owned(),
            };
            self.note(Stage::Policy, rule.at(balancer.span), format!("load balancing: {how}"));
        }
        if let Some((rule, outlier)) = cluster.policy.outlier_detection {
            self.note(Stage::Policy, rule.at(outlier.span), "endpoints that fail are taken out of use");
        }
    }

    /// TLS that the client speaks itself, inside of TLS that its proxy adds: the server gets it twice.
    pub(super) fn tls_in_tls(&mut self, cluster: &Cluster<'m>) {
        let is_added = matches!(cluster.tls, ClientTlsMode::Simple | ClientTlsMode::Mutual);
        let is_gateway = cluster.endpoints.workloads.iter().any(|&id| self.mesh.workloads.get(id).is_gateway);
        if self.is_refused || !is_added || is_gateway || !self.request.scheme.is_tls() || self.gate.is_some()
        {
            return;
        }
        let host = cluster.host.clone().unwrap_or_default();
        let why = "TLS in TLS: the client speaks TLS, and the DestinationRule adds another layer: the server gets no request that it can read".to_owned();
        let location = cluster.policy.tls.map(|(rule, tls)| rule.at(tls.span));
        self.step(Stage::Policy, Mark::Broken, location, why.clone());
        self.hop.arrivals.push(Arrival {
            authorization: "unknown",
            refusal: Some(why),
            ..Arrival::allowed(format!("{host}:{}", cluster.port.unwrap_or_default()), None)
        });
    }

    /// A request in plain text on a port for TLS, which nobody encrypts on the way.
    pub(super) fn plain_on_tls(&mut self, cluster: &Cluster<'m>) {
        let Some((seen, port)) = cluster.service.as_ref().zip(cluster.port) else { return };
        let declared = self.mesh.declared_protocol(seen.id, port).filter(|protocol| protocol.is_tls());
        let Some(protocol) = declared.map(Protocol::name) else { return };
        let encrypts = matches!(cluster.tls, ClientTlsMode::Simple | ClientTlsMode::Mutual);
        if self.is_refused || encrypts {
            return;
        }
        let host = cluster.host.clone().unwrap_or_default();
        let why = format!(
            "plain HTTP meets a port declared {protocol}: the server answers 400, or closes the connection"
        );
        self.hop.steps.push(Step {
            stage: Stage::Policy,
            mark: Mark::Broken,
            message: why.clone(),
            location: cluster.policy.tls.map(|(rule, tls)| rule.at(tls.span)),
            help: Some(format!(
                "let a DestinationRule originate TLS to port {port} of `{host}` (`tls.mode: SIMPLE`)"
            )),
        });
        self.hop.arrivals.push(Arrival {
            authorization: "unknown",
            refusal: Some(why),
            ..Arrival::allowed(format!("{host}:{port}"), None)
        });
    }
}
