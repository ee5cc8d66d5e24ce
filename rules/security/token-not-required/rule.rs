//! Tokens are checked, and no policy asks for one.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0565",
        name: "token-not-required",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Security,
        summary: "Tokens are checked, and no policy asks for one",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (policy, span) in &mesh.tokens().unrequired {
        out.report(
            *policy,
            *span,
            "requests with a wrong token are refused, and those without any token go on: no AuthorizationPolicy for these \
             workloads asks for one",
        )
        .help("add an AuthorizationPolicy that asks for `requestPrincipals`, such as `ISSUER/*`");
    }
}
