//! A VirtualService is bound to a Gateway that does not exist.

use crate::diag::{Findings, Group, Rule, Severity};
use crate::graph::{Answer, Mesh, Role};
use crate::rules::suggest;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0101",
    name: "gateway-not-found",
    aliases: &["KIA1102"],
    severity: Severity::Error,
    group: Group::References,
    summary: "A VirtualService is bound to a Gateway that does not exist",
    doc: include_str!("README.md"),
    check,
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for reference in mesh.references(Role::Gateway) {
        let wanted = &reference.wanted;
        match &reference.answer {
            Answer::Present(_) => {}
            Answer::Absent(absent) => {
                let message =
                    format!("no Gateway `{wanted}` exists, so that this VirtualService adds no route to it");
                let finding = out.report(reference.from, reference.span, message);
                suggest(finding, absent, "name a Gateway that exists, as `name` or `namespace/name`");
            }
            Answer::Unverified(doubt) => {
                out.unverified(
                    reference.from,
                    reference.span,
                    format!("Gateway `{wanted}`: {}", doubt.reason()),
                );
            }
        }
    }
}
