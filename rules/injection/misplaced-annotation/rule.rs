//! An annotation of Istio is on an object that it has no effect on.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mark, Mesh};
use crate::model::Kind;
use crate::schema::registry::Checker;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0107",
        name: "misplaced-annotation",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "An annotation of Istio is on an object that it has no effect on",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for mark in mesh.marks().iter().filter(|mark| !mark.is_label && !mark.is_in_place()) {
        let (Some(entry), true) = (mark.entry, has_effects(mesh, mark)) else { continue };
        if entry.value.checked_by.contains(&Checker::Validation) {
            continue; // refused by the webhook, and a finding of the rules on admission
        }
        let kinds = entry.resources.join(", ");
        let message = format!(
            "annotation `{}` has an effect on {kinds} only: it is ignored on a {}",
            mark.key(),
            kind(mark)
        );
        let help = match entry.belongs_on("Pod") {
            true if mesh.object(mark.object).kind == Kind::Workload => {
                "move it to `spec.template.metadata.annotations`".to_owned()
            }
            _ => format!("move it to the {kinds} that is meant"),
        };
        out.report(mark.object, mark.pair.key, message).help(help);
    }
}

/// The kind by the name that people use.
pub(super) fn kind<'m>(mark: &Mark<'m>) -> &'m str {
    mark.on.rsplit('/').next().unwrap_or_default()
}

/// Whether the place is one where somebody expects an effect. Tools put annotations and labels on
/// everything that they make; where the pods have it as well, it does what it is meant to.
pub(super) fn has_effects(mesh: &Mesh<'_>, mark: &Mark<'_>) -> bool {
    let object = mesh.object(mark.object);
    let is_bystander = matches!(
        object.kind,
        Kind::Other
            | Kind::ConfigMap
            | Kind::Secret
            | Kind::ServiceAccount
            | Kind::Endpoints
            | Kind::Node
            | Kind::NetworkPolicy
            | Kind::MutatingWebhook
            | Kind::ValidatingWebhook
            | Kind::CustomResourceDefinition
            | Kind::Certificate
            | Kind::ExternalSecret
            | Kind::SealedSecret
            | Kind::IstioOperator
    );
    // A Deployment passes its annotations on to its ReplicaSets.
    if is_bystander || mark.is_written_by_istio() || &*object.kind_name == "ReplicaSet" && !mark.in_template {
        return false;
    }
    let is_same = |other: &Mark<'_>| {
        other.object == mark.object
            && other.is_in_place()
            && other.is_label == mark.is_label
            && other.key() == mark.key()
            && other.pair.value == mark.pair.value
    };
    let marks = mesh.marks();
    let from = marks.partition_point(|other| other.object < mark.object);
    !marks[from..].iter().take_while(|other| other.object == mark.object).any(is_same)
}
