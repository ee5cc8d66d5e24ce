//! One request for each rule of a mesh.

use std::collections::{BTreeMap, BTreeSet};

use super::sample;
use crate::graph::routing::{HttpCondition, StreamCondition};
use crate::graph::{Mesh, WorkloadId};
use crate::trace::{Offer, Offered, Request, Start, offers};

/// Above this many requests of one state, sidecars are asked for the hosts alone that have rules or are in
/// their own namespace.
const MANY: usize = 20_000;

/// A request and who sends it.
#[derive(Clone, Debug)]
pub struct Witness {
    /// Namespace of the client.
    pub namespace: String,
    /// Its workload.
    pub workload: String,
    /// Whether that is a gateway, which gets the request from outside.
    pub is_gateway: bool,
    /// The request.
    pub request: Request,
}

/// The proxy that a request is sent by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sender {
    /// Whether it is a gateway, which gets the request from outside.
    pub is_gateway: bool,
    /// `namespace/workload`.
    pub name: String,
}

/// For people: `sidecar of shop/frontend`.
impl std::fmt::Display for Sender {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = if self.is_gateway { "gateway" } else { "sidecar of" };
        write!(out, "{what} {}", self.name)
    }
}

impl serde::Serialize for Sender {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Witness {
    /// Who sends it.
    pub fn sender(&self) -> Sender {
        Sender { is_gateway: self.is_gateway, name: format!("{}/{}", self.namespace, self.workload) }
    }

    fn key(&self) -> (bool, &str, &str, String) {
        (!self.is_gateway, &self.namespace, &self.workload, self.request.describe())
    }
}

impl PartialEq for Witness {
    fn eq(&self, other: &Witness) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Witness {}

impl PartialOrd for Witness {
    fn partial_cmp(&self, other: &Witness) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Witness {
    fn cmp(&self, other: &Witness) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// One request for each host and rule of each proxy, and whether some were left out. The sidecars of a
/// service account are stood for by one of them, and by one for each set of client labels that a rule asks for.
pub fn witnesses(mesh: &Mesh<'_>) -> (Vec<Witness>, bool) {
    let (mut found, mut is_partial) = (Vec::new(), false);
    let clients = clients(mesh);
    let expected = clients.len().saturating_mul(mesh.services.len());
    for start in &clients {
        for offer in offers(mesh, start) {
            let is_plain = matches!(offer.what, Offered::Service(_));
            let is_own = || offer.host.contains(&format!(".{}.", start.namespace));
            if expected > MANY && is_plain && !start.is_gateway && !is_own() {
                is_partial = true;
                continue;
            }
            let Some(request) = request_for(&offer) else { continue };
            found.push(Witness {
                namespace: start.namespace.clone(),
                workload: start.name.clone(),
                is_gateway: start.is_gateway,
                request,
            });
        }
    }
    (found, is_partial)
}

/// The proxies that are asked.
fn clients<'m>(mesh: &Mesh<'m>) -> Vec<Start> {
    let mut chosen: BTreeSet<(WorkloadId, bool)> = BTreeSet::new();
    // Policies tell clients apart by namespace and service account.
    let mut accounts: BTreeMap<(&str, &str), WorkloadId> = BTreeMap::new();
    for (id, workload) in mesh.workloads.iter() {
        if !mesh.gateways_of(id).is_empty() {
            chosen.insert((id, true));
        }
        if !workload.is_gateway && !mesh.lacks_sidecar(workload) {
            let first = accounts.entry((workload.namespace, mesh.service_account(workload))).or_insert(id);
            if workload.name < mesh.workloads.get(*first).name {
                *first = id;
            }
        }
    }
    chosen.extend(accounts.into_values().map(|id| (id, false)));
    for routes in mesh.route_table().iter() {
        for rule in routes.http(mesh) {
            let Some(condition) = rule.condition.filter(|condition| !condition.source_labels.is_empty())
            else {
                continue;
            };
            let labels: Vec<(String, String)> = condition
                .source_labels
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect();
            let fitting = mesh.workloads.selected(crate::model::Labels::Made(&labels), None);
            chosen.extend(fitting.first().map(|&id| (id, false)));
        }
    }
    chosen.into_iter().map(|(id, is_gateway)| Start::of(mesh, id, is_gateway)).collect()
}

/// A request that meets an offer; `None` where none could be found.
pub fn request_for(offer: &Offer<'_>) -> Option<Request> {
    let host = concrete(&offer.host);
    let url = format!("{}://{host}:{}/", offer.scheme.name(), offer.client_port);
    let mut request = Request::read(&url).ok()?;
    request.client_cert = offer.wants_certificate;
    match &offer.what {
        Offered::Service(_) => {}
        Offered::Http(rule) => {
            if let Some(condition) = &rule.condition {
                meet(&mut request, condition)?;
            }
        }
        Offered::Stream(rule) => {
            let sni =
                rule.condition.iter().flat_map(|condition: &StreamCondition<'_>| &condition.sni_hosts).next();
            if let Some(sni) = sni.filter(|_| request.scheme.is_tls()) {
                request.sni = Some(concrete(&sni.to_ascii_lowercase()));
            }
        }
    }
    Some(request)
}

/// A name under a wildcard.
fn concrete(host: &str) -> String {
    match host.strip_prefix('*') {
        Some("") => "any.example".to_owned(),
        Some(suffix) => format!("any{suffix}"),
        None => host.to_owned(),
    }
}

/// Changes a request so that it meets a condition.
fn meet(request: &mut Request, condition: &HttpCondition<'_>) -> Option<()> {
    let http = &mut request.http;
    if let Some(path) = condition.path {
        let text = sample::text(path)?;
        http.path = if text.starts_with('/') { text } else { format!("/{text}") };
    }
    if let Some((service, method, is_regex)) = condition.grpc {
        let part = |text: &str| match is_regex {
            true if text.is_empty() => Some("any".to_owned()),
            true => sample::matching(text),
            false if text.is_empty() => Some("any".to_owned()),
            false => Some(text.to_owned()),
        };
        http.path = format!("/{}/{}", part(service)?, part(method)?);
    }
    if let Some(method) = condition.method {
        http.method = sample::text(method)?;
    }
    if let Some(authority) = condition.authority {
        http.authority = sample::text(authority)?;
    }
    for header in condition.headers.iter().filter(|header| !header.excluded && !header.name.starts_with('@'))
    {
        http.headers.push((header.name.to_ascii_lowercase(), sample::text(header.value)?));
    }
    let query: Option<Vec<String>> = condition
        .query
        .iter()
        .filter(|parameter| !parameter.excluded)
        .map(|parameter| Some(format!("{}={}", parameter.name, sample::text(parameter.value)?)))
        .collect();
    let query = query?.join("&");
    if !query.is_empty() {
        http.path = format!("{}?{query}", http.path);
    }
    condition.holds(http).is_ok().then_some(())
}
