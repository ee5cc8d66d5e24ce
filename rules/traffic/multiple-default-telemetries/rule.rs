//! Several Telemetries are for all of a namespace, of which one counts.

use rustc_hash::FxHashMap;

use crate::diag::{Check, Findings, Group, Rule, Severity};
use crate::graph::Mesh;
use crate::model::{OrEmpty, Resource, Telemetry};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0160",
    name: "multiple-default-telemetries",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Traffic,
    summary: "Several Telemetries without a selector are in a namespace, of which one counts",
    doc: include_str!("README.md"),
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let mut defaults: FxHashMap<&str, Vec<Resource<'_, Telemetry>>> = FxHashMap::default();
    for telemetry in mesh.all::<Telemetry>().filter(|telemetry| is_default(telemetry.spec)) {
        defaults.entry(telemetry.namespace()).or_default().push(telemetry);
    }
    for telemetry in mesh.all::<Telemetry>().filter(|telemetry| is_default(telemetry.spec)) {
        let rivals = &defaults[telemetry.namespace()];
        let Some(rival) = rivals.iter().find(|rival| contend(telemetry, **rival)) else { continue };
        let message = format!(
            "`{}` and `{}` are both for all of namespace {}: only the oldest one counts, the other is ignored as a whole",
            telemetry.name(),
            rival.name(),
            telemetry.namespace()
        );
        out.report(telemetry.id, telemetry.object.name_location().span, message)
            .help("put all into one Telemetry, or give the others a `selector`")
            .related(rival.object.name_location(), "has no selector either");
    }
}

/// Whether it is for all workloads of its namespace.
fn is_default(telemetry: &Telemetry) -> bool {
    let selects =
        telemetry.selector.as_ref().is_some_and(|selector| !selector.match_labels.items().is_empty());
    !selects && telemetry.target_ref.is_none() && telemetry.target_refs.items().is_empty()
}

/// Whether one control plane sees both: a revision label hides an object from all others.
fn contend(one: Resource<'_, Telemetry>, other: Resource<'_, Telemetry>) -> bool {
    let revision = |of: Resource<'_, Telemetry>| Some(of.object.labels.get("istio.io/rev")?.value.clone());
    let is_seen = match (revision(one), revision(other)) {
        (Some(own), Some(others)) => own == others,
        _ => true,
    };
    is_seen && one.name() != other.name()
}
