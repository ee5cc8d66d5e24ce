//! Two Sidecars select the same pods, of which one counts.

use crate::diag::{Check, Findings, Group, Rule, Severity};
use crate::graph::{Membership, Mesh};
use crate::model::Kind;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0110",
    name: "conflicting-sidecars",
    aliases: &["KIA0003"],
    severity: Severity::Error,
    group: Group::Traffic,
    summary: "Two Sidecars select the same pods, of which one counts",
    doc: include_str!("README.md"),
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for rivalry in mesh.rivals_by_selector(Kind::Sidecar) {
        let (object, rival) = (mesh.object(rivalry.object), mesh.object(rivalry.rival));
        let Some(workload) = rivalry.workload.map(|id| mesh.workloads.get(id)) else { continue };
        if mesh.membership(workload) == Membership::Ambient {
            continue; // neither has an effect, which is a finding of its own
        }
        let message = format!(
            "`{}` and `{}` both select `{}`: its proxy goes by the older one, the other is ignored as a whole",
            object.name(),
            rival.name(),
            workload.name
        );
        let place = workload.object.map(|id| mesh.object(id).name_location());
        out.report(rivalry.object, object.name_location().span, message)
            .help("put all into one Sidecar, or narrow a selector so that each workload has one")
            .related(rival.name_location(), "the other Sidecar")
            .related_if(place, "the workload that both select");
    }
}
