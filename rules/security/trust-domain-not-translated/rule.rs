//! A policy asks for `cluster.local` with a wildcard, where the mesh has another trust domain.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::policies::Unmet;
use crate::rules::verdicts;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0553",
        name: "trust-domain-not-translated",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A policy asks for `cluster.local` with a wildcard, where the mesh has another trust domain",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for verdict in mesh.unmet_values() {
        let Unmet::TrustDomain(own) = &verdict.why else { continue };
        let cause = format!(
            "the trust domain of the mesh is `{own}`, and istiod puts it in the place of `cluster.local` only where a \
             principal is written in full: `{}` stays as it is",
            verdict.text
        );
        let help = format!(
            "write `{}`, or name namespaces under `namespaces`",
            verdict.text.replacen("cluster.local", own, 1)
        );
        verdicts::report(out, verdict, &cause).help(help);
    }
}
