//! One rule of an ALLOW policy lets in all that the others restrict.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::policies::Overlap;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0562",
        name: "rule-allows-everything",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "One rule of an ALLOW policy lets in all that the others restrict",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.rule_overlaps() {
        match own.overlap {
            Overlap::AllowsAll => {
                let message = "rules are alternatives, and this one asks for no source while its operations match \
                               everything that comes to these workloads: the other rules restrict nothing";
                out.report(own.policy, own.span, message)
                    .help("where it belongs to the rule before it, take away the dash, so that both have to match")
                    .related(own.other, "a rule that restricts nothing");
            }
            Overlap::Split => {
                let message = "rules are alternatives: this one asks for no source, and lets everybody do what it names, \
                               whatever the rule before it asks for";
                out.report(own.policy, own.span, message)
                    .severity(Severity::Info)
                    .help("where it belongs to the rule before it, take away the dash, so that both have to match")
                    .related(own.other, "this rule asks for sources");
            }
            _ => {}
        }
    }
}
