//! Several Telemetries are for all of a namespace, of which one counts.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::Kind;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0160",
        name: "multiple-default-telemetries",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Traffic,
        summary: "Several Telemetries without a selector are in a namespace, of which one counts",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for rivalry in mesh.rivals_by_default(Kind::Telemetry) {
        let (telemetry, rival) = (mesh.object(rivalry.object), mesh.object(rivalry.rival));
        let message = format!(
            "`{}` and `{}` are both for all of namespace {}: only the oldest one counts, the other is ignored as a whole",
            telemetry.name(),
            rival.name(),
            telemetry.namespace
        );
        out.report(rivalry.object, telemetry.name_location().span, message)
            .help("put all into one Telemetry, or give the others a `selector`")
            .related(rival.name_location(), "has no selector either")
            .shared("has no selector either");
    }
}
