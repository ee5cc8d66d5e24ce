//! Two Telemetries select the same pods, of which one counts.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::Kind;
use crate::rules::rivals;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0159",
        name: "conflicting-telemetries",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Traffic,
        summary: "Two Telemetries select the same pods, of which one counts",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let consequence = "its proxy uses the older one, the other is ignored as a whole";
    let help = "put all into one Telemetry, or narrow a selector so that each workload has one";
    rivals(mesh, out, Kind::Telemetry, |_| false, consequence, help);
}
