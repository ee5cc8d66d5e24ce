//! Pods name a waypoint, and nobody sends to it, as no pods are in ambient mode.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, WaypointLabel};
use crate::model::Kind;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0455",
        name: "waypoint-of-pods-unused",
        aliases: &["KIA1312"],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "Pods name a waypoint, and nobody sends to it, as no pods are in ambient mode",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    // Clients may be kept elsewhere.
    if !mesh.model.complete || mesh.has_ambient_mode() {
        return;
    }
    let is_of_pods = |label: &WaypointLabel<'_>| mesh.object(label.mark.object).kind == Kind::Workload;
    for WaypointLabel { mark, .. } in mesh.waypoint_labels().filter(is_of_pods) {
        let message = "no pods of the mesh are in ambient mode, and sidecars and gateways do not send through the waypoint of \
                       pods: the label has no effect";
        out.report(mark.object, mark.pair.key.to(mark.pair.span), message)
            .help("have ambient mode capture the clients (label `istio.io/dataplane-mode: ambient`), or remove the label");
    }
}
