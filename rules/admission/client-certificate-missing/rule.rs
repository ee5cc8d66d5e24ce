//! Mutual TLS without a certificate of the client or its key.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "client-certificate-missing",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "Mutual TLS lacks the certificate of the client or its key",
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
    let Some(mode) = tls.get("mode").filter(|mode| mode.text() == Some("MUTUAL")) else { return };
    if !tls.text_of("credentialName").is_empty() {
        return;
    }
    let missing = match (tls.text_of("clientCertificate").is_empty(), tls.text_of("privateKey").is_empty()) {
        (true, true) => "`clientCertificate` and `privateKey`",
        (true, false) => "`clientCertificate`",
        (false, true) => "`privateKey`",
        (false, false) => return,
    };
    let message = format!(
        "mode `MUTUAL` shows a certificate to the server, and {missing} is not given: Istio refuses the {kind}"
    );
    out.report_here(mode.span(), message).help(format!(
        "add {missing}, or `credentialName`; for the certificates of the mesh use `ISTIO_MUTUAL`"
    ));
}
