//! A server that terminates TLS lacks a certificate, its key, or the CA of its clients.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::model::ServerTlsMode;
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "server-certificate-missing",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A server that terminates TLS lacks a certificate, its key, or the CA of its clients",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["Gateway", "Sidecar"],
        paths: &["spec.servers[].tls", "spec.ingress[].tls"],
        check,
    }]),
};

fn check(tls: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(mode) = tls.get("mode") else { return };
    let text = mode.text().unwrap_or_default();
    let read = ServerTlsMode::read(text);
    let is_mutual = read.is_some_and(ServerTlsMode::has_authorities);
    let has_list = |field| tls.get(field).is_some_and(|list| !list.is_empty());
    let is_held_elsewhere = !tls.text_of("credentialName").is_empty() || has_list("credentialNames");
    if !read.is_some_and(ServerTlsMode::has_certificate) || is_held_elsewhere {
        return;
    }
    let files = tls.get("tlsCertificates").filter(|list| !list.is_empty());
    match &files {
        Some(files) => files.items().for_each(|pair| check_pair(&pair, pair.key_span(), text, out)),
        None => check_pair(tls, mode.span(), text, out),
    }
    let has_ca =
        ["caCertificates", "caCertCredentialName"].into_iter().any(|field| !tls.text_of(field).is_empty());
    if is_mutual && !has_ca {
        let message = format!(
            "TLS mode `{text}` needs the certificate of the CA that signs the clients' certificates: {}",
            refused(tls)
        );
        out.report_here(mode.span(), message)
            .help("add `caCertificates`, or a `credentialName` whose Secret has `ca.crt`");
    }
}

fn check_pair(pair: &Cursor<'_>, span: Span, mode: &str, out: &mut Findings<'_>) {
    let missing = match (pair.text_of("serverCertificate").is_empty(), pair.text_of("privateKey").is_empty())
    {
        (true, true) => "`serverCertificate` and `privateKey`",
        (true, false) => "`serverCertificate`",
        (false, true) => "`privateKey`",
        (false, false) => return,
    };
    let help = match pair.object.kind {
        "Gateway" => {
            format!("add `credentialName` with the Secret of the certificate, or {missing} as files")
        }
        _ => format!("add {missing} as files"),
    };
    out.report_here(span, format!("TLS mode `{mode}` needs {missing}: {}", refused(pair))).help(help);
}

fn refused(tls: &Cursor<'_>) -> String {
    format!("Istio refuses the {}", tls.object.kind)
}
