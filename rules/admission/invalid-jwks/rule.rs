//! The keys in a RequestAuthentication cannot be read.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use serde_json::{Map, Value};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-jwks",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The keys in a RequestAuthentication cannot be read",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["RequestAuthentication"],
        paths: &["spec.jwtRules[].jwks"],
        check,
    }]),
};

fn check(jwks: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = jwks.text().filter(|text| !text.is_empty()) else { return };
    if let Err(fault) = key_set(text) {
        let help = match text.starts_with("http") {
            true => "write an address under `jwksUri`",
            false => "give a set of keys, `{\"keys\": [...]}`, as the issuer publishes it",
        };
        out.report_here(jwks.span(), format!("{fault}: Istio refuses the RequestAuthentication")).help(help);
    }
}

/// The keys of a set (RFC 7517), or what keeps the text from being one.
pub(in crate::rules) fn key_set(text: &str) -> Result<Vec<Map<String, Value>>, String> {
    let Ok(Value::Object(set)) = serde_json::from_str(text) else {
        return Err("the keys are not a JSON object".to_owned());
    };
    let keys = match set.get("keys") {
        Some(Value::Array(keys)) => keys.clone(),
        Some(_) => return Err("`keys` is not a list".to_owned()),
        None => vec![Value::Object(set)],
    };
    let mut read = Vec::with_capacity(keys.len());
    for (index, key) in keys.into_iter().enumerate() {
        let Value::Object(key) = key else { return Err(format!("key {index} is not an object")) };
        let needed: &[&str] = match key.get("kty").and_then(Value::as_str) {
            Some("RSA") => &["n", "e"],
            Some("EC") => &["crv", "x", "y"],
            Some("OKP") => &["crv", "x"],
            Some("oct") => &["k"],
            Some(other) => return Err(format!("key {index} is of unknown type `{other}`")),
            None => return Err(format!("key {index} has no type (`kty`)")),
        };
        if let Some(missing) = needed.iter().find(|field| !key.get(**field).is_some_and(Value::is_string)) {
            return Err(format!("key {index} lacks `{missing}`"));
        }
        read.push(key);
    }
    Ok(read)
}
