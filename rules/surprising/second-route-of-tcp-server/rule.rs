//! An older VirtualService takes all connections of a TCP server.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Contest, Mesh};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0728",
        name: "second-route-of-tcp-server",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "An older VirtualService takes all connections of a TCP server",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.gateway_contests() {
        let Contest::SecondForBytes = &own.contest else { continue };
        let message = "an older VirtualService has a rule for this server: a gateway gives it all connections, and this rule gets none";
        out.report_at(own.location, Some(own.object), message.to_owned())
            .help("put all destinations into one rule, or use a port for each")
            .related_if(own.winner, "the rule that gets them");
    }
}
