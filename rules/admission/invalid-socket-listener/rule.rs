//! A listener has both a socket and a port, or neither.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-socket-listener",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A listener has both a socket and a port, or neither",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["Gateway"], paths: &["spec.servers[]"], check: check_server },
        Subject { kinds: &["Sidecar"], paths: &["spec.egress[]"], check: check_egress },
    ]),
};

fn check_server(server: &Cursor<'_>, out: &mut Findings<'_>) {
    let (Some(bind), Some(port)) = (server.get("bind"), server.get("port")) else { return };
    let Some(number) = port.get("number") else { return };
    if bind.text().is_some_and(|bind| bind.starts_with("unix://"))
        && number.integer().is_some_and(|port| port != 0)
    {
        out.report_here(
            number.span(),
            "a server that is bound to a socket has no port: Istio refuses the Gateway",
        )
        .help("write `number: 0`, or bind to an IP address")
        .related_here(bind.span(), "the socket");
    }
}

fn check_egress(listener: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(port) = listener.get("port") else { return };
    let number = port.get("number");
    if number.as_ref().is_some_and(|number| number.integer() != Some(0)) {
        return;
    }
    let bind = listener.get("bind");
    if !bind.as_ref().is_some_and(|bind| bind.text().is_some_and(|bind| bind.starts_with("unix://"))) {
        let span =
            bind.map(|bind| bind.span()).or(number.map(|number| number.span())).unwrap_or(port.key_span());
        out.report_here(
            span,
            "a listener without a port number has to be bound to a socket: Istio refuses the Sidecar",
        )
        .help("give the port as `number`, or a socket as `bind: unix:///run/app.sock`");
        return;
    }
    if let Some(mode) = listener.get("captureMode").filter(|mode| mode.text() == Some("IPTABLES")) {
        out.report_here(
            mode.span(),
            "iptables cannot send connections to a socket: Istio refuses the Sidecar",
        )
        .help("write `captureMode: NONE`, and let the application use the socket");
    }
}
