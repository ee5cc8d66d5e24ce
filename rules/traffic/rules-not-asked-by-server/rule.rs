//! A VirtualService has rules of a kind that no server of its Gateways asks for.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Misfit, RuleKind, ServerKind};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0350",
        name: "rules-not-asked-by-server",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A VirtualService has rules of a kind that no server of its Gateways asks for",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.gateway_misfits() {
        let Misfit::KindNotAsked(kind, server, place) = &own.misfit else { continue };
        let rules = match kind {
            RuleKind::Http => "http",
            RuleKind::Tls => "tls",
            RuleKind::Tcp => "tcp",
        };
        let (does, wanted) = match server {
            ServerKind::PlainHttp => ("serves plain HTTP", "http"),
            ServerKind::EndsTls => ("ends TLS and serves HTTP", "http"),
            ServerKind::PassesTls => ("passes TLS on without looking inside", "tls"),
            ServerKind::Bytes => ("passes bytes on", "tcp"),
        };
        let effect = match (own.has_others, server) {
            (true, _) => "they have no effect",
            (false, ServerKind::PlainHttp | ServerKind::EndsTls) => {
                "they have no effect, and as no other rule is left requests get status 404"
            }
            (false, _) => "they have no effect, and as no other rule is left the gateway does not listen",
        };
        let message = format!(
            "the server of the Gateway {does} and asks for `{wanted}` rules, not for `{rules}` rules: {effect}"
        );
        out.report(own.routes, own.span, message)
            .help(match (kind, server) {
                (RuleKind::Http, ServerKind::PassesTls) => {
                    "write `tls` rules with `sniHosts`, or let the server end TLS (`mode: SIMPLE`)"
                }
                (RuleKind::Tls, _) => {
                    "write `http` rules, or let the server pass TLS on (`mode: PASSTHROUGH`)"
                }
                _ => "write rules of the kind that the server asks for, or change its protocol",
            })
            .related(*place, "the server");
    }
}
