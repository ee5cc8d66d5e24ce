//! A rule gets no request, as another VirtualService for the host takes them.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0359",
        name: "rule-shadowed-by-other",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A rule gets no request, as another VirtualService for the host takes them",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for shadowed in &mesh.merged_rules().shadowed {
        let host = &shadowed.host;
        let message = match (shadowed.is_same, shadowed.is_certain) {
            (true, _) => format!(
                "another object has a rule for the same requests to `{host}` on this gateway: only that of the older one ever \
                 applies"
            ),
            (false, true) => {
                format!(
                    "an older VirtualService takes all requests to `{host}` that this rule is for: it never applies"
                )
            }
            (false, false) => format!(
                "another VirtualService takes all requests to `{host}` that this rule is for: where that one is older, this \
                 rule never applies"
            ),
        };
        let finding = out.report_at(shadowed.location, Some(shadowed.routes), message);
        finding
            .help("bring the rules for the host into one object, the narrower ones first")
            .related(shadowed.by, "the rule that takes them");
        if !shadowed.is_certain {
            finding.severity(Severity::Info);
        }
    }
}
