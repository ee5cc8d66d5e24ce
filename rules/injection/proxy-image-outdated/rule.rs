//! Pods of a namespace run another proxy image than the injector would give them.

use std::collections::BTreeMap;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::source::{Location, ObjectId};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0158",
        name: "proxy-image-outdated",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "Pods of a namespace run another proxy image than the injector would give them",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

/// How many pods one finding names.
const NAMED: usize = 5;

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let mut by_namespace: BTreeMap<ObjectId, Vec<(Location, String)>> = BTreeMap::new();
    for (workload, pod) in mesh.running_pods() {
        let Some((namespace, _)) = mesh.namespaces.object(workload.namespace) else { continue };
        let Some(image) = workload.proxy_container().and_then(|proxy| proxy.image.as_ref()) else { continue };
        let Some(expected) = mesh.proxy_image(workload) else { continue };
        if &*image.value == "auto" || expected.fits(&image.value) {
            continue;
        }
        let text = format!("`{}` is not `{}`", image.value, expected.name);
        by_namespace.entry(namespace).or_default().push((pod.at(image.span), text));
    }
    for (id, pods) in by_namespace {
        let namespace = mesh.object(id);
        let (count, verb) = match pods.len() {
            1 => ("a pod".to_owned(), "runs"),
            count => (format!("{count} pods"), "run"),
        };
        let message = format!(
            "{count} of namespace {} {verb} another proxy image than the injector gives to new ones",
            namespace.name()
        );
        let finding = out.report(id, namespace.name_location().span, message);
        finding.help(
            "restart the workloads, as by `kubectl rollout restart`: pods are injected when they are created",
        );
        for (location, text) in pods.into_iter().take(NAMED) {
            finding.related(location, text);
        }
    }
}
