//! A patch of an EnvoyFilter matches another kind of object than it is applied to.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "envoy-match-for-another-object",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A patch of an EnvoyFilter matches another kind of object than it is applied to",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["EnvoyFilter"], paths: &["spec.configPatches[]"], check }]),
};

fn check(item: &Cursor<'_>, out: &mut Findings<'_>) {
    let (Some(target), Some(selection)) = (item.get("applyTo"), item.get("match")) else { return };
    let wanted = match target.text() {
        Some("LISTENER" | "FILTER_CHAIN" | "NETWORK_FILTER" | "HTTP_FILTER") => "listener",
        Some("ROUTE_CONFIGURATION" | "VIRTUAL_HOST" | "HTTP_ROUTE") => "routeConfiguration",
        Some("CLUSTER") => "cluster",
        _ => return,
    };
    if selection.text_of("context") == "WAYPOINT" {
        return;
    }
    for other in ["listener", "routeConfiguration", "cluster"].into_iter().filter(|other| *other != wanted) {
        if let Some(found) = selection.get(other) {
            let applied = target.text().unwrap_or_default();
            let message = format!(
                "a patch for {applied} is matched by `{wanted}`, not by `{other}`: Istio refuses the EnvoyFilter"
            );
            out.report_here(found.key_span(), message)
                .help(format!("match by `{wanted}`, or apply the patch to something else"))
                .related_here(target.span(), "what the patch is applied to");
        }
    }
}
