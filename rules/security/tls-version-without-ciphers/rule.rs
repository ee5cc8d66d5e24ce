//! An outdated TLS version is allowed without the ciphers that it needs.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "tls-version-without-ciphers",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "An outdated TLS version is allowed without the ciphers that it needs",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["Gateway", "Sidecar"],
        paths: &["spec.servers[].tls", "spec.ingress[].tls"],
        check,
    }]),
};

fn check(tls: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(version) = tls.get("minProtocolVersion") else { return };
    let Some(text @ ("TLSV1_0" | "TLSV1_1")) = version.text() else { return };
    if tls.get("cipherSuites").is_some_and(|suites| !suites.is_empty()) {
        return;
    }
    let message = format!(
        "`{text}` needs cipher suites that Envoy no longer offers by default: clients that speak nothing newer fail the handshake"
    );
    out.report_here(version.span(), message)
        .help("require `TLSV1_2`, or list `cipherSuites` of that time, such as `ECDHE-RSA-AES128-SHA`");
}
