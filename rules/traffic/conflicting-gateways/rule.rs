//! Two servers of Gateways cannot both listen on a port of one workload.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Sharing};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0145",
        name: "conflicting-gateways",
        aliases: &["KIA0301"],
        severity: Severity::Error,
        group: Group::Traffic,
        summary: "Two servers of Gateways cannot both listen on a port of one workload",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for shared in mesh.shared_listeners() {
        let other = mesh.object(shared.other);
        let whose = match shared.other == shared.gateway {
            true => format!("server {} of this Gateway", shared.other_server + 1),
            false => format!("Gateway `{}/{}`", other.namespace, other.name()),
        };
        let port = shared.port;
        let (what, help) = match shared.sharing {
            Sharing::OtherProtocol => (
                format!("port {port} speaks another protocol in {whose}, for the same pods"),
                "give one of them another port, or the same kind of protocol",
            ),
            Sharing::BothTakeAll => (
                format!("{whose} takes all connections to port {port} of the same pods as well"),
                "give one of them another port, another `bind`, or TLS so that server names tell them apart",
            ),
            Sharing::SameName => (
                format!(
                    "{whose} has the TLS host `{}` on port {port} of the same pods as well",
                    shared.shared
                ),
                "keep the host in one of them",
            ),
            Sharing::SharedHost | Sharing::SameCertificate => continue,
        };
        let message =
            format!("{what}: istiod keeps the server of the older Gateway and leaves out the other one");
        let finding = out.report(shared.gateway, shared.span, message);
        finding.help(help).related(other.at(shared.other_span), "the other server");
        if !shared.is_overlapping {
            finding.aliases(&[]);
        }
    }
}
