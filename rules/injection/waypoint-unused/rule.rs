//! No namespace, Service or pod uses a waypoint.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{KubernetesGateway, TextField};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0453",
        name: "waypoint-unused",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Injection,
        summary: "No namespace, Service or pod uses a waypoint",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let used: FxHashSet<(&str, &str)> =
        mesh.waypoint_labels().map(|label| (label.namespace, label.name)).collect();
    for gateway in mesh.all::<KubernetesGateway>() {
        let Some(class) = &gateway.spec.gateway_class_name else { continue };
        let is_waypoint = gateway.spec.gateway_class_name.text() == "istio-waypoint";
        if !is_waypoint || used.contains(&(gateway.namespace(), gateway.name())) {
            continue;
        }
        out.report(
            gateway.id,
            class.span,
            format!(
                "nothing uses this waypoint: no label `istio.io/use-waypoint: {}` is in the input",
                gateway.name()
            ),
        )
        .help("label the namespace or the Services whose traffic it is to take");
    }
}
