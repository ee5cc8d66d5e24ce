//! The virtual hosts of a sidecar's HTTP listener (istiod: `BuildSidecarOutboundVirtualHosts`).

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Outcome, Stage, Walk};
use crate::graph::routing::{At, Bound, Compiled, Routes};
use crate::graph::view::{EgressListener, Served, Serves};
use crate::graph::{Origin, View};
use crate::text::host;

/// Who gets the requests for a host.
enum Winner<'a, 'm> {
    Routes(&'a Routes<'m>, Compiled<'m>),
    Service(&'a Served<'m>),
}

/// What competes for the names of one port.
struct Contest<'a, 'm> {
    name: &'a str,
    claimed: FxHashSet<String>,
    best: Option<(usize, String, Winner<'a, 'm>)>,
    losers: Vec<(&'a Routes<'m>, String)>,
}

impl<'a, 'm> Contest<'a, 'm> {
    /// A domain belongs to who claims it first.
    fn claim(&mut self, domain: &str) -> Option<usize> {
        let closeness = host::closeness(domain, self.name)?;
        self.claimed.insert(domain.to_owned()).then_some(closeness)
    }

    fn offer(&mut self, rank: usize, domain: String, winner: impl FnOnce() -> Winner<'a, 'm>) {
        if self.best.as_ref().is_none_or(|(best, ..)| rank > *best) {
            self.best = Some((rank, domain, winner()));
        }
    }
}

impl<'w, 'm> Walk<'w, 'm> {
    /// The request at an HTTP listener of the sidecar. With `only`, the listener is the service's own, and
    /// takes any Host header.
    pub(super) fn mesh_http(
        &mut self,
        view: &View<'w, 'm>,
        listener: Option<&EgressListener<'m>>,
        port: i64,
        registry: &[Served<'m>],
        only: Option<&Served<'m>>,
    ) {
        let mesh = self.mesh;
        let bound = Bound::Mesh;
        let at = At { by: &bound, port, namespace: view.client.namespace, labels: view.client.labels };
        let name = match only {
            Some(served) => mesh.services.get(served.seen.id).host.to_ascii_lowercase(),
            None => self.request.http.host(),
        };
        let hosts: FxHashMap<String, usize> = registry
            .iter()
            .enumerate()
            .map(|(index, served)| (mesh.services.get(served.seen.id).host.to_ascii_lowercase(), index))
            .collect();
        let mut contest =
            Contest { name: &name, claimed: FxHashSet::default(), best: None, losers: Vec::new() };
        let mut taken: FxHashSet<usize> = FxHashSet::default();
        for claim in view.mesh_claims(listener, port, registry) {
            let one = claim.routes;
            let mut domains: Vec<(String, bool)> =
                claim.hosts.iter().map(|host| ((*host).to_owned(), false)).collect();
            for &service in &claim.services {
                domains.extend(self.domains(view, &registry[service]));
            }
            let fitting: Vec<String> = domains
                .into_iter()
                .filter(|(domain, is_short)| {
                    host::closeness(domain, &name).is_some() && !(*is_short && hosts.contains_key(domain))
                })
                .map(|(domain, _)| domain)
                .collect();
            if fitting.is_empty() && claim.taken.is_empty() {
                continue;
            }
            let compiled = Compiled::of(one.http(mesh), at);
            if compiled.kept.is_empty() {
                if !fitting.is_empty() {
                    let why = "none of its rules is for this client and port".to_owned();
                    contest.losers.push((one, why));
                }
                continue;
            }
            taken.extend(&claim.taken);
            let mut compiled = Some(compiled);
            for domain in fitting {
                match contest.claim(&domain) {
                    Some(rank) => contest.offer(rank, domain, || {
                        let compiled = compiled.take().unwrap_or_else(|| Compiled::of(one.http(mesh), at));
                        Winner::Routes(one, compiled)
                    }),
                    None => contest.losers.push((
                        one,
                        format!("an earlier one has the host `{domain}`, and sidecars do not merge them"),
                    )),
                }
            }
        }
        for (index, served) in registry.iter().enumerate() {
            let is_alias = mesh.external_name(mesh.services.get(served.seen.id)).is_some();
            if taken.contains(&index) || served.serves == Serves::Bytes || is_alias {
                continue;
            }
            for (domain, is_short) in self.domains(view, served) {
                if is_short && hosts.contains_key(&domain) {
                    continue;
                }
                if let Some(rank) = contest.claim(&domain) {
                    contest.offer(rank, domain, || Winner::Service(served));
                }
            }
        }
        let Contest { best, losers, .. } = contest;
        for (routes, why) in losers {
            let object = routes.object;
            let what = format!("not {} `{}/{}`: {why}", object.kind_name, object.namespace, object.name());
            self.passed(Stage::VirtualHost, object.name_location(), what);
        }
        match best {
            Some((_, domain, Winner::Routes(routes, compiled))) => {
                let object = routes.object;
                let message = format!(
                    "host `{domain}` belongs to {} `{}/{}`",
                    object.kind_name,
                    object.namespace,
                    object.name()
                );
                self.taken(Stage::VirtualHost, object.name_location(), message);
                self.tell_lost(routes);
                self.mesh_rules(view, &compiled, port);
            }
            Some((_, domain, Winner::Service(served))) => {
                let service = mesh.services.get(served.seen.id);
                let location = service.object().map(|id| mesh.object(id).name_location());
                let message = format!(
                    "host `{domain}` is {}, and no VirtualService has it for this client",
                    self.service(service)
                );
                self.taken(Stage::VirtualHost, location, message);
                let cluster = view.cluster_of(&service.host.to_ascii_lowercase(), served.port.number, "");
                self.settle(vec![cluster], &[], view, true);
            }
            None => self.unknown(view, &name, true),
        }
    }

    fn mesh_rules(&mut self, view: &View<'w, 'm>, compiled: &Compiled<'m>, port: i64) {
        match self.choose(compiled) {
            Some(rule) => self.act(&rule, view, port, |_| port),
            None => {
                self.hop.status = Some(404);
                let help = "add a rule without `match` as the last one, or extend a condition";
                self.end(
                    Outcome::NoRoute,
                    None,
                    "no rule matches: the client gets status 404; there is no way back to the Service",
                    help,
                );
            }
        }
    }

    /// The names under which a sidecar knows a service, and which of them are short.
    fn domains(&self, view: &View<'w, 'm>, served: &Served<'m>) -> Vec<(String, bool)> {
        let mesh = self.mesh;
        let service = mesh.services.get(served.seen.id);
        let mut domains = Vec::new();
        let mut add = |full: &str| {
            let full = full.to_ascii_lowercase();
            if let Some((name, namespace)) = host::service_of(&full, mesh.cluster_domain) {
                if namespace == view.client.namespace {
                    domains.push((name.to_owned(), true));
                }
                domains.push((format!("{name}.{namespace}"), true));
                domains.push((format!("{name}.{namespace}.svc"), true));
            }
            domains.push((full, false));
        };
        add(&service.host);
        for &alias in mesh.aliases_of(&service.host) {
            if mesh.service_exported_to(alias).reaches(view.client.namespace) {
                add(&mesh.services.get(alias).host);
            }
        }
        if matches!(service.origin, Origin::Service(_)) && mesh.is_headless(service) {
            let pods: Vec<_> =
                domains.iter().map(|(domain, short)| (format!("*.{domain}"), *short)).collect();
            domains.extend(pods);
        }
        let addresses = mesh.virtual_addresses(service).unwrap_or_default();
        domains.extend(addresses.into_iter().map(|address| (address.to_ascii_lowercase(), false)));
        domains
    }
}
