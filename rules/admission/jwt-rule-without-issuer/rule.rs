//! A rule for tokens names neither issuer nor keys.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "jwt-rule-without-issuer",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A rule for tokens names neither issuer nor keys",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["RequestAuthentication"],
        paths: &["spec.jwtRules[]"],
        check,
    }]),
};

fn check(rule: &Cursor<'_>, out: &mut Findings<'_>) {
    if ["issuer", "jwksUri", "jwks_uri"].into_iter().all(|field| rule.text_of(field).is_empty()) {
        let span = rule.get("issuer").map_or(rule.key_span(), |issuer| issuer.span());
        out.report_here(span, "a rule for tokens without `issuer` and `jwksUri` is for nobody's tokens: Istio refuses the RequestAuthentication")
            .help("add the `issuer`, as tokens name it in their claim `iss`");
    }
}
