//! A route of the Gateway API names a listener that its Gateway does not have.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Role, Wanted};
use crate::model::{KubernetesGateway, OrEmpty, TextField};
use crate::rules::suggest;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0343",
        name: "listener-not-found",
        aliases: &[],
        severity: Severity::Error,
        group: Group::References,
        summary: "A route of the Gateway API names a listener that its Gateway does not have",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for reference in mesh.references(Role::Listener) {
        let Some(absent) = reference.absent() else { continue };
        let Some(gateway) = absent.within.first().and_then(|target| target.object()) else { continue };
        let Some(gateway) = mesh.resource::<KubernetesGateway>(gateway) else { continue };
        let route = mesh.object(reference.from);
        let is_name = matches!(reference.to, Wanted::Section(_));
        let listed: Vec<String> = gateway
            .spec
            .listeners
            .items()
            .iter()
            .map(|listener| match is_name {
                true => format!("`{}`", listener.name.text()),
                false => listener.port.as_ref().map_or(0, |port| port.value).to_string(),
            })
            .collect();
        let what = match is_name {
            true => format!("`{}`", reference.to),
            false => format!("on port {}", reference.to),
        };
        let message = format!(
            "Gateway `{}/{}` has no listener {what}, only {}: the {} is not attached there, and nothing answers its requests",
            gateway.namespace(),
            gateway.name(),
            listed.join(", "),
            route.kind_name,
        );
        let finding = out.report(reference.from, reference.span, message);
        suggest(
            finding,
            reference,
            absent,
            "name one of its listeners, or none to attach to all that allow it",
        );
    }
}
