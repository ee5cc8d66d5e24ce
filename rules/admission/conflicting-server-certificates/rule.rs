//! A server has certificates from several sources, or some where its mode has its own.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::model::ServerTlsMode;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "conflicting-server-certificates",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A server has certificates from several sources, or some that its TLS mode does not take",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["Gateway", "Sidecar"],
        paths: &["spec.servers[].tls", "spec.ingress[].tls"],
        check,
    }]),
};

const OF_ISTIO_MUTUAL: [&str; 6] = [
    "serverCertificate",
    "privateKey",
    "caCertificates",
    "tlsCertificates",
    "credentialName",
    "credentialNames",
];

fn check(tls: &Cursor<'_>, out: &mut Findings<'_>) {
    let kind = tls.object.kind;
    let filled = |field: &str| tls.get(field).filter(|value| !value.is_empty()).is_some();
    let mode = ServerTlsMode::read(tls.text_of("mode"));
    if mode == Some(ServerTlsMode::IstioMutual) {
        for field in OF_ISTIO_MUTUAL.into_iter().filter(|field| filled(field)) {
            let Some(value) = tls.get(field) else { continue };
            let message = format!(
                "mode `ISTIO_MUTUAL` uses the certificates of the mesh, and `{field}` names others: Istio refuses the {kind}"
            );
            out.report_here(value.key_span(), message)
                .help(format!("remove `{field}`, or use mode `MUTUAL`"));
        }
        return;
    }
    let is_held_elsewhere = filled("credentialName") || filled("credentialNames");
    let list = tls
        .get("caCrl")
        .filter(|list| mode == Some(ServerTlsMode::Simple) && !is_held_elsewhere && !list.is_empty());
    if let Some(list) = list {
        let message = format!(
            "mode `SIMPLE` asks clients for no certificate that `caCrl` could revoke: Istio refuses the {kind}"
        );
        out.report_here(list.key_span(), message).help("remove `caCrl`, or use mode `MUTUAL`");
    }
    let has_pair = filled("serverCertificate") && filled("privateKey");
    let sources = [
        ("serverCertificate", has_pair),
        ("credentialName", filled("credentialName")),
        ("credentialNames", filled("credentialNames")),
        ("tlsCertificates", filled("tlsCertificates")),
    ];
    let mut given = sources.into_iter().filter(|(_, given)| *given).map(|(field, _)| field);
    let (Some(first), Some(second)) = (given.next(), given.next()) else { return };
    // These the CRD excludes already.
    if second != "credentialName"
        && first.starts_with("credentialName")
        && (first, second) != ("credentialName", "tlsCertificates")
    {
        return;
    }
    let (Some(one), Some(other)) = (tls.get(first), tls.get(second)) else { return };
    let message =
        format!("the certificate is given by both `{first}` and `{second}`: Istio refuses the {kind}");
    out.report_here(other.key_span(), message)
        .help("keep one of the two")
        .related_here(one.key_span(), "the first one");
}
