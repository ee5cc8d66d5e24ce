//! All rules for a host are for other ports than that of a server.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Misfit};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0352",
        name: "server-gets-no-rule",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "All rules for a host are for other ports than that of a server",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.gateway_misfits() {
        let Misfit::ServerWithoutRule(port, place) = own.misfit else { continue };
        let message = format!(
            "every match is for another port than {port}, on which a server of the Gateway has the host as well: \
             requests to it get status 404"
        );
        out.report(own.routes, own.span, message)
            .help(format!("leave out `port`, or add a rule for port {port}"))
            .related(place, "the server that gets no rule");
    }
}
