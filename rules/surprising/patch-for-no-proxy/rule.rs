//! An EnvoyFilter patches a kind of proxy that it is not for.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, WorkloadId};
use crate::model::{EnvoyFilter, OrEmpty};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0754",
        name: "patch-for-no-proxy",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Surprising,
        summary: "An EnvoyFilter patches a kind of proxy that it is not for",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for filter in mesh.all::<EnvoyFilter>() {
        let Some(selection) = mesh.selection(filter.id).filter(|selection| !selection.has_target) else {
            continue;
        };
        if !filter.spec.target_refs.items().is_empty() {
            continue;
        }
        let workloads: Vec<WorkloadId> = match selection.selector.is_empty() {
            false => mesh.selected_by(filter.id).collect(),
            true if filter.namespace() == mesh.root_namespace() => continue,
            true => mesh.workloads.in_namespace(filter.namespace()).to_vec(),
        };
        if workloads.is_empty() {
            continue;
        }
        let is_gateway = |id: &WorkloadId| mesh.workloads.get(*id).is_gateway;
        let (any, all) = (workloads.iter().any(is_gateway), workloads.iter().all(is_gateway));
        for patch in filter.spec.patches() {
            let Some(context) = patch.matches.as_ref().and_then(|matches| matches.value.context.as_ref())
            else {
                continue;
            };
            let (wanted, only) = match &*context.value {
                "GATEWAY" if !any => ("gateways", "sidecars"),
                // Pods of a whole namespace are not all known.
                "SIDECAR_INBOUND" | "SIDECAR_OUTBOUND" if all && !selection.selector.is_empty() => {
                    ("sidecars", "gateways")
                }
                _ => continue,
            };
            let whom = match selection.selector.is_empty() {
                true => format!(
                    "namespace {}, where the filter is, has only pods that are {only}",
                    filter.namespace()
                ),
                false => format!("the pods that the filter selects are {only}"),
            };
            out.report(
                filter.id,
                context.span,
                format!("this patch is for {wanted}, and {whom}: it is applied nowhere"),
            )
            .help(match wanted {
                "gateways" => {
                    "put the EnvoyFilter into the namespace of the gateway pods, or into the root namespace with a \
                     `workloadSelector` for them"
                }
                _ => "write `context: GATEWAY`, or select other pods",
            });
        }
    }
}
