//! A policy for a subset or a port sets `consecutiveErrors`, which Istio no longer reads.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::graph::Mesh;
use crate::model::{DestinationRule, OrEmpty};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0339",
        name: "consecutive-errors-of-subset",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A policy for a subset or a port sets `consecutiveErrors`, which Istio no longer reads",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for rule in mesh.all::<DestinationRule>() {
        let subsets = rule.spec.subsets.items().iter().filter_map(|subset| subset.traffic_policy.as_ref());
        let of_subsets = subsets.clone().filter_map(|policy| policy.value.outlier_detection.as_ref());
        let policies = rule.spec.traffic_policy.iter().chain(subsets);
        let of_ports = policies
            .flat_map(|policy| policy.value.port_level_settings.items())
            .filter_map(|port| port.outlier_detection.as_ref());
        for detection in of_subsets.chain(of_ports) {
            let Some(count) = detection.value.consecutive_errors.as_ref().filter(|count| count.value != 0)
            else {
                continue;
            };
            let message = "Istio no longer reads `consecutiveErrors`: with nothing else set, endpoints are taken out \
                           after 5 consecutive errors with status 5xx";
            out.report(rule.id, count.key, message)
                .help("use `consecutiveGatewayErrors` for status 502 to 504, or `consecutive5xxErrors`")
                .fix(Unsafe, count.key, To::text("consecutive5xxErrors"));
        }
    }
}
