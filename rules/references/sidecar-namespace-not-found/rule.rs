//! A Sidecar imports hosts from a namespace that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Role};
use crate::rules::{info_if_not_shown, missing, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0314",
        name: "sidecar-namespace-not-found",
        aliases: &["KIA1004"],
        severity: Severity::Warning,
        group: Group::References,
        summary: "A Sidecar imports hosts from a namespace that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::SidecarNamespace, "namespace") {
        let message = format!(
            "no namespace `{}` exists, so that this entry lets in no host: the workloads do not reach what it is for",
            reference.to
        );
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
