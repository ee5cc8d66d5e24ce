//! TLS settings and the protocol of a port contradict each other.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::model::ServerTlsMode;
use crate::text::Protocol;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "tls-against-protocol",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A port has TLS settings but no TLS protocol, or the other way round",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["Gateway"], paths: &["spec.servers[]"], check: check_server },
        Subject { kinds: &["Sidecar"], paths: &["spec.ingress[]"], check: check_ingress },
    ]),
};

fn check_server(server: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(port) = server.get("port") else { return };
    let Some(protocol) = port.get("protocol") else { return };
    let Some(text) = protocol.text() else { return };
    let Some(kind) = Protocol::of(text) else { return };
    let Some(tls) = server.get("tls") else {
        if kind.is_tls() {
            let message = format!(
                "port protocol `{text}` needs `tls` settings, and there are none: Istio refuses the Gateway"
            );
            out.report_here(protocol.span(), message)
                .help("add `tls` with a `mode`, and the certificate in `credentialName` unless the mode is PASSTHROUGH");
        }
        return;
    };
    // For plain HTTP the settings may say that requests are redirected to HTTPS, and nothing else.
    let passes = ServerTlsMode::read(tls.text_of("mode")).is_some_and(ServerTlsMode::is_passthrough);
    let file = ["serverCertificate", "privateKey", "caCertificates"]
        .into_iter()
        .find(|file| !tls.text_of(file).is_empty());
    if kind.is_tls() || kind.is_http() && passes && file.is_none() {
        return;
    }
    let at = if kind.is_http() && passes { file } else { Some("mode") };
    let span = at.and_then(|field| tls.get(field)).map_or(tls.key_span(), |field| field.span());
    let message = format!(
        "a port with protocol `{text}` is not encrypted, but has TLS settings: Istio refuses the Gateway"
    );
    let help = match kind {
        kind if kind.is_http() => "write `protocol: HTTPS`, or leave only `httpsRedirect` in `tls`",
        _ => "write `protocol: TLS`, or remove `tls`",
    };
    out.report_here(span, message).help(help).related_here(protocol.span(), "the protocol");
}

fn check_ingress(listener: &Cursor<'_>, out: &mut Findings<'_>) {
    let (Some(port), Some(tls)) = (listener.get("port"), listener.get("tls")) else { return };
    let protocol = port.get("protocol");
    let text = port.text_of("protocol");
    if Protocol::of(text).map_or(!text.is_empty(), Protocol::is_tls) {
        return;
    }
    let message = match text {
        "" => "a port without `protocol` cannot have TLS settings: Istio refuses the Sidecar".to_owned(),
        _ => format!(
            "a port with protocol `{text}` is not encrypted, but has TLS settings: Istio refuses the Sidecar"
        ),
    };
    let finding = out.report_here(tls.key_span(), message);
    finding.help("write `protocol: HTTPS` or `protocol: TLS`, or remove `tls`");
    if let Some(protocol) = protocol {
        finding.related_here(protocol.span(), "the protocol");
    }
}
