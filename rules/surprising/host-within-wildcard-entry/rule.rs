//! Rules for a name within the wildcard of a ServiceEntry hold on port 80 at most.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{HostStanding, Mesh, Target};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0715",
        name: "host-within-wildcard-entry",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "Rules for a name within the wildcard of a ServiceEntry hold on port 80 at most",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.mesh_hosts() {
        let HostStanding::Within(service) = own.standing else { continue };
        let wider = mesh.services.get(service);
        let message = match own.host.starts_with('*') {
            true => format!(
                "`{}` is registered, and `{}` is not: istiod leaves out these rules at sidecars",
                wider.host, own.host
            ),
            false if wider.ports.iter().all(|port| port.number == 80) => continue,
            false => format!(
                "`{}` is registered, and `{}` is not: sidecars follow these rules on port 80, and on no other port",
                wider.host, own.host
            ),
        };
        out.report(own.routes.id, own.span, message)
            .help(format!("add `{}` to the hosts of a ServiceEntry", own.host))
            .related_if(mesh.location(Target::Service(service)), "it registers the wildcard alone");
    }
}
