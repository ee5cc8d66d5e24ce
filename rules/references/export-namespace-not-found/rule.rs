//! Something is exported to a namespace that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Role};
use crate::rules::{info_if_not_shown, missing, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0373",
        name: "export-namespace-not-found",
        aliases: &["KIA0005"],
        severity: Severity::Warning,
        group: Group::References,
        summary: "Something is exported to a namespace that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::ExportNamespace, "namespace") {
        let message = format!("no namespace `{}` exists: nobody sees this there", reference.to);
        let finding = out.report(reference.from, reference.span, message);
        info_if_not_shown(finding, absent);
        suggest(
            finding,
            reference,
            absent,
            "name a namespace that exists, `.` for the own one or `*` for all",
        );
    }
}
