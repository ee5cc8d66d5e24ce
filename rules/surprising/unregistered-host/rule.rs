//! Rules for a host that is not registered hold on port 80 only.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Answer, HostStanding, Mesh, MeshHost, Role};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0713",
        name: "unregistered-host",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "Rules for a host that is not registered hold on port 80 only",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.mesh_hosts() {
        let is_unregistered = own.standing == HostStanding::Unregistered;
        if !is_unregistered || own.routes.spec.is_for_gateways() || is_said_elsewhere(mesh, own) {
            continue;
        }
        let message = format!(
            "no Service or ServiceEntry has the host `{}`: sidecars follow these rules on port 80, and on no other port",
            own.host
        );
        out.report(own.routes.id, own.span, message)
            .help("register the host with its ports in a ServiceEntry");
    }
}

/// Whether another rule says it: that the host is not expanded, or that a destination, which mostly is the same
/// host, does not exist.
fn is_said_elsewhere(mesh: &Mesh<'_>, own: &MeshHost<'_>) -> bool {
    let destinations = mesh.references_of(own.routes.id, Role::Destination);
    mesh.meant_service(&own.host).is_some()
        || destinations.iter().any(|reference| matches!(reference.answer, Answer::Absent(_)))
}
