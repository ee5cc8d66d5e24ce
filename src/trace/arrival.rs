//! Where a request arrives: clusters, the workloads behind them, and what lets it in there.

use super::{Arrival, Mark, Outcome, Request, Scheme, Stage, Start, Step, Walk, follow};
use crate::graph::routing::{Backing, ClientTlsMode, Cluster, Destination, HttpRequest, Lack, Unseen};
use crate::graph::security::{Attributes, Authorization, Decision, Identity, Ternary};
use crate::graph::{MtlsMode, View, WorkloadId};
use crate::model::{OrEmpty, TextField};
use crate::source::Location;

/// The workloads of which the text says what meets the request there.
const SHOWN: usize = 3;

impl<'w, 'm> Walk<'w, 'm> {
    /// Ends the walk at clusters, `to` being where they are named.
    pub(super) fn settle(
        &mut self,
        clusters: Vec<Cluster<'m>>,
        to: &[Destination<'m>],
        view: &View<'w, 'm>,
        is_http: bool,
    ) {
        let mut help = String::new();
        for (index, cluster) in clusters.iter().enumerate() {
            let named = to.get(index);
            self.destination(cluster, named.map(|to| to.location));
            match &cluster.lack {
                Some(lack) => help = self.lack(cluster, lack, named.map(|to| to.location), view),
                None => {
                    self.policy(cluster, view);
                    self.workloads(cluster);
                    if is_http {
                        self.plain_on_tls(cluster);
                    }
                }
            }
        }
        let existing = || clusters.iter().filter(|cluster| cluster.lack.is_none());
        let place = to.first().map(|to| to.location);
        if existing().next().is_none() {
            let is_gateway_api = to.first().is_some_and(|to| to.is_gateway_api);
            let seen = match (is_http, is_gateway_api) {
                (true, true) => {
                    self.hop.status = Some(500);
                    "the client gets status 500"
                }
                (true, false) => {
                    self.hop.status = Some(503);
                    "the client gets status 503"
                }
                (false, _) => "the connection is closed",
            };
            self.hop.clusters = clusters;
            self.end(
                Outcome::ClusterMissing,
                place,
                format!("there is no such cluster for this proxy: {seen}"),
                &help,
            );
            return;
        }
        if existing().all(|cluster| cluster.endpoints.is_empty()) {
            if is_http {
                self.hop.status = Some(503);
            }
            let seen = if is_http { "the client gets status 503" } else { "the connection is closed" };
            let message = format!("nothing stands behind it: {seen}");
            self.hop.clusters = clusters;
            self.end(Outcome::NoEndpoints, place, message, "look at the selector of the Service, the labels of the subset and the name of the target port");
            return;
        }
        self.hop.clusters = clusters;
        self.hop.outcome = Outcome::Route;
        self.arrive(is_http);
    }

    fn destination(&mut self, cluster: &Cluster<'m>, named: Option<Location>) {
        let mut message = match (&cluster.host, cluster.port) {
            (Some(host), Some(port)) => format!("to `{host}`, port {port}"),
            _ => "to a backend that may not be referred to".to_owned(),
        };
        if !cluster.subset.is_empty() {
            message += &format!(", subset `{}`", cluster.subset);
        }
        if let Some(weight) = cluster.weight {
            message += &format!(", weight {weight}");
        }
        if let Some(seen) = &cluster.service {
            let service = self.mesh.services.get(seen.id);
            let port = service.ports.iter().find(|port| Some(port.number) == cluster.port);
            let protocol = port.and_then(|port| self.mesh.declared_protocol(seen.id, port.number));
            message += &format!(": {}", self.service(service));
            match (port, protocol) {
                (Some(_), Some(protocol)) => message += &format!(", {}", protocol.to_uppercase()),
                (Some(_), None) => message += ", protocol told from the traffic",
                _ => {}
            }
        }
        let own = cluster.service.as_ref().and_then(|seen| self.mesh.services.get(seen.id).object());
        let location = named.or(own.map(|id| self.mesh.object(id).name_location()));
        let mark = if cluster.lack.is_some() { Mark::Broken } else { Mark::Taken };
        self.hop.steps.push(Step { stage: Stage::Destination, mark, message, location, help: None });
        let hidden = cluster.service.iter().flat_map(|seen| &seen.hidden);
        for &id in hidden.collect::<Vec<_>>() {
            let service = self.mesh.services.get(id);
            let location = service.object().map(|id| self.mesh.object(id).name_location());
            self.passed(
                Stage::Destination,
                location,
                format!("not {}: of several with one host one counts", self.service(service)),
            );
        }
    }

    /// Says why there is no cluster; gives what would mend it.
    fn lack(
        &mut self,
        cluster: &Cluster<'m>,
        lack: &Lack,
        named: Option<Location>,
        view: &View<'w, 'm>,
    ) -> String {
        let mesh = self.mesh;
        let namespace = view.client.namespace;
        let host = cluster.host.clone().unwrap_or_default();
        match lack {
            Lack::Refused => {
                self.step(
                    Stage::Destination,
                    Mark::Broken,
                    named,
                    "no ReferenceGrant lets the route refer to this namespace, or the kind is not known",
                );
                "add a ReferenceGrant to the namespace of the backend".to_owned()
            }
            Lack::Host => {
                self.step(
                    Stage::Destination,
                    Mark::Broken,
                    named,
                    format!("no Service and no ServiceEntry of the input has the host `{host}`"),
                );
                format!(
                    "register `{host}`, or correct its name; only a name without dots is short for a Service of the own namespace"
                )
            }
            Lack::OnlyWildcard(seen) => {
                let service = mesh.services.get(seen.id);
                let location = service.object().map(|id| mesh.object(id).name_location());
                self.step(
                    Stage::Destination,
                    Mark::Broken,
                    location,
                    format!(
                        "only `{}` covers the host: there is no cluster for a single name under a wildcard",
                        service.host
                    ),
                );
                format!("add `{host}` to the hosts of the ServiceEntry")
            }
            Lack::NotSeen(unseen) => {
                let mut help = String::new();
                for why in unseen {
                    let (id, message) = match why {
                        Unseen::NotExported(id) => {
                            help = format!("add `{namespace}` to its `exportTo`");
                            (*id, format!("is not exported to namespace {namespace} of this proxy"))
                        }
                        Unseen::NotImported(id) => {
                            help = "import it in `egress` of the Sidecar".to_owned();
                            (*id, format!("is not imported by the Sidecar of namespace {namespace}"))
                        }
                    };
                    let service = mesh.services.get(id);
                    let object = service.object().map(|id| mesh.object(id));
                    let entry = object.and_then(|object| object.spec::<crate::model::ServiceEntry>());
                    let place = entry
                        .and_then(|entry| entry.export_to.as_ref())
                        .zip(object)
                        .map(|(field, object)| object.at(field.span));
                    let location = place.or(object.map(|object| object.name_location()));
                    self.step(
                        Stage::Destination,
                        Mark::Broken,
                        location,
                        format!("{} {message}", self.service(service)),
                    );
                }
                help
            }
            Lack::Port => {
                let ports: Vec<String> = cluster
                    .service
                    .iter()
                    .flat_map(|seen| view.ports(seen))
                    .map(|port| port.number.to_string())
                    .collect();
                let has = if ports.is_empty() {
                    "no port".to_owned()
                } else {
                    format!("only {}", ports.join(", "))
                };
                let port = cluster.port.unwrap_or_default();
                let location = cluster
                    .service
                    .as_ref()
                    .and_then(|seen| mesh.services.get(seen.id).object())
                    .map(|id| mesh.object(id).name_location());
                self.step(
                    Stage::Destination,
                    Mark::Broken,
                    location,
                    format!("port {port} is not among its ports ({has})"),
                );
                "name a port of the destination in `port.number`: without one, a sidecar takes that of the request".to_owned()
            }
            Lack::Subset => {
                let subset = cluster.subset;
                match cluster.rules.as_ref().and_then(|rules| Some((rules.main().or(rules.set_aside.first().copied())?, rules))) {
                    Some((rule, rules)) => {
                        let set_aside = rules.rules.is_empty();
                        let own = if set_aside { "is for other workloads, and hides those of other namespaces" } else { "is the one that counts here, and does not define it" };
                        self.step(Stage::Policy, Mark::Broken, Some(rule.object.name_location()), format!("subset `{subset}` is unknown: DestinationRule `{}/{}` {own}", rule.namespace(), rule.name()));
                    }
                    None => self.step(Stage::Policy, Mark::Broken, None, format!("subset `{subset}` is unknown: no DestinationRule for the host counts for clients in namespace {namespace}")),
                }
                for id in mesh.destination_rules.defining(&host, subset) {
                    let object = mesh.object(id);
                    self.passed(
                        Stage::Policy,
                        object.name_location(),
                        format!(
                            "DestinationRule `{}/{}` defines the subset, and does not count here",
                            object.namespace,
                            object.name()
                        ),
                    );
                }
                "define the subset in the DestinationRule that counts: of the client's namespace, or else of the Service's, or else of the root namespace".to_owned()
            }
        }
    }

    fn policy(&mut self, cluster: &Cluster<'m>, view: &View<'w, 'm>) {
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

    /// A request in plain text on a port for TLS, which nobody encrypts on the way.
    fn plain_on_tls(&mut self, cluster: &Cluster<'m>) {
        let Some((seen, port)) = cluster.service.as_ref().zip(cluster.port) else { return };
        let protocol = self.mesh.declared_protocol(seen.id, port).unwrap_or_default().to_ascii_uppercase();
        let encrypts = matches!(cluster.tls, ClientTlsMode::Simple | ClientTlsMode::Mutual);
        if encrypts || !matches!(protocol.as_str(), "TLS" | "HTTPS") {
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
            workload: format!("{host}:{port}"),
            port: None,
            peer_authentication: None,
            authorization: "unknown",
            decided_by: None,
            refusal: Some(why),
        });
    }

    fn workloads(&mut self, cluster: &Cluster<'m>) {
        let names: Vec<String> = cluster.endpoints.workloads.iter().map(|&id| self.workload(id)).collect();
        let shown = names.iter().take(8).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let first = cluster.endpoints.workloads.first().and_then(|&id| self.mesh.workloads.get(id).object);
        let location = first.map(|id| self.mesh.object(id).name_location());
        let mut message = match cluster.endpoints.backing {
            _ if !names.is_empty() => shown,
            Backing::Written => "endpoints outside of the input".to_owned(),
            Backing::Original => "the very address that the client asked for".to_owned(),
            Backing::NotShown => "pods that the input does not show".to_owned(),
            Backing::None => "none".to_owned(),
        };
        if names.len() > 8 {
            message += &format!(" and {} more", names.len() - 8);
        }
        let mark = if cluster.endpoints.is_empty() { Mark::Broken } else { Mark::Taken };
        self.hop.steps.push(Step { stage: Stage::Workload, mark, message, location, help: None });
    }

    /// `namespace/name`.
    pub(super) fn workload(&self, id: WorkloadId) -> String {
        let workload = self.mesh.workloads.get(id);
        format!("{}/{}", workload.namespace, workload.name)
    }

    fn identity(&self) -> Identity {
        let trust_domain = self.mesh.model.settings.find(|config| config.trust_domain.as_ref());
        let account = self.start.workload.map(|id| self.mesh.service_account(self.mesh.workloads.get(id)));
        Identity {
            trust_domain: trust_domain.map_or("cluster.local", |(_, field)| &field.value).to_owned(),
            namespace: self.start.namespace.clone(),
            service_account: account.unwrap_or("default").to_owned(),
        }
    }

    /// What meets the request at the workloads, and the next proxy where that is a gateway.
    fn arrive(&mut self, is_http: bool) {
        let mut passed_on = self.request.http.clone();
        if let Some((path, authority)) = &self.hop.rewrite {
            if let Some(path) = path {
                passed_on.path = path.clone();
            }
            if let Some(authority) = authority {
                passed_on.authority = authority.clone();
            }
        }
        let clusters = self.hop.clusters.clone();
        let mut seen = Vec::new();
        let mut next = None;
        for cluster in clusters.iter().filter(|cluster| cluster.lack.is_none()) {
            for &id in &cluster.endpoints.workloads {
                if seen.contains(&id) {
                    continue;
                }
                seen.push(id);
                let is_shown = seen.len() <= SHOWN;
                self.meet(id, cluster, is_http.then_some(&passed_on), is_shown);
                if self.mesh.workloads.get(id).is_gateway && next.is_none() {
                    next = Some((id, cluster.clone()));
                }
            }
        }
        let gate = self.gate.map(|(id, _)| self.workload(id));
        let is_gate = |arrival: &&Arrival| Some(&arrival.workload) == gate.as_ref();
        let (own, there): (Vec<&Arrival>, Vec<&Arrival>) = self.hop.arrivals.iter().partition(is_gate);
        let refusals: Vec<String> = there.iter().filter_map(|arrival| arrival.refusal.clone()).collect();
        let refused = refusals.len() + own.iter().filter(|arrival| arrival.refusal.is_some()).count();
        let message = refusals.first().map(|first| {
            let what = match refusals.len() == there.len() {
                true => String::new(),
                false => format!(" by {} of {} workloads", refusals.len(), there.len()),
            };
            format!("the request is refused there{what}: {first}")
        });
        if let Some(message) = message {
            self.step(Stage::End, Mark::Broken, None, message);
        }
        match next {
            Some((id, cluster)) if self.depth + 1 < super::MAX_HOPS => {
                let start = Start::of(self.mesh, id, true);
                let request = self.onward(&cluster, passed_on);
                let on = match refused {
                    0 => "on to the gateway",
                    _ => "what would happen next, at the gateway",
                };
                self.taken(Stage::End, None, format!("{on} `{}`", self.workload(id)));
                let peer = (cluster.tls == ClientTlsMode::IstioMutual).then(|| self.identity());
                self.hop.next = Some(Box::new(follow(self.mesh, &start, &request, peer, self.depth + 1)));
            }
            Some(_) => self.step(
                Stage::End,
                Mark::Broken,
                None,
                "the request goes on from gateway to gateway without end",
            ),
            None if refused == 0 => {
                let what = match clusters.iter().all(|cluster| cluster.endpoints.workloads.is_empty()) {
                    true => "the request leaves the mesh, or what the input shows of it",
                    false => "the request arrives",
                };
                self.taken(Stage::End, None, what);
            }
            None => {}
        }
    }

    /// The request as the next proxy gets it.
    fn onward(&self, cluster: &Cluster<'m>, http: HttpRequest) -> Request {
        let (host, port) = (cluster.host.clone().unwrap_or_default(), cluster.port.unwrap_or_default());
        let mesh_sni = format!("outbound_.{port}_.{}_.{host}", cluster.subset);
        let policy_sni =
            cluster.policy.tls.and_then(|(_, tls)| tls.value.sni.as_ref()).map(|sni| sni.value.to_string());
        let own = self.request;
        let is_request = own.scheme == Scheme::Http
            || self.start.is_gateway && self.hop.rule.as_ref().is_some_and(|rule| rule.is_http);
        let (scheme, sni) = match (cluster.tls, is_request) {
            (ClientTlsMode::Disable, true) => (Scheme::Http, None),
            (ClientTlsMode::Disable, false) => (own.scheme, own.sni.clone()),
            (ClientTlsMode::IstioMutual, true) => (Scheme::Https, Some(policy_sni.unwrap_or(mesh_sni))),
            (ClientTlsMode::IstioMutual, false) => (Scheme::Tls, Some(policy_sni.unwrap_or(mesh_sni))),
            (_, true) => (Scheme::Https, policy_sni.or_else(|| Some(http.host()))),
            (_, false) => (Scheme::Tls, policy_sni),
        };
        Request {
            scheme,
            host,
            port,
            http,
            sni,
            client_cert: cluster.tls == ClientTlsMode::IstioMutual,
            http2: own.http2,
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
    fn meet(&mut self, id: WorkloadId, cluster: &Cluster<'m>, http: Option<&HttpRequest>, is_shown: bool) {
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
            port.target.or_else(|| pods.port_named(port.target_name))
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
