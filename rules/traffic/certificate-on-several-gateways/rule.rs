//! HTTPS servers of two Gateways have one certificate.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Sharing};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0138",
        name: "certificate-on-several-gateways",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "HTTPS servers of two Gateways have one certificate for different hosts",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let shared = mesh.shared_listeners().iter().filter(|shared| shared.sharing == Sharing::SameCertificate);
    for shared in shared {
        let other = mesh.object(shared.other);
        let message = format!(
            "Gateway `{}/{}` uses the certificate `{}` on port {} of the same pods as well: browsers send requests for its hosts over connections made for these, and get status 404",
            other.namespace,
            other.name(),
            shared.shared,
            shared.port
        );
        out.report(shared.gateway, shared.span, message)
            .help("bring the hosts into one server of one Gateway, and bind all VirtualServices to it")
            .related(other.at(shared.other_span), "the same certificate");
    }
}
