//! A match of a rule adds nothing, as an earlier rule takes all its requests.

use crate::diag::{Check, Findings, Group, Rule, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0131",
    name: "ineffective-match",
    aliases: &[],
    severity: Severity::Info,
    group: Group::Traffic,
    summary: "A match of a rule adds nothing, as an earlier rule takes all its requests",
    doc: include_str!("README.md"),
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (routes, covered) in mesh.covered_rules().iter().filter(|(_, covered)| !covered.is_whole) {
        let message = format!(
            "this match of rule {} adds nothing: rule {} before it takes all of its requests",
            covered.rule + 1,
            covered.by + 1
        );
        out.report(*routes, covered.span, message)
            .help("remove the match, or move the rule before the other one")
            .related(mesh.object(*routes).at(covered.by_span), "this rule comes first");
    }
}
