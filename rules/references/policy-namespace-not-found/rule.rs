//! An AuthorizationPolicy names a source namespace that does not exist.

use crate::diag::{Findings, Group, Rule, Severity};
use crate::graph::{Answer, Mesh, Role};
use crate::rules::suggest;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0101",
    name: "policy-namespace-not-found",
    aliases: &["KIA0101"],
    severity: Severity::Error,
    group: Group::References,
    summary: "An AuthorizationPolicy names a source namespace that does not exist",
    doc: include_str!("README.md"),
    check,
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for reference in mesh.references(Role::PolicyNamespace) {
        let wanted = &reference.wanted;
        match &reference.answer {
            Answer::Present(_) => {}
            Answer::Absent(absent) => {
                let message =
                    format!("no namespace `{wanted}` exists, so that this source matches no request");
                let finding = out.report(reference.from, reference.span, message);
                suggest(finding, absent, "name a namespace that exists");
            }
            Answer::Unverified(doubt) => {
                out.unverified(
                    reference.from,
                    reference.span,
                    format!("namespace `{wanted}`: {}", doubt.reason()),
                );
            }
        }
    }
}
