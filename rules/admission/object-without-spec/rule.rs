//! An object has no `spec`, and its kind needs one.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "object-without-spec",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "An object has no `spec`, and its kind needs one",
        doc: include_str!("README.md"),
    },
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

fn check(object: &Cursor<'_>, out: &mut Findings<'_>) {
    // A spec of another type, or null, is found by its schema where that asks for something in it.
    if object.node.get("spec").is_some_and(|spec| !spec.is_null()) {
        return;
    }
    let kind = object.object.kind;
    let span = object.get("kind").map_or(object.key_span(), |kind| kind.span());
    out.report_here(span, format!("{kind} `{}` has no `spec`: Istio refuses it", object.object.name))
        .help("write its `spec`, or remove the object");
}
