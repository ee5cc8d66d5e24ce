//! The action CUSTOM and a provider are not given together.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "custom-policy-provider",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The action CUSTOM and a provider are not given together",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["AuthorizationPolicy"], paths: &["spec"], check }]),
};

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    let (action, provider) = (spec.get("action"), spec.get("provider"));
    let text = action.as_ref().and_then(Cursor::text).unwrap_or("ALLOW");
    if text != "CUSTOM" {
        if let Some(provider) = provider {
            let message = format!("a policy with action {text} asks no provider: Istio refuses it");
            let remark = out.report_here(provider.key_span(), message);
            remark.help("remove `provider`, or write `action: CUSTOM`");
            if let Some(action) = action {
                remark.related_here(action.span(), "the action");
            }
        }
        return;
    }
    // Without rules it is refused for that.
    let has_rules = spec.get("rules").is_some_and(|rules| !rules.is_empty());
    let is_named = provider.as_ref().is_some_and(|provider| !provider.text_of("name").is_empty());
    if let Some(action) = action.filter(|_| has_rules && !is_named) {
        let span = provider.map_or(action.span(), |provider| provider.key_span());
        out.report_here(span, "a policy with action CUSTOM has to name its provider: Istio refuses it")
            .help("add `provider.name`, as under `extensionProviders` of the mesh configuration");
    }
}
