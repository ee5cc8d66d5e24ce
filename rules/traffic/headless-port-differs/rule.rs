//! A headless Service has another port than its pods, to which clients connect directly.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Membership, Mesh, Origin, WorkloadId, WorkloadKind};
use crate::model::OrEmpty;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0363",
        name: "headless-port-differs",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A headless Service has another port than its pods, to which clients connect directly",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (_, service) in mesh.services.iter() {
        let Origin::Service(object) = service.origin else { continue };
        let Some(selector) = service.selector.filter(|_| mesh.is_headless(service)) else { continue };
        let workloads = mesh.workloads.selected(selector, Some(service.namespace));
        let declared = |id: WorkloadId| -> Vec<i64> {
            let workload = mesh.workloads.get(id);
            let spec = workload.template.and_then(|template| template.spec.as_ref());
            let containers = spec.map_or(&[][..], |spec| spec.value.containers.items());
            let ports = containers.iter().flat_map(|container| container.ports.items());
            ports.filter_map(|port| port.container_port.as_ref().map(|port| port.value)).collect()
        };
        for port in service.ports.iter().filter(|port| port.protocol == "TCP") {
            let differs = |id: &WorkloadId| {
                let workload = mesh.workloads.get(*id);
                let ports = declared(*id);
                workload.kind == WorkloadKind::Pods
                    && workload
                        .target_of(port)
                        .is_some_and(|target| target != port.number && ports.contains(&target))
                    && !ports.contains(&port.number)
            };
            if workloads.is_empty() || !workloads.iter().all(differs) {
                continue;
            }
            let workload = mesh.workloads.get(workloads[0]);
            let (Some(target), Some(span)) = (workload.target_of(port), port.span) else { continue };
            let message = format!(
                "the Service is headless, so that clients connect to port {} of the pods themselves, which serve on {target}: \
                 connections are refused",
                port.number
            );
            let finding = out.report(object, span, message);
            finding
                .help(format!("give the Service the port of the pods, {target}, or a cluster IP"))
                .related_if(workload.object.map(|id| mesh.object(id).name_location()), "the pods");
            // Gateways find the right port, and what is outside of the mesh is for others to judge.
            let is_in_mesh =
                |id: &WorkloadId| matches!(mesh.membership_of(*id), Membership::Proxy | Membership::Ambient);
            if !workloads.iter().any(is_in_mesh) || mesh.is_behind_gateway(&service.host) {
                finding.severity(Severity::Info);
            }
        }
    }
}
