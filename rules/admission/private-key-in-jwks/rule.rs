//! A RequestAuthentication has private keys in it.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::admission::invalid_jwks::key_set;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "private-key-in-jwks",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A RequestAuthentication has private keys in it",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["RequestAuthentication"],
        paths: &["spec.jwtRules[].jwks"],
        check,
    }]),
};

fn check(jwks: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(Ok(keys)) = jwks.text().map(key_set) else { return };
    for (index, key) in keys.iter().enumerate() {
        let what = match key.get("kty").and_then(serde_json::Value::as_str) {
            Some("oct") => "symmetric, and so is secret",
            _ if key.contains_key("d") => "given with its private part",
            _ => continue,
        };
        let message = format!("key {index} is {what}: whoever reads the object can make tokens");
        out.report_here(jwks.span(), message).help("give public keys alone, and take this key out of use");
    }
}
