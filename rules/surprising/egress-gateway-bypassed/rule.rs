//! HTTP to a host goes through a gateway, and TLS to the same host goes past it.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Target};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0737",
        name: "egress-gateway-bypassed",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "HTTP to a host goes through a gateway, and TLS to the same host goes past it",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for bypass in mesh.bypassed_gateways() {
        let (entry, gateway) = (mesh.services.get(bypass.entry), mesh.services.get(bypass.gateway));
        let message = format!(
            "HTTP to `{}` goes through `{}`, while no rule is for its port {}: TLS goes straight out, past the gateway",
            entry.host, gateway.name, bypass.port
        );
        out.report(bypass.routes.id, bypass.span, message)
            .help(format!(
                "add `tls` rules for port {}, or take the port out of the ServiceEntry",
                bypass.port
            ))
            .related_if(mesh.location(Target::Service(bypass.entry)), "it registers the port");
    }
}
