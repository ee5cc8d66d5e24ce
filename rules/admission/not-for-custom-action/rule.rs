//! A policy with action CUSTOM matches identities, which it cannot.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "not-for-custom-action",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A policy with action CUSTOM matches identities, which it cannot",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["AuthorizationPolicy"], paths: &["spec"], check }]),
};

const SOURCES: [&str; 10] = [
    "namespaces",
    "notNamespaces",
    "serviceAccounts",
    "notServiceAccounts",
    "trustDomains",
    "notTrustDomains",
    "principals",
    "notPrincipals",
    "requestPrincipals",
    "notRequestPrincipals",
];

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(action) = spec.get("action").filter(|action| action.text() == Some("CUSTOM")) else { return };
    let mut report = |span: Span, what: &str| {
        out.report_here(
            span,
            format!("`{what}` cannot be matched with action CUSTOM: Istio refuses the policy"),
        )
        .help("leave this to the provider, or to a policy with ALLOW or DENY")
        .related_here(action.span(), "the action");
    };
    for rule in spec.get("rules").iter().flat_map(Cursor::items) {
        for from in rule.get("from").iter().flat_map(Cursor::items) {
            let Some(source) = from.get("source") else { continue };
            for field in SOURCES {
                if let Some(list) = source.get(field).filter(|list| !list.is_empty()) {
                    report(list.key_span(), field);
                }
            }
        }
        for condition in rule.get("when").iter().flat_map(Cursor::items) {
            let Some(key) = condition.get("key") else { continue };
            let text = key.text().unwrap_or_default();
            let is_identity =
                ["source.namespace", "source.serviceAccount", "source.trustDomain", "source.principal"];
            if is_identity.contains(&text) || text.starts_with("request.auth.") {
                report(key.span(), text);
            }
        }
    }
}
