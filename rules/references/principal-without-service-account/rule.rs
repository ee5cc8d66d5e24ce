//! A policy names the identity of a service account that does not exist.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{AuthorizationPolicy, Kind, OrEmpty};
use crate::text::nearest_slip;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0324",
        name: "principal-without-service-account",
        aliases: &["KIA0106"],
        severity: Severity::Warning,
        group: Group::References,
        summary: "A policy names the identity of a service account that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let accounts = Accounts::of(mesh);
    for policy in mesh.all::<AuthorizationPolicy>() {
        let sources = policy.spec.rules.items().iter().flat_map(|rule| rule.from.items());
        for source in sources.filter_map(|from| from.source.as_ref()) {
            for principal in source.value.principals.items() {
                let Some((domain, namespace, name)) = parts(&principal.value) else { continue };
                if !accounts.domains.contains(&domain) {
                    continue; // of another mesh, whose service accounts are not here
                }
                let Some(known) = accounts.by_namespace.get(namespace) else { continue };
                if name == "default" || known.contains(name) {
                    continue;
                }
                let near = nearest_slip(name, known.iter().copied());
                if near.is_none() && !mesh.is_complete_in(namespace) {
                    let message = format!(
                        "service account `{name}`: the input holds none of that name in namespace {namespace}"
                    );
                    out.unverified(policy.id, principal.span, message);
                    continue;
                }
                let message = format!(
                    "no service account `{name}` exists in namespace {namespace}: no client has this identity, so that \
                     it is never matched"
                );
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "name the service account of the clients' pods".to_owned(),
                };
                out.report(policy.id, principal.span, message).help(help);
            }
        }
    }
}

/// Trust domain, namespace and name of the service account of an identity that is written in full. Identities are compared as texts.
/// (istiod: `srcPrincipalGenerator` in `pilot/pkg/security/authz/model/generator.go`.)
fn parts(principal: &str) -> Option<(&str, &str, &str)> {
    if principal.contains('*') {
        return None;
    }
    let mut parts = principal.split('/');
    let found = match (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?) {
        (domain, "ns", namespace, "sa", name) => (domain, namespace, name),
        _ => return None,
    };
    parts.next().is_none().then_some(found)
}

/// Service accounts that the input names, in namespaces whose service accounts it shows.
struct Accounts<'m> {
    /// The trust domain of the mesh, and its aliases.
    domains: Vec<&'m str>,
    by_namespace: FxHashMap<&'m str, BTreeSet<&'m str>>,
}

impl<'m> Accounts<'m> {
    fn of(mesh: &'m Mesh<'_>) -> Accounts<'m> {
        let settings = &mesh.model.settings;
        let own = settings.find(|config| config.trust_domain.as_ref()).map(|(_, domain)| &*domain.value);
        let aliases = settings.find(|config| config.trust_domain_aliases.as_ref());
        let aliases = aliases.into_iter().flat_map(|(_, list)| list.value.iter().map(|item| &*item.value));
        let mut domains: Vec<&'m str> = aliases.collect();
        // Policies may always say `cluster.local` for the own one.
        domains.extend(own.into_iter().chain(["cluster.local"]));
        let mut by_namespace: FxHashMap<&'m str, BTreeSet<&'m str>> = FxHashMap::default();
        for (_, account) in mesh.of_kind(Kind::ServiceAccount) {
            by_namespace.entry(&account.namespace).or_default().insert(account.name());
        }
        // Those that pods use exist as well, wherever they are defined.
        for (_, workload) in mesh.workloads.iter() {
            if let Some(known) = by_namespace.get_mut(workload.namespace) {
                known.insert(mesh.service_account(workload));
            }
        }
        Accounts { domains, by_namespace }
    }
}
