//! A VirtualService and a route of the Gateway API compete for one Service.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0717",
        name: "route-beside-virtual-service",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A VirtualService and a route of the Gateway API compete for one Service",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for rivals in mesh.mixed_conflicts() {
        let (winner, loser) = (rivals.winner, rivals.loser);
        let message = format!(
            "{} `{}/{}` has the host `{}` as well, and wins at sidecars of namespace {}: they follow no rule of this {}",
            winner.object.kind_name,
            winner.object.namespace,
            winner.object.name(),
            rivals.host,
            rivals.namespace,
            loser.object.kind_name
        );
        let (place, other) = (loser.object.name_location(), winner.object.name_location());
        out.report_at(place, Some(loser.id), message)
            .help("write all rules for a Service in one of the two")
            .related(other, "the one that counts");
    }
}
