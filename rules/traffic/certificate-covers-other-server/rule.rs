//! The certificate of a server covers a host that only another server has.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0358",
        name: "certificate-covers-other-server",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "The certificate of a server covers a host that only another server has",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for shared in mesh.shared_certificates() {
        let message = format!(
            "the certificate of this server is for `{}`, and so for `{}` as well, which only another server of the port \
             has: browsers send requests for it over connections made for `{}`, and get status 404",
            shared.name, shared.host, shared.own_host
        );
        out.report(shared.gateway, shared.span, message)
            .help(
                "bring the hosts into one server of one Gateway, or give each server a certificate for its own hosts alone",
            )
            .related(shared.other, "the server that has the host");
    }
}
