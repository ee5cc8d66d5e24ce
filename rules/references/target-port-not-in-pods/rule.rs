//! A Service names a port that none of its pods has.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Origin, WorkloadKind};
use crate::model::{IntOrText, OrEmpty, ServiceSpec};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0362",
        name: "target-port-not-in-pods",
        aliases: &[],
        severity: Severity::Error,
        group: Group::References,
        summary: "A Service names a port that none of its pods has",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (id, service) in mesh.services.iter() {
        let Origin::Service(object) = service.origin else { continue };
        let (Some(selector), Some(own)) = (service.selector, mesh.resource::<ServiceSpec>(object)) else {
            continue;
        };
        let mut named = own.spec.ports.items().iter().filter(|port| {
            matches!(port.target_port.as_ref().map(|target| &target.value), Some(IntOrText::Text(_)))
        });
        let Some(_) = named.clone().next() else { continue };
        let workloads = mesh.workloads.selected(selector, Some(service.namespace));
        // Pods that a controller makes, and proxies that the injector adds, have ports that are not written.
        let is_written = |id: &crate::graph::WorkloadId| {
            let workload = mesh.workloads.get(*id);
            workload.kind == WorkloadKind::Pods && !workload.is_gateway
        };
        if workloads.is_empty() || !workloads.iter().all(is_written) {
            continue;
        }
        let strange = named.find_map(|port| {
            let target = port.target_port.as_ref()?;
            let IntOrText::Text(name) = &target.value else { return None };
            // A number in quotes is a name, too, and is told of elsewhere.
            let has = |id: &crate::graph::WorkloadId| mesh.workloads.get(*id).port_named(name).is_some();
            (!workloads.iter().any(has)).then_some((target.span, name))
        });
        let Some((span, name)) = strange else { continue };
        let workload = mesh.workloads.get(workloads[0]);
        let message = format!(
            "no container of `{}` has a port that is called `{name}`: this port of the Service has no endpoints, and what is \
             sent there gets status 503",
            workload.name
        );
        let finding = out.report(object, span, message);
        finding
            .help("write the name of a port of the pods, or its number")
            .related_if(workload.object.map(|id| mesh.object(id).name_location()), "the pods");
        // What nobody in the mesh is led to is for others to judge.
        if !mesh.is_led_to(id) {
            finding.severity(Severity::Info);
        }
    }
}
