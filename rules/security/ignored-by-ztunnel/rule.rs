//! A RequestAuthentication, WasmPlugin or Telemetry is for pods in ambient mode alone, where nobody reads it.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{Kind, OrEmpty, Telemetry};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0572",
        name: "ignored-by-ztunnel",
        aliases: &["KIA1110", "KIA1111", "KIA1112", "KIA1115", "KIA1116", "KIA1117"],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A RequestAuthentication, WasmPlugin or Telemetry is for pods in ambient mode alone, where nobody reads it",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

/// The kinds, with Kiali's codes for each: that no waypoint is asked for, and that nothing attaches it to one.
const KINDS: [(Kind, [&[&str]; 2]); 3] = [
    (Kind::RequestAuthentication, [&["KIA1110", "KIA1115"], &["KIA1115"]]),
    (Kind::WasmPlugin, [&["KIA1111", "KIA1116"], &["KIA1116"]]),
    (Kind::Telemetry, [&["KIA1112", "KIA1117"], &["KIA1117"]]),
];

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (kind, [without_waypoint, without_target]) in KINDS {
        for (id, object) in mesh.of_kind(kind) {
            let Some(selection) = mesh.selection(id).filter(|_| mesh.is_for_ztunnel_alone(id)) else {
                continue;
            };
            let is_selective = !selection.selector.is_empty();
            // A Telemetry for all of a namespace counts at waypoints as well.
            if kind == Kind::Telemetry && !is_selective && mesh.has_waypoints(&object.namespace) {
                continue;
            }
            let consequence = match kind {
                Kind::RequestAuthentication => "no token is checked",
                Kind::WasmPlugin => "the module runs nowhere",
                _ => "it changes no traces, logs or metrics",
            };
            let message = format!(
                "ztunnel alone serves what this {} is for, as it is in ambient mode, and does not read it: {consequence}",
                object.kind_name
            );
            let is_known_to_kiali =
                mesh.resource::<Telemetry>(id).is_none_or(|it| is_about_requests(it.spec));
            out.report(id, selection.span.unwrap_or(object.name_location().span), message)
                .help(
                    "attach it to the Service or the waypoint by `targetRefs`, and have the Service or the namespace use the \
                     waypoint",
                )
                .aliases(match mesh.is_behind_waypoints(id) {
                    _ if !is_known_to_kiali => &[],
                    true => without_target,
                    false => without_waypoint,
                });
        }
    }
}

fn is_about_requests(telemetry: &Telemetry) -> bool {
    let mut metrics = telemetry.metrics.items().iter();
    !telemetry.tracing.items().is_empty()
        || !telemetry.access_logging.items().is_empty()
        || metrics.any(|metrics| !metrics.overrides.items().is_empty())
}
