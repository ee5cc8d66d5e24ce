//! TLS settings for a client exclude each other.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::model::ClientTlsMode;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "conflicting-client-tls",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "TLS settings for a client exclude each other",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["DestinationRule"],
            paths: &["spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)tls"],
            check,
        },
        Subject { kinds: &["MeshProxyConfig"], paths: &["tracing.tlsSettings"], check },
    ]),
};

fn check(tls: &Cursor<'_>, out: &mut Findings<'_>) {
    let kind = tls.object.kind;
    let mode = ClientTlsMode::read(tls.text_of("mode"));
    if !matches!(mode, ClientTlsMode::Simple | ClientTlsMode::Mutual) {
        return;
    }
    let filled = |field: &str| tls.get(field).filter(|value| !value.is_empty()).map(|value| value.key_span());
    if let Some(skip) = tls.get("insecureSkipVerify").filter(Cursor::is_true) {
        // A Secret for mutual TLS may hold the client's certificate alone.
        let fields: &[&str] = match mode {
            ClientTlsMode::Simple => &["caCertificates", "credentialName", "subjectAltNames"],
            _ => &["caCertificates", "subjectAltNames"],
        };
        for field in fields {
            if let Some(span) = filled(field) {
                let message = format!(
                    "`{field}` says what to verify, and `insecureSkipVerify` not to verify: Istio refuses the {kind}"
                );
                out.report_here(span, message)
                    .help("remove `insecureSkipVerify`, so that the server is verified")
                    .related_here(skip.span(), "verification is turned off");
            }
        }
    }
    if let Some(credential) = filled("credentialName") {
        for field in ["clientCertificate", "privateKey", "caCertificates", "caCrl"] {
            if let Some(span) = filled(field) {
                let message = format!(
                    "certificates come from `credentialName`, so that `{field}` cannot be given: Istio refuses the {kind}"
                );
                out.report_here(span, message)
                    .help(format!("remove `{field}` or `credentialName`"))
                    .related_here(credential, "the credential");
            }
        }
    }
}
