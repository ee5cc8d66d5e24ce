//! An object has no `spec`, and its kind needs one.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::{Cursor, Remarks, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0106",
    name: "object-without-spec",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Admission,
    summary: "An object has no `spec`, and its kind needs one",
    doc: include_str!("README.md"),
    check: Check::Object(&[Subject { kinds: KINDS, paths: &[""], check }]),
};

/// Kinds of which Istio's webhook refuses an empty `spec`.
const KINDS: &[&str] = &[
    "VirtualService",
    "DestinationRule",
    "Gateway",
    "ServiceEntry",
    "Sidecar",
    "WorkloadEntry",
    "WorkloadGroup",
    "WasmPlugin",
    "TrafficExtension",
];

fn check(object: &Cursor<'_>, out: &mut Remarks<'_>) {
    // A spec of another type, or null, is found by its schema where that asks for something in it.
    if object.node.get("spec").is_some_and(|spec| !spec.is_null()) {
        return;
    }
    let kind = object.object.kind;
    let span = object.get("kind").map_or(object.key_span(), |kind| kind.span());
    out.report(span, format!("{kind} `{}` has no `spec`: Istio refuses it", object.object.name))
        .help("write its `spec`, or remove the object");
}
