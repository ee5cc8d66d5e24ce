//! A webhook of Istio calls a Service that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Role};
use crate::model::Kind;
use crate::rules::{missing, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0139",
        name: "webhook-service-not-found",
        aliases: &[],
        severity: Severity::Error,
        group: Group::References,
        summary: "A webhook of Istio calls a Service that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::WebhookService, "Service") {
        let consequence = match mesh.object(reference.from).kind {
            Kind::MutatingWebhook => "pods that it is called for are not injected, or not created",
            _ => "changes of Istio's objects are refused, or not checked",
        };
        let message = format!("no Service `{}` exists for this webhook to call: {consequence}", reference.to);
        let finding = out.report(reference.from, reference.span, message);
        suggest(
            finding,
            reference,
            absent,
            "name the Service of istiod, or remove the configuration if it is left over",
        );
    }
}
