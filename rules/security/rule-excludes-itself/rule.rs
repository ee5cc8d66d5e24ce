//! A rule of a policy excludes all values that it asks for.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::policies::Unmet;
use crate::rules::verdicts;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0561",
        name: "rule-excludes-itself",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A rule of a policy excludes all values that it asks for",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for verdict in mesh.unmet_values() {
        let Unmet::Excluded(by) = verdict.why else { continue };
        verdicts::report(out, verdict, "all of these values are excluded beside them")
            .help("remove one of the two lists, or narrow the one that excludes")
            .related_here(by, "this excludes them");
    }
}
