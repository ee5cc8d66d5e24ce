//! Redirects that lead to the very request that is redirected.

use rustc_hash::FxHashSet;

use super::routing::{Answering, HttpRequest, HttpRule, Serving, TextCondition};
use super::{HostSet, Mesh, Origin, WorkOut};
use crate::model::ServiceSpec;
use crate::source::{Location, ObjectId};

/// A redirect that leads nowhere.
#[derive(Clone, Debug, PartialEq)]
pub struct RedirectLoop {
    /// The object that redirects: a Gateway, or what holds the rule.
    pub object: ObjectId,
    /// Where it says so.
    pub location: Location,
    /// How it comes about.
    pub cause: LoopCause,
}

/// How a redirect leads to itself, or to where nobody answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LoopCause {
    /// The rule answers this request with a redirect to the very same.
    SameRequest(String),
    /// The port of the Service that clients use for TLS leads to the plain server, which takes their requests for
    /// plain ones: the Service, and the port of the pods.
    BehindTls(ObjectId, i64),
    /// Plain requests for this host are redirected to HTTPS, and no server ends or passes TLS for it; whether
    /// nothing in front can end it: the gateway has servers for TLS, or its Service a port for them.
    NoTlsServer(String, bool),
}

impl<'m> Mesh<'m> {
    /// Redirects that lead to themselves, or to where nobody answers, each once.
    pub fn redirect_loops(&self) -> &[RedirectLoop] {
        self.ask::<Vec<RedirectLoop>>()
    }
}

impl<'m> WorkOut<'m> for Vec<RedirectLoop> {
    fn work_out(mesh: &Mesh<'m>) -> Vec<RedirectLoop> {
        let mut search = Search { mesh, known: FxHashSet::default(), found: Vec::new() };
        for (id, merged) in mesh.merged_gateways() {
            let workload = mesh.workloads.get(*id);
            let view = mesh.view_of_gateway(*id);
            let all = || merged.listeners.values().flat_map(|listener| &listener.servers);
            let for_tls = || all().filter(|server| server.is_tls());
            let hosts = for_tls().flat_map(|server| server.hosts.iter().map(|(_, host)| (&**host, ())));
            let (tls, has_tls) = (HostSet::new(hosts), for_tls().next().is_some());
            // Nobody ends TLS before a gateway whose port for TLS leads nowhere.
            let leads_nowhere = merged.services.iter().any(|service| {
                let ports = mesh.services.get(*service).ports.iter().filter(|port| port.number == 443);
                let targets = ports.filter_map(|port| workload.target_of(port));
                targets.into_iter().any(|target| !merged.listeners.contains_key(&target))
            });
            let has_tls = has_tls || leads_nowhere;
            for listener in merged.listeners.values() {
                let redirects = |server: &&Serving<'m>| server.is_http() && server.https_redirect;
                for server in listener.servers.iter().filter(redirects) {
                    let ends = search.ending_service(*id, merged, server.pod_port);
                    match ends {
                        Some(service) => {
                            search.at_server(server, LoopCause::BehindTls(service, server.pod_port))
                        }
                        None => search.unserved(server, &tls, has_tls),
                    }
                }
                for group in listener.groups_for_requests() {
                    let server = group[0];
                    for (name, virtual_host) in view.gateway_hosts(&group) {
                        if virtual_host.redirect.is_none() {
                            search.rules(server, &name, &virtual_host.rules);
                        }
                    }
                }
            }
        }
        search.found
    }
}

struct Search<'r, 'm> {
    mesh: &'r Mesh<'m>,
    known: FxHashSet<(Location, std::mem::Discriminant<LoopCause>)>,
    found: Vec<RedirectLoop>,
}

impl<'m> Search<'_, 'm> {
    fn add(&mut self, object: ObjectId, location: Location, cause: LoopCause) {
        if self.known.insert((location, std::mem::discriminant(&cause))) {
            self.found.push(RedirectLoop { object, location, cause });
        }
    }

    fn at_server(&mut self, server: &Serving<'m>, cause: LoopCause) {
        let place = server.tls.map_or(server.location, |tls| tls.location);
        self.add(server.id, place, cause);
    }

    /// A Service in front whose port 443 leads to a plain port of the pods: something before it ends TLS. Proxies that
    /// are trusted may tell the scheme of the client, by which Envoy goes then.
    fn ending_service(
        &self,
        id: super::WorkloadId,
        merged: &super::routing::MergedGateway<'m>,
        pod_port: i64,
    ) -> Option<ObjectId> {
        let settings = &self.mesh.model.settings;
        let workload = self.mesh.workloads.get(id);
        let trusts = settings.find(|config| {
            config.default_config.as_ref().and_then(|config| config.value.gateway_topology.as_ref())
        });
        if trusts.is_some() || workload.annotation("proxy.istio.io/config").is_some() {
            return None;
        }
        merged.services.iter().find_map(|service| {
            let service = self.mesh.services.get(*service);
            let Origin::Service(object) = service.origin else { return None };
            self.mesh.resource::<ServiceSpec>(object)?;
            let leads =
                |port: &super::Port<'m>| port.number == 443 && workload.target_of(port) == Some(pod_port);
            service.ports.iter().any(leads).then_some(object)
        })
    }

    /// Where clients are redirected to, some server has to take the host.
    fn unserved(&mut self, server: &Serving<'m>, tls: &HostSet<()>, has_tls: bool) {
        for (_, host) in &server.hosts {
            if tls.overlapping(host).next().is_none() {
                self.at_server(server, LoopCause::NoTlsServer(host.clone(), has_tls));
                return;
            }
        }
    }

    fn rules(&mut self, server: &Serving<'m>, name: &str, rules: &[HttpRule<'m>]) {
        for rule in rules {
            let Answering::Redirect(redirect) = rule.action(self.mesh).answering else { continue };
            let Some(request) = sample(server, name, rule) else { continue };
            let first = redirect.location(&request, server.number, rule.path_condition());
            let own = url(&request);
            let is_loop = first == own || {
                // A new path may be one that the rule redirects again, to where it leads already.
                first.strip_prefix(&own[..own.len() - request.path.len()]).is_some_and(|path| {
                    let again = HttpRequest { path: path.to_owned(), ..request.clone() };
                    let is_taken =
                        rule.condition.as_ref().is_none_or(|condition| condition.holds(&again).is_ok());
                    is_taken && redirect.location(&again, server.number, rule.path_condition()) == first
                })
            };
            if is_loop {
                self.add(rule.place.owner(), redirect.location, LoopCause::SameRequest(first));
            }
        }
    }
}

/// A request at a server that a rule takes; `None` where that takes headers or parameters, which clients choose.
fn sample(server: &Serving<'_>, name: &str, rule: &HttpRule<'_>) -> Option<HttpRequest> {
    let path = match rule.path_condition() {
        None | Some(TextCondition::Present) => "/a",
        Some(TextCondition::Exact(text) | TextCondition::Prefix(text) | TextCondition::Below(text)) => text,
        Some(TextCondition::Regex(_)) => return None,
    };
    let host = match name.strip_prefix('*') {
        Some(rest) => format!("a{}", if rest.is_empty() { ".example.com" } else { rest }),
        None => name.rsplit('/').next().unwrap_or(name).to_owned(),
    };
    let usual = if server.is_plain_http() { 80 } else { 443 };
    let authority = if server.number == usual { host } else { format!("{host}:{}", server.number) };
    let request = HttpRequest {
        scheme: if server.is_plain_http() { "http" } else { "https" },
        authority,
        path: path.to_owned(),
        ..HttpRequest::default()
    };
    let condition = rule.condition.as_ref();
    let asks_more =
        condition.is_some_and(|condition| !condition.headers.is_empty() || !condition.query.is_empty());
    let holds = condition.is_none_or(|condition| condition.holds(&request).is_ok());
    (holds && !asks_more).then_some(request)
}

fn url(request: &HttpRequest) -> String {
    format!("{}://{}{}", request.scheme, request.authority, request.path)
}
