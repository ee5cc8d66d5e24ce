//! A gateway takes the token off, and a policy behind it asks for one.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0566",
        name: "token-taken-off-at-gateway",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A gateway takes the token off, and a policy behind it asks for one",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for removed in &mesh.tokens().removed {
        let workload = mesh.workloads.get(removed.workload);
        let message = format!(
            "the gateway takes the token off once it is checked, and a policy for `{}/{}` behind it asks for one: requests \
             through the gateway get status 403 there",
            workload.namespace, workload.name
        );
        out.report(removed.policy, removed.span, message)
            .help("set `forwardOriginalToken: true` in this rule")
            .related(removed.asked_by, "this asks for a token");
    }
}
