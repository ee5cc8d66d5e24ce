//! A rule of a policy adds nothing, as another one matches all of its requests.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::policies::Overlap;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0564",
        name: "policy-rule-repeats",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Security,
        summary: "A rule of a policy adds nothing, as another one matches all of its requests",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.rule_overlaps().iter().filter(|own| own.overlap == Overlap::Repeated) {
        out.report(
            own.policy,
            own.span,
            "another rule of the policy matches all requests that this one matches",
        )
        .help("remove it, or narrow the other one")
        .related(own.other, "the other rule");
    }
}
