//! The value of a patch of an EnvoyFilter has a name that is no text.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::{Cursor, Remarks, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0106",
    name: "invalid-envoy-value",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Admission,
    summary: "The value of a patch of an EnvoyFilter has a name that is no text",
    doc: include_str!("README.md"),
    check: Check::Object(&[Subject {
        kinds: &["EnvoyFilter"],
        paths: &["spec.configPatches[].patch.value.name"],
        check,
    }]),
};

fn check(name: &Cursor<'_>, out: &mut Remarks<'_>) {
    let is_for_waypoint = || {
        let item = name.parent().and_then(Cursor::parent).and_then(Cursor::parent);
        item.and_then(|item| item.get("match"))
            .is_some_and(|selection| selection.text_of("context") == "WAYPOINT")
    };
    if name.text().is_none() && !is_for_waypoint() {
        out.report(
            name.span(),
            "a name of Envoy is a text, which this is not: Istio refuses the EnvoyFilter",
        )
        .help("put the name into quotes");
    }
}
