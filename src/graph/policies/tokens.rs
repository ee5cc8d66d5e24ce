//! Tokens on their way: checked and not asked for, or taken off before they are asked for.

use rustc_hash::{FxHashMap, FxHashSet};

use super::clause::PolicyRule;
use crate::graph::routing::Answering;
use crate::graph::security::Enforced;
use crate::graph::{Mesh, WorkOut, WorkloadId};
use crate::model::{AuthorizationPolicy, OrEmpty, RequestAuthentication, TextField, VirtualService};
use crate::source::{Location, ObjectId, Span};
use crate::text::is_claim;

/// A rule of a RequestAuthentication that takes a token off, and a policy behind it that asks for one.
#[derive(Clone, Debug, PartialEq)]
pub struct RemovedToken {
    /// The RequestAuthentication at the gateway.
    pub policy: ObjectId,
    /// The issuer in its rule.
    pub span: Span,
    /// What behind the gateway asks for a token.
    pub asked_by: Location,
    /// The workload where it is asked for.
    pub workload: WorkloadId,
}

/// What becomes of tokens.
#[derive(Debug, Default)]
pub struct Tokens {
    /// RequestAuthentications whose tokens no policy asks for, at their rules.
    pub unrequired: Vec<(ObjectId, Span)>,
    /// Tokens that a gateway takes off.
    pub removed: Vec<RemovedToken>,
}

impl<'m> Mesh<'m> {
    /// What becomes of tokens on their way.
    pub fn tokens(&self) -> &Tokens {
        self.ask::<Tokens>()
    }

    /// The list of an AuthorizationPolicy by which a request without a token is refused: what an ALLOW policy asks
    /// of tokens, or what a DENY policy excepts by them.
    pub fn token_clause(&self, policy: ObjectId) -> Option<Span> {
        let spec = self.resource::<AuthorizationPolicy>(policy)?.spec;
        let is_deny = spec.action() == "DENY";
        let rules: Vec<PolicyRule<'_>> = spec.rules.items().iter().map(PolicyRule::of).collect();
        let clauses = rules.iter().flat_map(PolicyRule::clauses);
        let asks =
            |clause: &&super::Clause<'_>| clause.attribute.is_of_token() && clause.is_negated == is_deny;
        clauses.into_iter().find(asks).map(|clause| clause.key)
    }
}

impl<'m> WorkOut<'m> for Tokens {
    fn work_out(mesh: &Mesh<'m>) -> Tokens {
        let mut tokens = Tokens::default();
        if mesh.all::<RequestAuthentication>().next().is_none() {
            return tokens;
        }
        let asking: FxHashMap<ObjectId, Span> = mesh
            .all::<AuthorizationPolicy>()
            .filter_map(|policy| Some((policy.id, mesh.token_clause(policy.id)?)))
            .collect();
        let routes_by_claims = mesh.all::<VirtualService>().any(|routes| {
            let matches = routes.spec.http.items().iter().flat_map(|rule| rule.matches.items());
            matches.into_iter().any(|own| own.headers.items().iter().any(|pair| is_claim(&pair.name)))
        });
        if !routes_by_claims {
            for policy in mesh.all::<RequestAuthentication>() {
                let rules = policy.spec.jwt_rules.as_ref().filter(|rules| !rules.value.is_empty());
                let requires = |rule: &crate::model::JwtRule| rule.presence.text() == "REQUIRED";
                let Some(key) = rules.filter(|rules| !rules.value.iter().any(|rule| requires(rule))) else {
                    continue;
                };
                let is_asked =
                    |id: &WorkloadId| mesh.policies_for(*id).any(|policy| asking.contains_key(&policy));
                let enforced = mesh.enforced(policy.id);
                let workloads = enforced.workloads(mesh);
                let is_needless = match enforced {
                    Enforced::Workloads(_) => !workloads.is_empty() && !workloads.iter().any(is_asked),
                    _ => asking.is_empty() && (mesh.model.complete || !workloads.is_empty()),
                };
                if is_needless {
                    tokens.unrequired.push((policy.id, key.key));
                }
            }
        }
        if !asking.is_empty() {
            removed(mesh, &asking, &mut tokens.removed);
        }
        tokens
    }
}

fn removed(mesh: &Mesh<'_>, asking: &FxHashMap<ObjectId, Span>, found: &mut Vec<RemovedToken>) {
    let mut known: FxHashSet<(ObjectId, Span)> = FxHashSet::default();
    for (id, merged) in mesh.merged_gateways() {
        // A token goes on where the rule says so, or where its payload goes on in a header.
        let mut taken: Vec<(ObjectId, Span, &str)> = Vec::new();
        for policy in mesh.authentications_for(*id) {
            let Some(own) = mesh.resource::<RequestAuthentication>(policy) else { continue };
            for rule in own.spec.jwt_rules.items() {
                let forwards = rule.forward_original_token.as_ref().is_some_and(|it| it.value);
                if let Some(issuer) =
                    rule.issuer.as_ref().filter(|_| !forwards && rule.output_payload_to_header.is_none())
                {
                    taken.push((policy, issuer.span, &issuer.value));
                }
            }
        }
        if taken.is_empty() {
            continue;
        }
        let view = mesh.view_of_gateway(*id);
        let mut hosts: FxHashSet<String> = FxHashSet::default();
        for server in merged.listeners.values().flat_map(|listener| &listener.servers) {
            for (_, routes, _) in view.routes_of(server) {
                for rule in routes.http(mesh) {
                    if let Answering::Route(destinations) = rule.action(mesh).answering {
                        hosts.extend(destinations.into_iter().filter_map(|to| to.host));
                    }
                }
            }
        }
        let mut hosts: Vec<String> = hosts.into_iter().collect();
        hosts.sort_unstable();
        for host in &hosts {
            let Some(&service) = mesh.services.exactly(host).first() else { continue };
            let service = mesh.services.get(service);
            let Some(selector) = service.selector else { continue };
            for workload in mesh.workloads.selected(selector, Some(service.namespace)) {
                let asks =
                    mesh.policies_for(workload).find_map(|policy| Some((policy, *asking.get(&policy)?)));
                let Some((policy, span)) = asks else { continue };
                let checked = issuers_at(mesh, workload);
                for (authentication, place, issuer) in &taken {
                    if checked.contains(issuer) && known.insert((*authentication, *place)) {
                        found.push(RemovedToken {
                            policy: *authentication,
                            span: *place,
                            asked_by: mesh.object(policy).at(span),
                            workload,
                        });
                    }
                }
            }
        }
    }
}

/// The issuers whose tokens a workload looks for where they come by default.
fn issuers_at<'g>(mesh: &'g Mesh<'_>, id: WorkloadId) -> Vec<&'g str> {
    let policies =
        mesh.authentications_for(id).filter_map(|policy| mesh.resource::<RequestAuthentication>(policy));
    let rules = policies.flat_map(|policy| policy.spec.jwt_rules.items());
    let is_usual = |rule: &&crate::model::Spanned<crate::model::JwtRule>| {
        rule.from_headers.items().is_empty()
            && rule.from_params.items().is_empty()
            && rule.from_cookies.items().is_empty()
    };
    rules.filter(is_usual).map(|rule| rule.issuer.text()).collect()
}
