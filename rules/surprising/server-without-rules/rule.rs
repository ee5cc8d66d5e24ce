//! No rule serves a server for TCP or for TLS that goes through: nothing listens.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Contest, Mesh};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0729",
        name: "server-without-rules",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "No rule serves a server for TCP or for TLS that goes through: nothing listens",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.gateway_contests() {
        let Contest::NoRules(number, is_bound) = &own.contest else { continue };
        // The VirtualServices of a Gateway that nothing here is bound to may be kept elsewhere.
        if !is_bound && !mesh.model.complete {
            continue;
        }
        let message = format!(
            "no VirtualService or route has a rule that serves this server: the gateway does not listen on port {number}"
        );
        let finding = out.report_at(own.location, Some(own.object), message);
        finding.help(
            "bind a VirtualService to the Gateway, with `tcp` rules, or `tls` rules where TLS goes through",
        );
        if mesh.model.complete {
            finding.severity(Severity::Warning);
        }
    }
}
