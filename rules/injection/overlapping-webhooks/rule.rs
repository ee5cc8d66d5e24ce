//! Two injection webhooks are called for the same pods.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0139",
        name: "overlapping-webhooks",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Injection,
        summary: "Two injection webhooks are called for the same pods",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for overlap in mesh.overlapping_webhooks() {
        let other = mesh.object(overlap.other_object);
        let whose = match overlap.other_object == overlap.object {
            true => String::new(),
            false => format!(" of `{}`", other.name()),
        };
        let message = format!(
            "`{}` and `{}`{whose} are called for the same pods: their proxy may be injected twice, or by the wrong revision",
            overlap.name, overlap.other_name
        );
        out.report(overlap.object, overlap.span, message)
            .help(
                "narrow `namespaceSelector` or `objectSelector`, so that one webhook is called for each pod",
            )
            .related(other.at(overlap.other_span), "the other webhook");
    }
}
