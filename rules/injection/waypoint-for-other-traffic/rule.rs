//! A waypoint is used for traffic that it does not take.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, WaypointLabel};
use crate::model::{KubernetesGateway, Labels, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0452",
        name: "waypoint-for-other-traffic",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "A waypoint is used for traffic that it does not take",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for WaypointLabel { mark, namespace, name } in mesh.waypoint_labels() {
        let mut gateways = mesh.gateways.in_namespace(namespace).named(name);
        let Some(gateway) = gateways.find_map(|id| mesh.resource::<KubernetesGateway>(id)) else { continue };
        let class = gateway.spec.gateway_class_name.text();
        let written = Labels::of(Some(&gateway.object.labels)).get("istio.io/waypoint-for");
        let takes = match (written, class) {
            (Some(takes), _) => takes,
            (None, "istio-waypoint") => "service",
            _ => continue,
        };
        let (what, wanted) = match mark.on {
            "Service" | "ServiceEntry" if matches!(takes, "workload" | "none") => ("to Services", "service"),
            "Pod" | "WorkloadEntry" if matches!(takes, "service" | "none") => {
                ("to pods by their addresses", "workload")
            }
            "Namespace" if takes == "none" => ("at all", "service"),
            _ => continue,
        };
        let message = format!(
            "waypoint `{name}` is for traffic of `{takes}`, and takes no traffic {what}: what is used here goes past it, and what \
             is meant for it is not enforced"
        );
        out.report(mark.object, mark.pair.span, message)
            .help(format!("label the waypoint `istio.io/waypoint-for: {wanted}`, or `all`"))
            .related(gateway.object.name_location(), "the waypoint");
    }
}
