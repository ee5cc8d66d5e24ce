//! A pod runs without a proxy, though it is to be injected.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Injection, Mesh};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0103",
        name: "pod-without-proxy",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "A pod runs without a proxy, though it is to be injected",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (workload, object) in mesh.running_pods() {
        if workload.proxy_container().is_some() {
            continue;
        }
        let labels = mesh.namespaces.labels(workload.namespace);
        if !matches!(mesh.injector.injection(workload, labels), Injection::Injected(_)) {
            continue;
        }
        let Some(id) = workload.object else { continue };
        let message = format!(
            "pod `{}` has no container `istio-proxy`, though it is to be injected: it is outside the mesh",
            object.name()
        );
        let namespace = mesh.namespaces.object(workload.namespace);
        out.report(id, object.name_location().span, message)
            .help(
                "recreate the pod, as by `kubectl rollout restart`: pods are injected when they are created",
            )
            .related_if(
                namespace.map(|(_, namespace)| namespace.name_location()),
                "the namespace of the pod",
            );
    }
}
