//! A policy of a gateway refuses preflights, which have no token.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0567",
        name: "preflight-refused",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A policy of a gateway refuses preflights, which have no token",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for refused in mesh.refused_preflights() {
        out.report(
            refused.policy,
            refused.span,
            "browsers send preflights (OPTIONS) without a token, and policies are asked before `corsPolicy` answers: they get \
             status 403, and the browser reports an error of CORS",
        )
        .help("leave preflights out, with `notMethods: [OPTIONS]` in a DENY rule or an ALLOW rule for OPTIONS")
        .related(refused.cors, "the preflights of this route are refused");
    }
}
