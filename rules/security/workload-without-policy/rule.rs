//! No AuthorizationPolicy is for a workload, where others have some.

use rustc_hash::FxHashSet;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Membership, Mesh, WorkloadKind};
use crate::model::{AuthorizationPolicy, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0573",
        name: "workload-without-policy",
        aliases: &["KIA1301"],
        severity: Severity::Info,
        group: Group::Security,
        summary: "No AuthorizationPolicy is for a workload, where others have some",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let mut restricted: FxHashSet<&str> = FxHashSet::default();
    let mut attached: FxHashSet<(&str, &str)> = FxHashSet::default();
    for policy in mesh.all::<AuthorizationPolicy>() {
        restricted.insert(policy.namespace());
        attached.extend(policy.spec.targets().map(|target| (policy.namespace(), target.name.text())));
    }
    // In a part of a mesh, policies may be kept elsewhere; a mesh without any does not use them.
    if !mesh.model.complete || restricted.is_empty() {
        return;
    }
    for (id, workload) in mesh.workloads.iter() {
        let Some(object) = workload.object else { continue };
        let is_of_system =
            workload.namespace == mesh.root_namespace() || workload.namespace.starts_with("kube-");
        let is_one = workload.kind == WorkloadKind::Pods && !workload.is_gateway && !workload.is_waypoint();
        let is_in_mesh = matches!(mesh.membership_of(id), Membership::Proxy | Membership::Ambient);
        if !is_one || is_of_system {
            continue;
        }
        let mut services = mesh.services.selecting(workload.namespace, workload.labels);
        let mut is_behind_policy =
            || services.any(|(_, service)| attached.contains(&(service.namespace, service.name)));
        if mesh.policies_for(id).next().is_some() || is_behind_policy() {
            continue;
        }
        let name = workload.name;
        let message = match (is_in_mesh, restricted.contains(workload.namespace)) {
            (false, _) => format!(
                "no AuthorizationPolicy is for `{name}`, and its pods are outside the mesh, where none would be enforced: \
                 whoever reaches it may call it"
            ),
            (true, true) => format!(
                "no AuthorizationPolicy is for `{name}`: whoever reaches it may call it, while policies restrict others of \
                 namespace {}",
                workload.namespace
            ),
            (true, false) => format!(
                "no AuthorizationPolicy is for `{name}`: whoever reaches it may call it, while policies restrict other \
                 workloads of the mesh"
            ),
        };
        out.report(object, mesh.object(object).name_location().span, message).help(
            "let a policy select it, or deny by default with a policy that has neither selector nor rules",
        );
    }
}
