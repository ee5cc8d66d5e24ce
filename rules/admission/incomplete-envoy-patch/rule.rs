//! A patch of an EnvoyFilter does not say what, where or how it changes.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "incomplete-envoy-patch",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A patch of an EnvoyFilter does not say what, where or how it changes",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["EnvoyFilter"], paths: &["spec.configPatches[]"], check }]),
};

fn check(item: &Cursor<'_>, out: &mut Findings<'_>) {
    if is_for_waypoint(item) {
        return;
    }
    let patch = item.get("patch");
    let operation = patch.as_ref().map(|patch| patch.text_of("operation")).unwrap_or_default();
    let lacks_value = || patch.as_ref().is_some_and(|patch| !patch.has("value")) && operation != "REMOVE";
    let (span, what, help) = match &patch {
        _ if matches!(item.text_of("applyTo"), "" | "INVALID") => {
            let span = item.get("applyTo").map_or(item.key_span(), |target| target.span());
            (
                span,
                "a patch does not say what it is applied to",
                "add `applyTo`, such as `applyTo: HTTP_FILTER`",
            )
        }
        None => (
            item.key_span(),
            "an item of `configPatches` has no `patch`",
            "add `patch` with `operation` and `value`",
        ),
        Some(patch) if matches!(operation, "" | "INVALID") => {
            let span = patch.get("operation").map_or(patch.key_span(), |operation| operation.span());
            (span, "a patch does not say what it does", "add `operation`, such as `operation: MERGE`")
        }
        Some(patch) if lacks_value() => (
            patch.key_span(),
            "a patch that puts something in place has no `value`",
            "add `value`, or write `operation: REMOVE`",
        ),
        _ => return,
    };
    out.report_here(span, format!("{what}: Istio refuses the EnvoyFilter")).help(help);
}

/// istiod looks at no patch for waypoints.
fn is_for_waypoint(patch: &Cursor<'_>) -> bool {
    patch.get("match").is_some_and(|selection| selection.text_of("context") == "WAYPOINT")
}
