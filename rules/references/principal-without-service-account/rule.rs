//! A policy names the identity of a service account that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Applicability, Findings, Group, RuleInfo, Severity, To};
use crate::graph::Mesh;
use crate::model::{AuthorizationPolicy, OrEmpty};
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
    // Policies may always say `cluster.local` for the own one.
    let domains = [mesh.trust_domains(), vec!["cluster.local"]].concat();
    for policy in mesh.all::<AuthorizationPolicy>() {
        let sources = policy.spec.rules.items().iter().flat_map(|rule| rule.from.items());
        for source in sources.filter_map(|from| from.source.as_ref()) {
            for principal in source.value.principals.items() {
                let Some((domain, namespace, name)) = parts(&principal.value) else { continue };
                if !domains.contains(&domain) {
                    continue; // of another mesh, whose service accounts are not here
                }
                let known = mesh.service_accounts(namespace);
                if name == "default"
                    || known.contains(name)
                    || known.is_empty() && !mesh.is_complete_in(namespace)
                {
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
                let finding = out.report(policy.id, principal.span, message);
                match near {
                    Some(near) => {
                        let whole = principal.value.strip_suffix(name).map(|start| format!("{start}{near}"));
                        finding.help(format!("did you mean `{near}`?")).fix(
                            Applicability::Unsafe,
                            principal.span,
                            To::text(whole.unwrap_or_default()),
                        );
                    }
                    None => drop(finding.help("name the service account of the clients' pods")),
                }
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
