//! A ReferenceGrant is for a namespace that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Role};
use crate::rules::{info_if_not_shown, missing, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0374",
        name: "grant-namespace-not-found",
        aliases: &["KIA1601"],
        severity: Severity::Warning,
        group: Group::References,
        summary: "A ReferenceGrant is for a namespace that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::GrantNamespace, "namespace") {
        let message = format!("no namespace `{}` exists: this grant allows nothing from there", reference.to);
        let finding = out.report(reference.from, reference.span, message);
        info_if_not_shown(finding, absent);
        suggest(finding, reference, absent, "name the namespace of the objects that refer");
    }
}
