//! Pods that get a sidecar ask for ambient mode, or are captured by it.

use crate::engine::{Check, Rule};
use crate::finding::{Finding, Findings, Group, RuleInfo, Severity};
use crate::graph::{Injection, Mesh, Workload, WorkloadKind};
use crate::source::{ObjectId, Span};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0454",
        name: "ambient-mode-of-injected-pods",
        aliases: &["KIA1311", "KIA1314", "KIA1315", "KIA1316"],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "Pods that get a sidecar ask for ambient mode, or are captured by it",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (_, workload) in mesh.workloads.iter() {
        let Some(metadata) = workload.template.and_then(|template| template.metadata.as_ref()) else {
            continue;
        };
        let Some(object) = workload.object.filter(|_| workload.kind == WorkloadKind::Pods) else { continue };
        let is_pod = &*mesh.object(object).kind_name == "Pod";
        let has_proxy = workload.proxy_container().is_some();
        let is_injected = matches!(mesh.injection(workload), Injection::Injected(_));
        let labels = metadata.value.labels.as_ref();
        let mode = labels.and_then(|labels| labels.value.get("istio.io/dataplane-mode"));
        if let Some(mode) = mode.filter(|mode| &*mode.value == "ambient" && !workload.is_gateway) {
            // The proxy of a Pod in a cluster was injected; the label may be newer.
            if has_proxy || is_injected {
                let message = "these pods get a sidecar, and ambient mode leaves out pods that have one: the label has no \
                               effect";
                out.report(object, mode.key.to(mode.span), message)
                    .help("keep one of the two: remove this label, or switch injection off (`sidecar.istio.io/inject: \"false\"`)")
                    .aliases(if is_pod && has_proxy { &["KIA1311", "KIA1315"] } else { &["KIA1311"] });
            }
            continue;
        }
        if !is_pod || workload.is_gateway || workload.is_waypoint() {
            continue;
        }
        let annotations = metadata.value.annotations.as_ref();
        let captured =
            annotations.and_then(|annotations| annotations.value.get("ambient.istio.io/redirection"));
        let captured = captured.filter(|captured| &*captured.value == "enabled");
        let span = captured.map_or(mesh.object(object).name_location().span, |pair| pair.key.to(pair.span));
        if captured.is_some() && !has_proxy && is_injected {
            let message = "ztunnel captures a pod whose labels, or those of its namespace, ask for a sidecar: when it is created \
                           again, it gets a sidecar instead";
            report(mesh, (workload, object), span, (message, "ztunnel captures this pod"), out)
                .help("create the pod again, or remove what asks for injection")
                .aliases(&["KIA1314"]);
        }
        if has_proxy && !is_injected && mode.is_none() && mesh.is_ambient_namespace(workload.namespace) {
            let message = "a pod has a sidecar, and its namespace asks for ambient mode: ambient mode leaves it out until it is \
                           created again";
            report(mesh, (workload, object), span, (message, "this pod has a sidecar"), out)
                .help("create the pod again, or label it `istio.io/dataplane-mode: none`")
                .aliases(&["KIA1315", "KIA1316"]);
        }
    }
}

/// Reports something of a Pod at what makes it, which is what is to be changed, or else at the Pod.
fn report<'f, 'm>(
    mesh: &Mesh<'m>,
    (pod, object): (&Workload<'m>, ObjectId),
    span: Span,
    (message, what): (&str, &str),
    out: &'f mut Findings<'_>,
) -> &'f mut Finding {
    match mesh.maker_of(pod) {
        Some(maker) => {
            let place = mesh.object(object).at(span);
            out.report(maker, mesh.object(maker).name_location().span, message).related(place, what)
        }
        None => out.report(object, span, message),
    }
}
