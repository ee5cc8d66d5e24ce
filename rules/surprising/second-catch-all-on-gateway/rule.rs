//! Of two catch-all rules for one host on a gateway, the older VirtualService has the only one that counts.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Contest, Mesh};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0730",
        name: "second-catch-all-on-gateway",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "Of two catch-all rules for one host on a gateway, the older VirtualService has the only one that counts",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.gateway_contests() {
        let Contest::SecondCatchAll(host) = &own.contest else { continue };
        let message = format!(
            "on this gateway an older VirtualService with the host `{host}` takes every request that no other rule takes: this rule gets none"
        );
        out.report_at(own.location, Some(own.object), message)
            .help("keep one rule without conditions for the host")
            .related_if(own.winner, "the rule that gets them");
    }
}
