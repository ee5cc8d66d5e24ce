//! Servers of two port numbers fall on one port of the gateway pods.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Contest, Mesh};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0727",
        name: "ports-are-one-listener",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "Servers of two port numbers fall on one port of the gateway pods",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.gateway_contests() {
        let (message, severity) = match &own.contest {
            Contest::OneListener(number, first, pod_port) => (
                format!(
                    "ports {number} and {first} are one listener, since the Service leads to port {pod_port} of the pods: the routes of both servers are served on either"
                ),
                Severity::Info,
            ),
            Contest::LeftOut(number, pod_port) => (
                format!(
                    "port {number} falls on port {pod_port} of the pods, where another server has this host or another protocol: istiod leaves out this server, and no request gets to it"
                ),
                Severity::Warning,
            ),
            _ => continue,
        };
        out.report_at(own.location, Some(own.object), message)
            .help("give the servers ports of the Service that lead to different ports of the pods")
            .severity(severity)
            .related_if(own.winner, "the server that comes first");
    }
}
