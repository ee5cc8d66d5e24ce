//! A patch of an EnvoyFilter has a type of an API that Envoy no longer has.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::{Cursor, Remarks, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0106",
    name: "unknown-envoy-type",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Admission,
    summary: "A patch of an EnvoyFilter has a type of an API that Envoy no longer has",
    doc: include_str!("README.md"),
    check: Check::Object(&[Subject { kinds: &["EnvoyFilter"], paths: &["spec.configPatches[]"], check }]),
};

fn check(item: &Cursor<'_>, out: &mut Remarks<'_>) {
    if item.get("match").is_some_and(|selection| selection.text_of("context") == "WAYPOINT") {
        return;
    }
    let Some(patch) = item.get("patch") else { return };
    if let Some(value) = patch.get("value") {
        look(&value, out);
    }
}

/// The tree is not deeper than the parser allows.
fn look(value: &Cursor<'_>, out: &mut Remarks<'_>) {
    for (name, field) in value.fields() {
        match field.text().filter(|_| name == "@type") {
            Some(text) if is_outdated(text) => {
                let message =
                    format!("`{text}` is of an API that Envoy no longer has: Istio refuses the EnvoyFilter");
                out.report(field.span(), message).help("use the type of version 3, whose name has `.v3.`");
            }
            Some(_) => {}
            None => look(&field, out),
        }
    }
    value.items().for_each(|item| look(&item, out));
}

/// Types of Istio and of others have versions of their own.
fn is_outdated(url: &str) -> bool {
    let name = url.rsplit('/').next().unwrap_or_default();
    name.starts_with("envoy.") && name.split('.').any(|part| part == "v2" || part.starts_with("v2alpha"))
}
