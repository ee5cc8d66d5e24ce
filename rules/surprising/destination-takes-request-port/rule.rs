//! A destination without a port has only one, and requests come to another.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Target};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0712",
        name: "destination-takes-request-port",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Surprising,
        summary: "A destination without a port has only one, and requests come to another",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for route in mesh.portless_routes_to_one_port() {
        let (Some(asked), Some(only)) = (route.strange_port, route.ports.first()) else { continue };
        let message = format!(
            "`{}` has port {only} alone, and this destination names none: requests that come to port {asked} are sent to its port {asked}, and get status 503",
            route.host
        );
        out.report(route.from, route.span, message)
            .help(format!("add `port: {{number: {only}}}` to the destination"))
            .related_if(mesh.location(Target::Service(route.service)), "the service");
    }
}
