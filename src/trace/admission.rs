//! What lets a request in where it arrives: NetworkPolicy, PeerAuthentication, AuthorizationPolicy.

use super::{Arrival, Mark, Stage, Walk};
use crate::graph::routing::{Cluster, HttpRequest};
use crate::graph::security::{Attributes, Authorization, Decision, Identity, Ternary};
use crate::graph::{MtlsMode, WorkloadId};
use crate::model::{ClientTlsMode, OrEmpty, TextField};

impl<'w, 'm> Walk<'w, 'm> {
    pub(super) fn identity(&self) -> Identity {
        let trust_domain = self.mesh.model.settings.find(|config| config.trust_domain.as_ref());
        let account = self.start.workload.map(|id| self.mesh.service_account(self.mesh.workloads.get(id)));
        Identity {
            trust_domain: trust_domain.map_or("cluster.local", |(_, field)| &field.value).to_owned(),
            namespace: self.start.namespace.clone(),
            service_account: account.unwrap_or("default").to_owned(),
        }
    }

    /// The policies of the gateway whose proxy this is.
    pub(super) fn admit(&mut self, is_http: bool) {
        let Some((id, port)) = self.gate else { return };
        let request = self.request;
        let attributes = Attributes {
            identity: self.peer.as_ref(),
            http: is_http.then_some(&request.http),
            port,
            sni: request.sni.as_deref(),
        };
        let authorization = self.mesh.authorize(id, &attributes);
        if !authorization.policies.is_empty() {
            let refusal = self.authorization(id, &authorization, true, attributes.http.is_some());
            let decided = self.decided(&authorization);
            let workload = self.workload(id);
            self.hop.arrivals.push(Arrival {
                workload,
                port: Some(port),
                peer_authentication: None,
                authorization: name(authorization.decision),
                decided_by: decided,
                refusal,
            });
        }
    }

    /// What meets the request at one workload.
    pub(super) fn meet(
        &mut self,
        id: WorkloadId,
        cluster: &Cluster<'m>,
        http: Option<&HttpRequest>,
        is_shown: bool,
    ) {
        let mesh = self.mesh;
        let pods = mesh.workloads.get(id);
        let name_of = self.workload(id);
        let port = self.target_port(id, cluster);
        if mesh.declines_sidecar(pods) && !pods.is_gateway {
            if is_shown {
                self.note(
                    Stage::Security,
                    None,
                    format!("`{name_of}` has no sidecar: no policy is applied there"),
                );
            }
            if cluster.tls == ClientTlsMode::IstioMutual && !cluster.is_auto {
                let refusal = "the pods have no sidecar to end ISTIO_MUTUAL: status 503".to_owned();
                self.hop.arrivals.push(Arrival {
                    workload: name_of,
                    port,
                    peer_authentication: None,
                    authorization: "allowed",
                    decided_by: None,
                    refusal: Some(refusal),
                });
            }
            return;
        }
        let is_mutual = cluster.tls == ClientTlsMode::IstioMutual;
        if let Some((policy, is_client)) = mesh.network_refusal(&self.start.client(), pods, port)
            && (self.depth > 0 || !self.start.is_gateway)
        {
            let whose = if is_client { "the client" } else { "the workload" };
            let message = format!(
                "NetworkPolicy `{}/{}` isolates {whose}, and none lets the connection to `{name_of}` through",
                policy.namespace(),
                policy.name()
            );
            self.step(Stage::Security, Mark::Broken, Some(policy.object.name_location()), message);
            let refusal = "a NetworkPolicy blocks the connection: the client gets status 503".to_owned();
            self.hop.arrivals.push(Arrival {
                workload: name_of,
                port,
                peer_authentication: None,
                authorization: "unknown",
                decided_by: None,
                refusal: Some(refusal),
            });
            return;
        }
        if pods.is_gateway {
            return; // its own proxy says what it does
        }
        let (mode, mut refusal) = self.peer(id, cluster, port, is_shown);
        let identity = self.identity();
        let attributes = Attributes {
            identity: is_mutual.then_some(&identity),
            http,
            port: port.or(cluster.port).unwrap_or_default(),
            sni: self.request.sni.as_deref(),
        };
        let authorization = mesh.authorize(id, &attributes);
        let refused = match authorization.policies.is_empty() {
            true => None,
            false => self.authorization(id, &authorization, is_shown, http.is_some()),
        };
        refusal = refusal.or(refused);
        if is_shown && http.is_some() {
            for policy in mesh.request_authentications(id) {
                let issuers: Vec<&str> =
                    policy.spec.jwt_rules.items().iter().map(|rule| rule.issuer.text()).collect();
                let message = format!(
                    "RequestAuthentication `{}/{}` refuses tokens that are invalid ({}); a request without token goes on",
                    policy.namespace(),
                    policy.name(),
                    issuers.join(", ")
                );
                self.note(Stage::Security, policy.object.name_location(), message);
            }
        }
        let decided_by = self.decided(&authorization);
        self.hop.arrivals.push(Arrival {
            workload: name_of,
            port,
            peer_authentication: Some(mode),
            authorization: name(authorization.decision),
            decided_by,
            refusal,
        });
    }

    /// What PeerAuthentication says to the client's TLS: the mode, and what the client sees if they clash.
    fn peer(
        &mut self,
        id: WorkloadId,
        cluster: &Cluster<'m>,
        port: Option<i64>,
        is_shown: bool,
    ) -> (&'static str, Option<String>) {
        let accepted = self.mesh.server_mtls(self.mesh.workloads.get(id), port);
        let location = accepted.decided_by.map(|(id, span)| self.mesh.object(id).at(span));
        let name = mode_name(accepted.mode);
        let fits = match (accepted.mode, cluster.tls == ClientTlsMode::IstioMutual) {
            (MtlsMode::Strict, false) => false,
            (MtlsMode::Disable, true) => cluster.is_auto,
            _ => true,
        };
        let client = cluster.tls.name().unwrap_or("plain text");
        if is_shown || !fits {
            let what = match accepted.mode {
                MtlsMode::Strict => "mTLS only",
                MtlsMode::Permissive => "mTLS and plain text",
                MtlsMode::Disable => "plain text only",
            };
            let workload = self.workload(id);
            let message =
                format!("`{workload}` accepts {what} (PeerAuthentication {name}), and gets {client}");
            self.step(Stage::Security, if fits { Mark::Taken } else { Mark::Broken }, location, message);
        }
        let refusal = format!("{client} meets {name}: the connection is reset, the client gets status 503");
        (name, (!fits).then_some(refusal))
    }

    fn decided(&self, authorization: &Authorization<'m>) -> Option<String> {
        let outcome = &authorization.policies[authorization.decided_by?];
        Some(format!("{}/{}", outcome.policy.namespace(), outcome.policy.name()))
    }

    /// Says what policies decide, and what the client sees if they refuse.
    fn authorization(
        &mut self,
        id: WorkloadId,
        authorization: &Authorization<'m>,
        is_shown: bool,
        is_http: bool,
    ) -> Option<String> {
        let workload = self.workload(id);
        for (index, outcome) in authorization.policies.iter().enumerate() {
            if !is_shown {
                break;
            }
            let policy = outcome.policy;
            let rules = policy.spec.rules.items();
            let location = outcome
                .rule
                .and_then(|rule| rules.get(rule))
                .map_or(policy.object.name_location(), |rule| policy.at(rule.span));
            let what = match outcome.matches {
                Ternary::Yes => "matches",
                Ternary::Unknown => "may match: addresses, tokens and the like are not known here",
                Ternary::No if rules.is_empty() => "has no rule, and never matches",
                Ternary::No => "does not match",
            };
            let dry = if outcome.is_dry_run { " (dry run: it only writes to the log)" } else { "" };
            let mark = match (Some(index) == authorization.decided_by, authorization.decision) {
                (true, Decision::Denied) => Mark::Broken,
                (true, _) => Mark::Taken,
                (false, _) if outcome.is_dry_run => Mark::Note,
                (false, _) => Mark::Passed,
            };
            let message = format!(
                "AuthorizationPolicy `{}/{}` ({}) {what}{dry}",
                policy.namespace(),
                policy.name(),
                outcome.action
            );
            self.step(Stage::Security, mark, Some(location), message);
        }
        let refused = if is_http { "the client gets status 403" } else { "the connection is closed" };
        match authorization.decision {
            Decision::Denied if authorization.decided_by.is_none() => {
                self.step(
                    Stage::Security,
                    Mark::Broken,
                    None,
                    format!("no ALLOW policy of `{workload}` matches: {refused}"),
                );
                Some(format!("no AuthorizationPolicy allows it: {refused}"))
            }
            Decision::Denied => Some(format!("an AuthorizationPolicy denies it: {refused}")),
            Decision::Allowed | Decision::Unknown => None,
        }
    }

    /// The port of the pods behind a cluster.
    fn target_port(&self, id: WorkloadId, cluster: &Cluster<'m>) -> Option<i64> {
        let seen = cluster.service.as_ref()?;
        let pods = self.mesh.workloads.get(id);
        seen.all().map(|id| self.mesh.services.get(id)).find_map(|service| {
            let port = service.ports.iter().find(|port| Some(port.number) == cluster.port)?;
            pods.target_of(port)
        })
    }
}

fn name(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "allowed",
        Decision::Denied => "denied",
        Decision::Unknown => "unknown",
    }
}

fn mode_name(mode: MtlsMode) -> &'static str {
    match mode {
        MtlsMode::Disable => "DISABLE",
        MtlsMode::Permissive => "PERMISSIVE",
        MtlsMode::Strict => "STRICT",
    }
}
