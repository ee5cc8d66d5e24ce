//! Rules for a wildcard host are not asked for a narrower host that lacks rules.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0360",
        name: "no-way-back-to-wildcard",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Traffic,
        summary: "Rules for a wildcard host are not asked for a narrower host that lacks rules",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in &mesh.merged_rules().narrower {
        let other = mesh.object(own.other);
        let message = format!(
            "requests for `{}` never come here: VirtualService `{}/{}` has the host, and what its rules do not match gets \
             status 404",
            own.host,
            other.namespace,
            other.name()
        );
        out.report(own.routes, own.span, message)
            .help(format!("repeat there what is to hold for `{}`, or give it a rule for the rest", own.host))
            .related(other.name_location(), format!("this has `{}`", own.host));
    }
}
