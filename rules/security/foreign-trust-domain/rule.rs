//! A policy names identities of a trust domain that no workload of the mesh accepts.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::policies::Unmet;
use crate::rules::verdicts;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0571",
        name: "foreign-trust-domain",
        aliases: &["KIA0108"],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A policy names identities of a trust domain that no workload of the mesh accepts",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let own = mesh.trust_domains();
    for verdict in mesh.unmet_values() {
        let Unmet::ForeignTrustDomain(domain) = verdict.why else { continue };
        let known = own.iter().map(|domain| format!("`{domain}`")).collect::<Vec<_>>().join(", ");
        let cause = format!(
            "the workloads accept certificates of {known}, and refuse connections of clients from trust domain `{domain}`"
        );
        verdicts::report(out, verdict, &cause)
            .help(format!("write `{}`, or add `{domain}` to `trustDomainAliases`", own[0]))
            .aliases(if verdict.is_negated { &[] } else { &["KIA0108"] });
    }
}
