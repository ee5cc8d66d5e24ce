//! A policy asks for tokens that nobody checks.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::policies::Unmet;
use crate::rules::verdicts;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0558",
        name: "token-not-checked",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Security,
        summary: "A policy asks for tokens that nobody checks",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for verdict in mesh.unmet_values() {
        match &verdict.why {
            Unmet::NoTokenChecked => {
                let cause =
                    "no RequestAuthentication is for these workloads: no token is ever accepted there";
                verdicts::report(out, verdict, cause).help(
                    "add a RequestAuthentication for the same workloads, with the issuer of the tokens",
                );
            }
            Unmet::OtherIssuer(issuers) => {
                let known: Vec<String> = issuers.iter().map(|issuer| format!("`{issuer}`")).collect();
                let cause = format!(
                    "the RequestAuthentications for these workloads accept tokens of {} alone, and `{}` is of another \
                     issuer",
                    known.join(" and "),
                    verdict.text
                );
                verdicts::report(out, verdict, &cause)
                    .help("name the issuer as the RequestAuthentication does, to the last slash");
            }
            _ => {}
        }
    }
}
