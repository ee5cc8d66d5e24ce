//! A policy for pods in ambient mode asks for requests, which ztunnel does not see.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::policies::Unmet;
use crate::platform::Platform;
use crate::rules::verdicts;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0557",
        name: "http-policy-at-ztunnel",
        aliases: &["KIA0109", "KIA0110"],
        severity: Severity::Error,
        group: Group::Security,
        summary: "A policy for pods in ambient mode asks for requests, which ztunnel does not see",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    // For a mesh that is said to be ambient the rules of the platform say it of each value.
    if mesh.model.options.platform == Some(Platform::Ambient) {
        return;
    }
    for verdict in mesh.unmet_values() {
        if verdict.why != Unmet::Ztunnel {
            continue;
        }
        let cause = "ztunnel enforces this policy, as it is for pods in ambient mode by labels, and ztunnel sees \
                     connections, not requests";
        verdicts::report(out, verdict, cause)
            .help(
                "let a waypoint enforce it: attach it to the Service or the waypoint by `targetRefs`, and have the Service \
                 use the waypoint",
            )
            .aliases(match mesh.is_behind_waypoints(verdict.policy) {
                true => &["KIA0110"],
                false => &["KIA0109", "KIA0110"],
            });
    }
}
