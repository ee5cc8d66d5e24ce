//! An outdated TLS version is allowed without the ciphers that it needs.

use crate::diag::{Check, Findings, Group, Rule, Severity};
use crate::graph::Mesh;
use crate::model::{Gateway, OrEmpty};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0133",
    name: "tls-version-without-ciphers",
    aliases: &[],
    severity: Severity::Warning,
    group: Group::Security,
    summary: "An outdated TLS version is allowed without the ciphers that it needs",
    doc: include_str!("README.md"),
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for gateway in mesh.all::<Gateway>() {
        for server in gateway.spec.servers.items() {
            let Some(tls) = &server.tls else { continue };
            let Some(version) = &tls.min_protocol_version else { continue };
            let is_outdated = matches!(&*version.value, "TLSV1_0" | "TLSV1_1");
            if !is_outdated || !tls.cipher_suites.items().is_empty() {
                continue;
            }
            let message = format!(
                "`{}` needs cipher suites that Envoy no longer offers by default: clients that speak nothing newer fail the handshake",
                version.value
            );
            out.report(gateway.id, version.span, message).help(
                "require `TLSV1_2`, or list `cipherSuites` of that time, such as `ECDHE-RSA-AES128-SHA`",
            );
        }
    }
}
