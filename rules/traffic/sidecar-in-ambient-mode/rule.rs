//! A Sidecar is for workloads in ambient mode, where it has no effect.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Membership, Mesh};
use crate::model::Kind;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0167",
        name: "sidecar-in-ambient-mode",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A Sidecar is for workloads in ambient mode, where it has no effect",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (id, object) in mesh.of_kind(Kind::Sidecar) {
        let Some(selection) = mesh.selection(id) else { continue };
        let membership = |id| mesh.membership_of(id);
        let name = object.name_location().span;
        if !selection.selector.is_empty() {
            let Some(captured) = mesh.selected_by(id).find(|&id| membership(id) == Membership::Ambient)
            else {
                continue;
            };
            let workload = mesh.workloads.get(captured);
            let message = format!(
                "this Sidecar selects `{}`, which is in ambient mode and has no sidecar: it has no effect there",
                workload.name
            );
            let place = workload.object.map(|id| mesh.object(id).name_location());
            out.report(id, selection.span.unwrap_or(name), message)
                .help("remove it; a waypoint, or `exportTo` of the Services, may do what it is meant for")
                .related_if(place, "the workload in ambient mode");
            continue;
        }
        let is_for_mesh = &*object.namespace == mesh.root_namespace();
        if is_for_mesh || !mesh.is_ambient_namespace(&object.namespace) {
            continue;
        }
        let workloads = mesh.workloads.in_namespace(&object.namespace);
        let has_sidecar = |id: &crate::graph::WorkloadId| {
            !mesh.workloads.get(*id).is_gateway && membership(*id) == Membership::Proxy
        };
        if workloads.iter().any(has_sidecar) {
            continue;
        }
        let message = format!(
            "namespace {} is in ambient mode, where pods have no sidecars: this Sidecar has no effect",
            object.namespace
        );
        let namespace = mesh.namespaces.object(&object.namespace);
        out.report(id, name, message)
            .help("remove it; a waypoint, or `exportTo` of the Services, may do what it is meant for")
            .related_if(namespace.map(|(_, namespace)| namespace.name_location()), "the namespace");
    }
}
