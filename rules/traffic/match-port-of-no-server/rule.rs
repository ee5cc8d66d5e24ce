//! A match names a port that no server of the Gateways has.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Misfit};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0351",
        name: "match-port-of-no-server",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A match names a port that no server of the Gateways has",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.gateway_misfits() {
        let Misfit::PortOfNoServer(port, known) = &own.misfit else { continue };
        let known: Vec<String> = known.iter().map(i64::to_string).collect();
        let message = format!(
            "`port` is compared with the port of the server, and the Gateways have servers for {} alone: this match \
             takes no request",
            known.join(" and ")
        );
        out.report(own.routes, own.span, message)
            .help(format!("leave out `port`, or write one of {}, not {port}", known.join(" and ")));
    }
}
