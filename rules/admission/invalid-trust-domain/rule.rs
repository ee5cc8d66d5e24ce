//! A trust domain has a form that trust domains have not.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-trust-domain",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A trust domain has a form that trust domains have not",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["AuthorizationPolicy"],
            paths: &["spec.rules[].from[].source.(trustDomains|notTrustDomains)[]"],
            check,
        },
        Subject { kinds: &["MeshConfig"], paths: &["trustDomain", "trustDomainAliases[]"], check: check_own },
    ]),
};

fn check(domain: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = domain.text() else { return };
    let inner = text.strip_prefix('*').or_else(|| text.strip_suffix('*')).unwrap_or(text);
    let fault = match text {
        _ if text.contains('/') => "it has a `/`",
        _ if inner.contains('*') => "a wildcard may only stand at one of its ends",
        _ => return,
    };
    let message =
        format!("`{text}` is not a valid trust domain, since {fault}: Istio refuses the AuthorizationPolicy");
    out.report_here(domain.span(), message).help("write a name such as `cluster.local`");
}

/// The trust domain of the mesh itself, and others that count as the same: labels with dots between them, and
/// perhaps one dot at the end.
fn check_own(domain: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = domain.text() else { return };
    let fault = match text {
        "" => "it is empty".to_owned(),
        _ if text.contains("://") => "it has a scheme".to_owned(),
        _ => {
            let labels = text.strip_suffix('.').unwrap_or(text);
            match labels.split('.').find(|label| !text::dns_label(label)) {
                Some("") => "a part of it is empty".to_owned(),
                Some(label) => format!("`{label}` is not a DNS label"),
                None => return,
            }
        }
    };
    let message =
        format!("`{text}` is not a valid trust domain, since {fault}: Istio refuses the mesh configuration");
    out.report_here(domain.span(), message).help("write a name such as `cluster.local`");
}
