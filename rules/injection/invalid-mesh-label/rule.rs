//! The value of a label is not one that Istio accepts.

use super::invalid_annotation::report;
use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0423",
        name: "invalid-mesh-label",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "The value of a label is not one that Istio accepts",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let is_judged = |label: &str| !label.is_empty();
    for mark in mesh.marks().iter().filter(|mark| mark.is_label && mark.is_in_place()) {
        if is_judged(&mark.pair.value) {
            report(out, mark);
        }
    }
}
