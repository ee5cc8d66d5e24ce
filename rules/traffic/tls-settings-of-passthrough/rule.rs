//! A server of a Gateway passes TLS through and has settings for ending it.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{Gateway, OrEmpty, ServerTls, ServerTlsMode};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0335",
        name: "tls-settings-of-passthrough",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Traffic,
        summary: "A server that passes TLS through has settings for ending it",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for gateway in mesh.all::<Gateway>() {
        for server in gateway.spec.servers.items() {
            let Some(tls) = &server.tls else { continue };
            let Some(mode) = tls.value.mode.as_ref().filter(|_| is_passthrough(&tls.value)) else {
                continue;
            };
            let settings = [
                ("minProtocolVersion", tls.value.min_protocol_version.as_ref().map(|field| field.key)),
                ("maxProtocolVersion", tls.value.max_protocol_version.as_ref().map(|field| field.key)),
                ("cipherSuites", tls.value.cipher_suites.as_ref().map(|field| field.key)),
            ];
            for (name, key) in settings {
                let Some(key) = key else { continue };
                let message = format!(
                    "`{name}` has no effect with mode {}: client and server agree on TLS without the gateway",
                    mode.value
                );
                out.report(gateway.id, key, message)
                    .help("remove it, or end TLS at the gateway with mode SIMPLE and a certificate")
                    .related(gateway.at(mode.span), "TLS is passed through");
            }
        }
    }
}

/// Modes in which the gateway looks at the server name alone. (istiod: `buildGatewayListenerTLSContext` in
/// `pilot/pkg/networking/core/gateway.go` makes no TLS context for them.)
fn is_passthrough(tls: &ServerTls) -> bool {
    matches!(ServerTlsMode::of(tls), ServerTlsMode::Passthrough | ServerTlsMode::AutoPassthrough)
}
