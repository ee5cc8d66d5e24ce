//! Two servers of Gateways have a host in common on one port of one workload.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Sharing};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0332",
        name: "gateways-share-host",
        aliases: &["IST0145", "KIA0301"],
        severity: Severity::Info,
        group: Group::Traffic,
        summary: "Two servers of Gateways have a host in common on one port of one workload",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let shared = mesh.shared_listeners().iter().filter(|shared| shared.sharing == Sharing::SharedHost);
    for shared in shared {
        let other = mesh.object(shared.other);
        let whose = match shared.other == shared.gateway {
            true => format!("server {} of this Gateway", shared.other_server + 1),
            false => format!("Gateway `{}/{}`", other.namespace, other.name()),
        };
        let (port, host) = (shared.port, &shared.shared);
        let (message, aliases): (_, &'static [&'static str]) = match shared.is_same_host {
            true => (
                format!(
                    "{whose} has the host `{host}` on port {port} of the same pods as well: routes of VirtualServices for either are mixed, in an order that nobody chose"
                ),
                // istioctl compares what is written.
                if shared.is_same_text { &["IST0145", "KIA0301"] } else { &["KIA0301"] },
            ),
            false => (
                format!(
                    "{whose} has the host `{host}` on port {port} of the same pods, which overlaps with this one: requests go to the narrower name alone"
                ),
                &["KIA0301"],
            ),
        };
        let finding = out.report(shared.gateway, shared.span, message);
        finding
            .help("keep each host in one Gateway, and bind the VirtualServices for it there")
            .related(other.at(shared.other_span), "the other host")
            .shared("the other host")
            .aliases(aliases);
    }
}
