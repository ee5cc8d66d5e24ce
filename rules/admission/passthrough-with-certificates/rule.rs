//! A server that passes TLS on has certificates.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::model::ServerTlsMode;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "passthrough-with-certificates",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A server that passes TLS on undecrypted has certificates",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["Gateway", "Sidecar"],
        paths: &["spec.servers[].tls", "spec.ingress[].tls"],
        check,
    }]),
};

const FIELDS: [&str; 7] = [
    "credentialName",
    "credentialNames",
    "serverCertificate",
    "privateKey",
    "tlsCertificates",
    "caCertificates",
    "caCrl",
];

fn check(tls: &Cursor<'_>, out: &mut Findings<'_>) {
    let mode = ServerTlsMode::read(tls.text_of("mode")).filter(|mode| mode.is_passthrough());
    let Some(mode) = mode else { return };
    let Some(field) = FIELDS.into_iter().find(|field| tls.get(field).is_some_and(|value| !value.is_empty()))
    else {
        return;
    };
    let Some(value) = tls.get(field) else { return };
    let (message, help) = match tls.has("mode") {
        true => (
            format!("mode `{mode}` passes connections on as they are: `{field}` is not used"),
            format!("remove `{field}`, or use mode `SIMPLE` to decrypt here"),
        ),
        false => (
            format!(
                "without `mode` connections are passed on as they are (PASSTHROUGH): `{field}` is not used"
            ),
            "add `mode: SIMPLE` to decrypt here".to_owned(),
        ),
    };
    out.report_here(value.key_span(), message).help(help);
}
