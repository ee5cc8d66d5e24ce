//! A rule of a VirtualService can never apply, as earlier rules take all its requests.

use crate::diag::{Check, Findings, Group, Rule, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0130",
    name: "unreachable-route",
    aliases: &[],
    severity: Severity::Warning,
    group: Group::Traffic,
    summary: "A rule of a VirtualService can never apply, as earlier rules take all its requests",
    doc: include_str!("README.md"),
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (routes, covered) in mesh.covered_rules().iter().filter(|(_, covered)| covered.is_whole) {
        let message = format!(
            "rule {} never applies: rule {} before it takes all of its requests",
            covered.rule + 1,
            covered.by + 1
        );
        out.report(*routes, covered.span, message)
            .help("move it before the other rule, or narrow that one")
            .related(mesh.object(*routes).at(covered.by_span), "this rule comes first");
    }
}
