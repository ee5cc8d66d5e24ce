//! Pods of a namespace get a proxy whose init container the pod security standard forbids.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{IstioOperator, Kind, Labels, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0450",
        name: "pod-security-refuses-proxy",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Injection,
        summary: "Pods of a namespace get a proxy whose init container the pod security standard forbids",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    const ENFORCE: &str = "pod-security.kubernetes.io/enforce";
    if has_cni(mesh) {
        return;
    }
    for (id, namespace) in mesh.of_kind(Kind::Namespace) {
        let labels = Labels::of(Some(&namespace.labels));
        let injects = labels.get("istio-injection") == Some("enabled")
            || labels.get("istio-injection").is_none() && labels.get("istio.io/rev").is_some();
        if !injects {
            continue;
        }
        let Some(level) = namespace.labels.iter().find(|pair| &*pair.name == ENFORCE) else { continue };
        if !matches!(&*level.value, "baseline" | "restricted") {
            continue;
        }
        let message = format!(
            "`{}` forbids NET_ADMIN and NET_RAW, which the init container of the proxy needs: pods are refused here, unless \
             istio-cni does its work",
            level.value
        );
        let finding = out.report(id, level.span, message);
        finding.help("install istio-cni, or enforce `privileged` for this namespace");
        if mesh.model.complete {
            finding.severity(Severity::Warning);
        }
    }
}

/// Whether the input installs istio-cni: its DaemonSet, an operator that does, or the resource of one.
fn has_cni(mesh: &Mesh<'_>) -> bool {
    let by_workload = mesh.workloads.iter().any(|(_, workload)| workload.name.starts_with("istio-cni"));
    let by_operator = mesh.all::<IstioOperator>().any(|operator| {
        operator.spec.components.as_ref().is_some_and(|components| {
            components
                .value
                .cni
                .as_ref()
                .is_some_and(|cni| cni.value.enabled.as_ref().is_none_or(|enabled| enabled.value))
        }) || matches!(operator.spec.profile.text(), "ambient" | "openshift" | "openshift-ambient")
    });
    let by_name = mesh.objects().iter().any(|object| {
        let is_cni = |text: &str| text.contains("istio-cni") || text == "IstioCNI";
        is_cni(object.name()) || is_cni(&object.kind_name) || is_cni(&object.namespace)
    });
    by_workload || by_operator || by_name
}
