//! Pods of a workload wait for an injected proxy image, but is not injected.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Injection, Mesh, NotInjected};
use crate::model::{Container, OrEmpty, Spanned, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0146",
        name: "image-auto-without-injection",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "A pod waits for an injected proxy image, but is not injected",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    report(mesh, out, |kind| kind != "Pod");
}

/// Reports the workloads of some kinds that wait for an image in vain.
pub(super) fn report(mesh: &Mesh<'_>, out: &mut Findings<'_>, is_one: fn(&str) -> bool) {
    for (_, workload) in mesh.workloads.iter() {
        let (Some(id), Some(template)) = (workload.object, workload.template) else { continue };
        let Some(spec) = template.spec.as_ref().filter(|_| is_one(&mesh.object(id).kind_name)) else {
            continue;
        };
        let is_auto = |container: &&Spanned<Container>| {
            container.name.text() == "istio-proxy" && container.image.text() == "auto"
        };
        let Some(image) = spec.containers.items().iter().find(is_auto).and_then(|proxy| proxy.image.as_ref())
        else {
            continue;
        };
        let namespace = mesh.namespaces.object(workload.namespace).map(|(_, namespace)| namespace);
        let Injection::Not(reason) = mesh.injection(workload) else { continue };
        let (why, help) = match reason {
            NotInjected::NobodyAsks => (
                "neither the pods nor their namespace ask for injection",
                "label the namespace `istio-injection: enabled`, or the pods `sidecar.istio.io/inject: \"true\"`",
            ),
            NotInjected::NamespaceDisabled => (
                "their namespace switches injection off",
                "label the namespace `istio-injection: enabled`, or remove its label and label the pods",
            ),
            NotInjected::HostNetwork => (
                "pods with `hostNetwork: true` are never injected",
                "name a proxy image, or do without `hostNetwork`",
            ),
            NotInjected::PodsDecline => {
                ("the pods decline injection", "remove `sidecar.istio.io/inject: \"false\"`")
            }
        };
        let message =
            format!("`image: auto` is never replaced, as {why}: the pods fail to pull the image `auto`");
        out.report(id, image.span, message)
            .help(help)
            .related_if(namespace.map(|namespace| namespace.name_location()), "the namespace of the pods");
    }
}
