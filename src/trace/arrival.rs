//! Where a request arrives: clusters, the workloads behind them, and the next proxy.

use super::{Arrival, Mark, Outcome, Request, Scheme, Stage, Start, Walk, follow};
use crate::graph::routing::{Backing, Cluster, Destination, HttpRequest};
use crate::graph::{View, WorkloadId};
use crate::model::ClientTlsMode;
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
                    match is_http {
                        true => self.plain_on_tls(cluster),
                        false => self.tls_in_tls(cluster),
                    }
                    self.headless(cluster);
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
                (Some(_), Some(protocol)) => message += &format!(", {}", protocol.name()),
                (Some(_), None) => message += ", protocol told from the traffic",
                _ => {}
            }
        }
        let own = cluster.service.as_ref().and_then(|seen| self.mesh.services.get(seen.id).object());
        let location = named.or(own.map(|id| self.mesh.object(id).name_location()));
        let mark = if cluster.lack.is_some() { Mark::Broken } else { Mark::Taken };
        self.step(Stage::Destination, mark, location, message);
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

    /// The clients of a headless Service connect to its pods, on the port that they ask for.
    fn headless(&mut self, cluster: &Cluster<'m>) {
        let Some((seen, number)) = cluster.service.as_ref().zip(cluster.port) else { return };
        let service = self.mesh.services.get(seen.id);
        if cluster.endpoints.backing != Backing::Original || !service.is_in_cluster() {
            return;
        }
        let port = service.ports.iter().find(|port| port.number == number);
        let Some(target) = port.and_then(|port| port.target).filter(|target| *target != number) else {
            return;
        };
        let message = format!(
            "{} is headless: clients connect to port {number} of the pods themselves, and its `targetPort` {target} does not count",
            self.service(service)
        );
        let location = service.object().map(|id| self.mesh.object(id).name_location());
        self.step(Stage::Workload, Mark::Open, location, message);
        self.hop.open = Some(format!("if the pods listen on port {number} as well as on {target}"));
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
        self.step(Stage::Workload, mark, location, message);
    }

    /// `namespace/name`.
    pub(super) fn workload(&self, id: WorkloadId) -> String {
        let workload = self.mesh.workloads.get(id);
        format!("{}/{}", workload.namespace, workload.name)
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
        if self.is_refused {
            return; // nobody behind the gateway is asked
        }
        let clusters = self.hop.clusters.clone();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut next = None;
        for cluster in clusters.iter().filter(|cluster| cluster.lack.is_none()) {
            for &id in &cluster.endpoints.workloads {
                // Policies differ by port.
                let port = cluster.service.as_ref().zip(cluster.port);
                let port = port.and_then(|(seen, port)| self.mesh.target_port(seen, port, id));
                if !seen.insert((id, port.or(cluster.port))) {
                    continue;
                }
                let is_shown = seen.len() <= SHOWN;
                self.meet(id, cluster, is_http.then_some(&passed_on), is_shown);
                if self.mesh.workloads.get(id).is_gateway && next.is_none() {
                    next = Some((id, cluster.clone()));
                }
            }
        }
        let gate = self.gate.map(|(id, _)| self.workload(id));
        let is_gate = |arrival: &&Arrival| Some(&arrival.workload) == gate.as_ref();
        let there: Vec<&Arrival> = self.hop.arrivals.iter().filter(|arrival| !is_gate(arrival)).collect();
        let refusals: Vec<String> = there.iter().filter_map(|arrival| arrival.refusal.clone()).collect();
        let refused = refusals.len();
        let message = refusals.first().map(|first| {
            let what = match refusals.len() == there.len() {
                true => String::new(),
                false => format!(" at {} of {} places", refusals.len(), there.len()),
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

    /// The server name that the proxy sends: that of the DestinationRule, or with mTLS of the mesh one that tells
    /// which cluster is meant (istiod: `BuildDNSSrvSubsetKey`).
    pub(super) fn server_name(&self, cluster: &Cluster<'m>) -> Option<String> {
        let written = cluster.policy.tls.and_then(|(_, tls)| tls.value.sni.as_ref());
        match written {
            Some(sni) if !sni.value.is_empty() => Some(sni.value.to_string()),
            _ if cluster.tls == ClientTlsMode::IstioMutual => {
                let (host, port) = (cluster.host.as_deref()?, cluster.port?);
                Some(format!("outbound_.{port}_.{}_.{host}", cluster.subset))
            }
            _ => None,
        }
    }

    /// The request as the next proxy gets it.
    fn onward(&self, cluster: &Cluster<'m>, http: HttpRequest) -> Request {
        let (host, port) = (cluster.host.clone().unwrap_or_default(), cluster.port.unwrap_or_default());
        let own = self.request;
        let is_request = own.scheme == Scheme::Http
            || self.start.is_gateway && self.hop.rule.as_ref().is_some_and(|rule| rule.is_http);
        let (scheme, sni) = match (cluster.tls, is_request) {
            (ClientTlsMode::Disable, true) => (Scheme::Http, None),
            (ClientTlsMode::Disable, false) => (own.scheme, own.sni.clone()),
            (ClientTlsMode::IstioMutual, true) => (Scheme::Https, self.server_name(cluster)),
            (ClientTlsMode::IstioMutual, false) => (Scheme::Tls, self.server_name(cluster)),
            (_, true) => (Scheme::Https, self.server_name(cluster).or_else(|| Some(http.host()))),
            (_, false) => (Scheme::Tls, self.server_name(cluster)),
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
}
