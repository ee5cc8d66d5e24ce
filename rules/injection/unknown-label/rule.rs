//! A label in a domain of Istio is not one that Istio knows.

use super::unknown_annotation::report;
use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::schema::registry;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0422",
        name: "unknown-label",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "A label in a domain of Istio is not one that Istio knows",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for mark in mesh.marks().iter().filter(|mark| mark.is_label && mark.entry.is_none()) {
        let known = registry::labels().iter().filter(|entry| !entry.hidden).map(|entry| entry.key);
        report(out, mark, known.collect());
    }
}
