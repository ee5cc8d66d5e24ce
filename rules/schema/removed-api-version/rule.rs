//! An object of Kubernetes is of a version that Kubernetes has removed.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0222",
        name: "removed-api-version",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "An object of Kubernetes is of a version that Kubernetes has removed",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &[
            "autoscaling/HorizontalPodAutoscaler",
            "policy/PodDisruptionBudget",
            "policy/PodSecurityPolicy",
            "extensions/PodSecurityPolicy",
            "discovery.k8s.io/EndpointSlice",
        ],
        paths: &[""],
        check,
    }]),
};

/// Kinds and versions beside the ones whose schema is known, with the release that removed them and what to write.
/// (<https://kubernetes.io/docs/reference/using-api/deprecation-guide/>)
const REMOVED: [(&str, &str, &str, &str); 7] = [
    ("HorizontalPodAutoscaler", "autoscaling/v2beta1", "1.25", "use `autoscaling/v2`"),
    ("HorizontalPodAutoscaler", "autoscaling/v2beta2", "1.26", "use `autoscaling/v2`"),
    ("PodDisruptionBudget", "policy/v1beta1", "1.25", "use `policy/v1`"),
    ("PodSecurityPolicy", "policy/v1beta1", "1.25", INSTEAD_OF_POLICY),
    ("PodSecurityPolicy", "policy/v1", "1.25", INSTEAD_OF_POLICY),
    ("PodSecurityPolicy", "extensions/v1beta1", "1.16", INSTEAD_OF_POLICY),
    ("EndpointSlice", "discovery.k8s.io/v1beta1", "1.25", "use `discovery.k8s.io/v1`"),
];

const INSTEAD_OF_POLICY: &str = "remove it; Pod Security Admission takes its place, by labels of namespaces";

fn check(object: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(version) = object.get("apiVersion") else { return };
    let (kind, text) = (object.text_of("kind"), version.text().unwrap_or_default());
    let Some((.., release, help)) = REMOVED.iter().find(|gone| gone.0 == kind && gone.1 == text) else {
        return;
    };
    let message =
        format!("Kubernetes {release} has removed {kind} of `{text}`: the API server refuses the object");
    let finding = out.report_here(version.span(), message).help(*help);
    if let Some(newer) = help.strip_prefix("use `").and_then(|rest| rest.strip_suffix('`')) {
        finding.fix(Unsafe, version.span(), To::text(newer));
    }
}
