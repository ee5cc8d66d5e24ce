//! What lets a request in where it arrives: NetworkPolicy, PeerAuthentication, AuthorizationPolicy.

use super::{Arrival, Mark, Stage, Walk};
use crate::graph::routing::{Cluster, HttpRequest};
use crate::graph::security::{Attributes, Barrier, Content, Decision, Identity, Incoming, Reception};
use crate::graph::{Capture, MtlsMode, WorkloadId};
use crate::model::{ClientTlsMode, OrEmpty, TextField};

impl<'w, 'm> Walk<'w, 'm> {
    /// Who the proxy proves to be.
    pub(super) fn identity(&self) -> Identity {
        let account = self.start.workload.map(|id| self.mesh.service_account(self.mesh.workloads.get(id)));
        self.mesh.identity(&self.start.namespace, account.unwrap_or("default"))
    }

    /// The policies of the gateway whose proxy this is. A request that they refuse goes no further.
    pub(super) fn admit(&mut self, is_http: bool) {
        let Some((id, port)) = self.gate else { return };
        let request = self.request;
        let trust_domains = self.mesh.trust_domains();
        let attributes = Attributes {
            identity: self.peer.as_ref(),
            trust_domains: &trust_domains,
            content: Content::from(is_http.then_some(&request.http)),
            port,
            sni: request.sni.as_deref(),
            is_ztunnel: false,
        };
        let authorization = self.mesh.authorize(id, &attributes);
        if authorization.policies.is_empty() {
            return;
        }
        let told = self.authorization(id, &authorization, true, is_http);
        if let Some(refusal) = &told.refusal {
            let message = format!("the gateway answers by itself: {refusal}");
            self.step(Stage::End, Mark::Broken, None, message);
            self.is_refused = true;
        }
        self.hop.arrivals.push(Arrival {
            workload: self.workload(id),
            port: Some(port),
            peer_authentication: None,
            authorization: name(authorization.decision),
            decided_by: told.decided_by,
            refusal: told.refusal,
            open: told.open,
        });
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
        let seen = cluster.service.as_ref();
        let port = seen.and_then(|seen| mesh.target_port(seen, cluster.port?, id));
        if matches!(mesh.capture(pods), Capture::Nothing(_)) && !pods.is_gateway {
            self.meet_bare(id, cluster, port, is_shown);
            return;
        }
        if self.is_unopened {
            self.meet_unopened(id, port);
            return;
        }
        let tls = mesh.tls_towards(cluster, id, port);
        let identity = self.identity();
        let is_tls_inside = http.is_none() && self.request.scheme.is_tls();
        let sni = match tls {
            ClientTlsMode::Disable => self.request.sni.clone().filter(|_| is_tls_inside),
            _ => self.server_name(cluster),
        };
        let is_from_pods = self.depth > 0 || !self.start.is_gateway;
        let incoming = Incoming {
            client: is_from_pods.then(|| self.start.client()),
            tls,
            is_auto: cluster.is_auto,
            is_tls_inside,
            identity: Some(&identity),
            content: Content::from(http),
            port: port.or(cluster.port),
            handling: seen.zip(cluster.port).and_then(|(seen, port)| mesh.handling(seen.id, port)),
            sni: sni.as_deref(),
        };
        let reception = mesh.receive(id, &incoming);
        let is_blocked = matches!(reception.barrier, Some(Barrier::Network(..)));
        if pods.is_gateway && !is_blocked {
            return; // its own proxy says what it does
        }
        let mut refusal = self.barrier(id, &reception, tls, is_shown);
        let mode = mode_name(reception.mtls.mode);
        let authorization = &reception.authorization;
        let is_ambient = mesh.capture(pods) == Capture::Ztunnel;
        let (mut open, mut decided_by) = (None, None);
        if !is_blocked && !authorization.policies.is_empty() {
            let told = self.authorization(id, authorization, is_shown, http.is_some() && !is_ambient);
            refusal = refusal.or(told.refusal);
            open = told.open.filter(|_| refusal.is_none());
            decided_by = told.decided_by;
        }
        if is_shown && is_ambient && !is_blocked {
            self.tell_ztunnel(id, cluster);
        }
        if is_shown && !is_blocked && !is_ambient && http.is_some() {
            self.tokens(id);
        }
        self.hop.arrivals.push(Arrival {
            workload: self.workload(id),
            port,
            peer_authentication: (!is_blocked).then_some(mode),
            authorization: if is_blocked { "unknown" } else { name(authorization.decision) },
            decided_by,
            refusal,
            open,
        });
    }

    /// Says what ztunnel of the pods enforces, and what a client with a proxy of its own goes past.
    fn tell_ztunnel(&mut self, id: WorkloadId, cluster: &Cluster<'m>) {
        let workload = self.workload(id);
        self.note(
            Stage::Security,
            None,
            format!(
                "ztunnel ends the connection for `{workload}`: it enforces what policies say of clients and ports; what they say of requests counts at a waypoint alone"
            ),
        );
        let service = cluster.service.as_ref().map(|seen| self.mesh.services.get(seen.id));
        let waypoint = service.and_then(|service| self.mesh.waypoint_of(service));
        if let Some(waypoint) = waypoint.filter(|_| self.start.capture == Capture::Sidecar) {
            let message = format!(
                "the proxy sends straight to the pods, past the waypoint `{}/{}`, and past the policies there",
                waypoint.namespace, waypoint.name
            );
            self.note(
                Stage::Security,
                waypoint.gateway.map(|gateway| gateway.object.name_location()),
                message,
            );
        }
    }

    /// What meets the request at a workload that no proxy stands before.
    fn meet_bare(&mut self, id: WorkloadId, cluster: &Cluster<'m>, port: Option<i64>, is_shown: bool) {
        let workload = self.workload(id);
        if is_shown {
            self.note(
                Stage::Security,
                None,
                format!("`{workload}` has no sidecar: no policy is applied there"),
            );
        }
        if cluster.tls == ClientTlsMode::IstioMutual && !cluster.is_auto {
            self.hop.arrivals.push(Arrival {
                refusal: Some("the pods have no sidecar to end ISTIO_MUTUAL: status 503".to_owned()),
                ..Arrival::allowed(workload, port)
            });
        }
    }

    /// What meets the mTLS of a client of another network, which a gateway passes on: the pods end it, and their policies
    /// see a certificate that is not known here.
    fn meet_unopened(&mut self, id: WorkloadId, port: Option<i64>) {
        let mtls = self.mesh.server_mtls(self.mesh.workloads.get(id), port);
        let mut arrival = Arrival::allowed(self.workload(id), port);
        arrival.peer_authentication = Some(mode_name(mtls.mode));
        if mtls.mode == MtlsMode::Disable {
            let location = mtls.decided_by.map(|(id, span)| self.mesh.object(id).at(span));
            let message =
                format!("`{}` accepts plain text only (PeerAuthentication DISABLE)", arrival.workload);
            self.step(Stage::Security, Mark::Broken, location, message);
            arrival.refusal = Some("mTLS meets DISABLE: the connection is reset".to_owned());
        } else if !self.mesh.authorization_policies(id).is_empty() {
            arrival.authorization = "unknown";
            arrival.open =
                Some("if its policies let the client in, whose certificate is not known here".to_owned());
        }
        self.hop.arrivals.push(arrival);
    }

    /// Says what RequestAuthentications do to tokens.
    fn tokens(&mut self, id: WorkloadId) {
        for policy in self.mesh.request_authentications(id) {
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

    /// Says what the workload accepts, and what keeps the connection out.
    fn barrier(
        &mut self,
        id: WorkloadId,
        reception: &Reception<'m>,
        tls: ClientTlsMode,
        is_shown: bool,
    ) -> Option<String> {
        let workload = self.workload(id);
        let client = tls.name().unwrap_or("plain text");
        let mode = reception.mtls.mode;
        if let Some(Barrier::Network(policy, is_client)) = reception.barrier {
            let whose = if is_client { "the client" } else { "the workload" };
            let message = format!(
                "NetworkPolicy `{}/{}` isolates {whose}, and none lets the connection to `{workload}` through",
                policy.namespace(),
                policy.name()
            );
            self.step(Stage::Security, Mark::Broken, Some(policy.object.name_location()), message);
            return Some("a NetworkPolicy blocks the connection: the client gets status 503".to_owned());
        }
        if is_shown || reception.barrier.is_some() {
            let what = match mode {
                MtlsMode::Strict => "mTLS only",
                MtlsMode::Permissive => "mTLS and plain text",
                MtlsMode::Disable => "plain text only",
            };
            let location = reception.mtls.decided_by.map(|(id, span)| self.mesh.object(id).at(span));
            let message = format!(
                "`{workload}` accepts {what} (PeerAuthentication {}), and gets {client}",
                mode_name(mode)
            );
            let fits = reception.barrier.is_none();
            self.step(Stage::Security, if fits { Mark::Taken } else { Mark::Broken }, location, message);
        }
        Some(match reception.barrier? {
            Barrier::OtherTls => {
                "its sidecar has no filter chain for TLS that is not of the mesh: the connection is reset"
                    .to_owned()
            }
            Barrier::NotHttp => {
                "its port is declared HTTP, and gets bytes: the connection is closed".to_owned()
            }
            Barrier::Mtls | Barrier::Network(..) => {
                format!(
                    "{client} meets {}: the connection is reset, the client gets status 503",
                    mode_name(mode)
                )
            }
        })
    }
}

impl Arrival {
    /// At a workload where nothing is in the way.
    pub(super) fn allowed(workload: String, port: Option<i64>) -> Arrival {
        Arrival {
            workload,
            port,
            peer_authentication: None,
            authorization: "allowed",
            decided_by: None,
            refusal: None,
            open: None,
        }
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
