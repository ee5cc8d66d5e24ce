//! A rule allows what a DENY policy refuses.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::policies::Overlap;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0563",
        name: "allowed-and-denied",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A rule allows what a DENY policy refuses",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.rule_overlaps().iter().filter(|own| own.overlap == Overlap::Denied) {
        let message = "a DENY policy for the same workloads refuses all that this rule allows, and is asked first: \
                       nothing comes through by this rule";
        out.report(own.policy, own.span, message)
            .help("remove one of the two rules, or except in the DENY policy what is to be allowed")
            .related(own.other, "this rule denies it");
    }
}
