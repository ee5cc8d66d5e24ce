//! A label of Istio is on an object that it has no effect on.

use super::misplaced_annotation::{has_effects, kind};
use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mark, Mesh};
use crate::model::Kind;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0421",
        name: "misplaced-label",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "A label of Istio is on an object that it has no effect on",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for mark in mesh.marks().iter().filter(|mark| mark.is_label && !mark.is_in_place()) {
        let (Some(entry), true) = (mark.entry, has_effects(mesh, mark) && is_about_injection(mark)) else {
            continue;
        };
        let object = mesh.object(mark.object);
        let message = format!(
            "label `{}` has an effect on {} only: it is ignored on {}",
            mark.key(),
            entry.resources.join(", "),
            match mark.in_template {
                true => "the pods of a template".to_owned(),
                false => format!("a {}", kind(mark)),
            }
        );
        let is_workload = object.kind == Kind::Workload && mark.on != "Pod";
        let help = match (entry.key, mark.on) {
            ("istio-injection", _) => {
                "label the Namespace so, or the pods `sidecar.istio.io/inject: \"true\"`"
            }
            ("sidecar.istio.io/inject", "Namespace") => "label the Namespace `istio-injection: enabled`",
            _ if is_workload && entry.belongs_on("Pod") => "move it to `spec.template.metadata.labels`",
            _ => "move it to the object that is meant",
        };
        out.report(mark.object, mark.pair.key, message).help(help);
    }
}

/// Labels that people put on a wrong object, unlike those that charts put on all.
fn is_about_injection(mark: &Mark<'_>) -> bool {
    match mark.key() {
        "istio-injection" => true,
        // `none` is on all objects of Istio's own gateway chart (`labels` of `manifests/charts/gateway/values.yaml`).
        "istio.io/dataplane-mode" => &*mark.pair.value != "none" || mark.on == "Namespace",
        "sidecar.istio.io/inject" => mark.on != "Service",
        "istio.io/use-waypoint" | "istio.io/use-waypoint-namespace" => mark.on != "Pod",
        _ => false,
    }
}
