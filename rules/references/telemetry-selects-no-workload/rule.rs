//! The selector of a Telemetry matches no workload, so that it has no effect.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::Kind;
use crate::rules::{report_unselective, unselective};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0101",
        name: "telemetry-selects-no-workload",
        aliases: &[],
        severity: Severity::Error,
        group: Group::References,
        summary: "The selector of a Telemetry matches no workload, so that it has no effect",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for missing in unselective(mesh, out, &[Kind::Telemetry]) {
        let consequence = "this Telemetry has no effect, and no proxy reports what it asks for";
        report_unselective(mesh, out, missing, consequence);
    }
}
