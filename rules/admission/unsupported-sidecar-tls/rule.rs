//! TLS settings of an ingress listener that only a gateway has.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::model::ServerTlsMode;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "unsupported-sidecar-tls",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "TLS settings of an ingress listener are such as only a gateway has",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["Sidecar"], paths: &["spec.ingress[].tls"], check }]),
};

fn check(tls: &Cursor<'_>, out: &mut Findings<'_>) {
    for field in ["subjectAltNames", "credentialName", "credentialNames", "tlsCertificates"] {
        if let Some(value) = tls.get(field).filter(|value| !value.is_empty()) {
            let message = format!(
                "`{field}` is for gateways, not for the listeners of a sidecar: Istio refuses the Sidecar"
            );
            let help = match field {
                "subjectAltNames" => "remove it",
                _ => "give `serverCertificate` and `privateKey` as files of the proxy",
            };
            out.report_here(value.key_span(), message).help(help);
        }
    }
    if let Some(redirect) = tls.get("httpsRedirect").filter(Cursor::is_true) {
        out.report_here(
            redirect.key_span(),
            "`httpsRedirect` is for gateways, not for the listeners of a sidecar: Istio refuses the Sidecar",
        )
        .help("remove it");
    }
    if let Some(mode) = tls.get("mode").filter(|mode| {
        let read = mode.text().and_then(ServerTlsMode::read);
        matches!(read, Some(ServerTlsMode::IstioMutual | ServerTlsMode::AutoPassthrough))
    }) {
        let text = mode.text().unwrap_or_default();
        let message =
            format!("a listener of a sidecar cannot have TLS mode `{text}`: Istio refuses the Sidecar");
        out.report_here(mode.span(), message)
            .help("remove `tls` for mutual TLS of the mesh, which a PeerAuthentication is for; otherwise use `SIMPLE` or `MUTUAL`");
    }
}
