//! Two Sidecars select the same pods, of which one counts.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Membership, Mesh, Workload};
use crate::model::Kind;
use crate::rules::rivals;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0110",
        name: "conflicting-sidecars",
        aliases: &["KIA0003"],
        severity: Severity::Error,
        group: Group::Traffic,
        summary: "Two Sidecars select the same pods, of which one counts",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check<'m>(mesh: &Mesh<'m>, out: &mut Findings<'_>) {
    // In ambient mode neither has an effect, which is a finding of its own.
    let is_moot = |workload: &Workload<'m>| mesh.membership(workload) == Membership::Ambient;
    let consequence = "its proxy uses the older one, the other is ignored as a whole";
    let help = "put all into one Sidecar, or narrow a selector so that each workload has one";
    rivals(mesh, out, Kind::Sidecar, is_moot, consequence, help);
}
