//! The value of a patch of an EnvoyFilter has a name that is not a text, or a configuration without its type.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-envoy-value",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The value of a patch of an EnvoyFilter has a name that is not a text, or lacks a type",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["EnvoyFilter"], paths: &["spec.configPatches[].patch.value.name"], check: name },
        Subject {
            kinds: &["EnvoyFilter"],
            paths: &["spec.configPatches[].patch.value"],
            check: configuration,
        },
    ]),
};

/// What is for waypoints is not looked at by Istio either.
fn is_for_waypoint(value: &Cursor<'_>) -> bool {
    let item = value.parent().and_then(Cursor::parent);
    item.and_then(|item| item.get("match"))
        .is_some_and(|selection| selection.text_of("context") == "WAYPOINT")
}

fn name(name: &Cursor<'_>, out: &mut Findings<'_>) {
    if name.text().is_none() && !name.parent().is_some_and(is_for_waypoint) {
        out.report_here(
            name.span(),
            "a name of Envoy is a text, which this is not: Istio refuses the EnvoyFilter",
        )
        .help("put the name into quotes");
    }
}

fn configuration(value: &Cursor<'_>, out: &mut Findings<'_>) {
    if !is_for_waypoint(value) {
        look(value, out);
    }
}

/// Looks for configurations; the tree is not deeper than the parser allows.
fn look(value: &Cursor<'_>, out: &mut Findings<'_>) {
    for (name, field) in value.fields() {
        match name {
            "typed_config" | "typedConfig" => typed(&field, out),
            // One configuration for each filter, by the names of the filters.
            "typed_per_filter_config" | "typedPerFilterConfig" => {
                field.fields().for_each(|(_, field)| typed(&field, out));
            }
            _ => look(&field, out),
        }
    }
    value.items().for_each(|item| look(&item, out));
}

/// A value of any type says which one it is.
fn typed(value: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(kind) = value.get("@type") else {
        out.report_here(
            value.key_span(),
            "the configuration does not say its type: Istio refuses the EnvoyFilter",
        )
        .help("add `\"@type\": type.googleapis.com/…` with the name of the message of Envoy");
        return;
    };
    // What lies in a TypedStruct is free.
    if !kind.text().is_some_and(|kind| kind.ends_with("TypedStruct")) {
        look(value, out);
    }
}
