//! A wildcard of a VirtualService stands for the registered hosts below it, and for no others.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{HostStanding, Mesh, Target};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0716",
        name: "wildcard-routes-spread",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A wildcard of a VirtualService stands for the registered hosts below it, and for no others",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.mesh_hosts() {
        let HostStanding::Spread(service) = own.standing else { continue };
        let message = format!(
            "sidecars spread `{}` over the registered hosts below it, such as `{}`: other names below it are not caught",
            own.host,
            mesh.services.get(service).host
        );
        out.report(own.routes.id, own.span, message)
            .help(format!("add a ServiceEntry for `{}` if it is meant for all names", own.host))
            .related_if(mesh.location(Target::Service(service)), "a registered host");
    }
}
