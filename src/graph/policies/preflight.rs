//! Requests that browsers send ahead, without a token, and that a policy refuses.

use crate::graph::routing::{HttpRequest, TextCondition};
use crate::graph::security::{Attributes, Content, Decision};
use crate::graph::{Mesh, WorkOut, WorkloadId};
use crate::model::{AuthorizationPolicy, OrEmpty, VirtualService};
use crate::source::{Location, ObjectId, Span};

/// A policy of a gateway that refuses the preflights of a route.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedPreflight {
    /// The AuthorizationPolicy.
    pub policy: ObjectId,
    /// What it asks of tokens.
    pub span: Span,
    /// The `corsPolicy` whose preflights are refused.
    pub cors: Location,
}

impl<'m> Mesh<'m> {
    /// Policies of gateways that refuse preflights which a `corsPolicy` there would answer: the filter for policies
    /// stands before the one for CORS (istiod: `buildHTTPConnectionManager` in
    /// `pilot/pkg/networking/core/listener_builder.go`).
    pub fn refused_preflights(&self) -> &[RefusedPreflight] {
        self.ask::<Vec<RefusedPreflight>>()
    }
}

/// How many routes with a `corsPolicy` are looked at for each gateway.
const COMPARED: usize = 32;

impl<'m> WorkOut<'m> for Vec<RefusedPreflight> {
    fn work_out(mesh: &Mesh<'m>) -> Vec<RefusedPreflight> {
        let mut found: Vec<RefusedPreflight> = Vec::new();
        for (id, merged) in mesh.merged_gateways() {
            let mut asking: Vec<(ObjectId, Span)> = mesh
                .policies_for(*id)
                .filter_map(|policy| Some((policy, mesh.token_clause(policy)?)))
                .collect();
            if asking.is_empty() {
                continue;
            }
            asking.sort_unstable_by_key(|(policy, _)| *policy);
            let view = mesh.view_of_gateway(*id);
            let mut looked_at = 0;
            for server in merged.listeners.values().flat_map(|listener| &listener.servers) {
                if !server.is_http() || server.https_redirect {
                    continue;
                }
                for (_, routes, common) in view.routes_of(server) {
                    let Some(own) = mesh.resource::<VirtualService>(routes.id) else { continue };
                    for rule in own.spec.http.items() {
                        let Some(cors) = rule.cors_policy.as_ref().filter(|_| looked_at < COMPARED) else {
                            continue;
                        };
                        looked_at += 1;
                        let condition = rule.matches.items().first().and_then(|own| own.uri.as_ref());
                        let path = match condition.map(|uri| TextCondition::of(&uri.value)) {
                            Some(TextCondition::Exact(path) | TextCondition::Prefix(path)) => path,
                            Some(TextCondition::Regex(_)) => continue,
                            _ => "/",
                        };
                        let host = common.first().map_or("a", |host| host).replace('*', "a");
                        let refused = refuses(mesh, *id, server.pod_port, &host, path);
                        let Some((policy, span)) = refused.and_then(|by| match by {
                            Some(policy) => asking.iter().copied().find(|(own, _)| *own == policy),
                            None => asking.iter().copied().find(|(own, _)| {
                                let policy = mesh.resource::<AuthorizationPolicy>(*own);
                                policy.is_some_and(|it| it.spec.action() == "ALLOW")
                            }),
                        }) else {
                            continue;
                        };
                        if !found.iter().any(|known| known.policy == policy) {
                            found.push(RefusedPreflight { policy, span, cors: own.at(cors.key) });
                        }
                    }
                }
            }
        }
        found
    }
}

/// Whether a preflight is refused, and the request after it, with a token, need not be; with the policy that decides.
fn refuses(mesh: &Mesh<'_>, id: WorkloadId, port: i64, host: &str, path: &str) -> Option<Option<ObjectId>> {
    let request = |method: &str, headers: &[(&str, &str)]| HttpRequest {
        scheme: "https",
        method: method.to_owned(),
        authority: host.to_owned(),
        path: path.to_owned(),
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    };
    let domains = mesh.trust_domains();
    let decide = |request: &HttpRequest| {
        let content = Content::Request(request);
        let attributes = Attributes {
            identity: None,
            trust_domains: &domains,
            content,
            port,
            sni: Some(host),
            is_ztunnel: false,
        };
        mesh.authorize(id, &attributes)
    };
    let origin = ("origin", "https://www.example.com");
    let preflight = request("OPTIONS", &[origin, ("access-control-request-method", "GET")]);
    let decision = decide(&preflight);
    if decision.decision != Decision::Denied {
        return None;
    }
    let goes_through = ["GET", "POST", "PUT", "PATCH", "DELETE"].iter().any(|method| {
        let after = request(method, &[origin, ("authorization", "Bearer token")]);
        decide(&after).decision != Decision::Denied
    });
    goes_through.then(|| decision.decided_by.map(|index| decision.policies[index].policy.id))
}
