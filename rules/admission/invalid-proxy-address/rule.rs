//! An address that proxies connect to is not a host with a port.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-proxy-address",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "An address that proxies connect to is not a host with a port",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["MeshProxyConfig"],
            paths: &[
                "discoveryAddress",
                "statsdUdpAddress",
                "envoyMetricsServiceAddress",
                "(envoyMetricsService|envoyAccessLogService).address",
                "tracing.lightstep.address",
            ],
            check,
        },
        Subject {
            kinds: &["MeshProxyConfig"],
            paths: &["tracing.(zipkin|datadog).address"],
            check: check_tracer,
        },
    ]),
};

/// An empty address is as none, but for that of the control plane.
fn check(address: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = address.text() else { return };
    if !text.is_empty() || address.name() == "discoveryAddress" {
        judge(address, text, out);
    }
}

/// A tracer may run on the node of the proxy, whose address is not known here.
fn check_tracer(address: &Cursor<'_>, out: &mut Findings<'_>) {
    if let Some(text) = address.text() {
        judge(address, &text.replacen("$(HOST_IP)", "127.0.0.1", 1), out);
    }
}

fn judge(address: &Cursor<'_>, text: &str, out: &mut Findings<'_>) {
    let Some((fault, help)) = fault(text) else { return };
    let written = address.text().unwrap_or_default();
    let message = format!(
        "`{written}` is not a valid address of a service, since {fault}: Istio refuses the mesh configuration"
    );
    out.report_here(address.span(), message).help(help);
}

/// What is wrong with a host and its port (Go: `net.SplitHostPort`).
fn fault(text: &str) -> Option<(&'static str, &'static str)> {
    const FORM: &str = "write host and port, such as `zipkin.tracing:9411`";
    if text.is_empty() {
        return Some(("it is empty", FORM));
    }
    if text.contains("://") {
        return Some(("it has a scheme", "remove the scheme: write host and port alone"));
    }
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once("]:")) {
        Some((host, port)) => (host, port),
        None => match text.rsplit_once(':') {
            Some((host, _)) if host.contains(':') => {
                return Some(("it has too many colons", "put an IPv6 address into brackets: `[::1]:9411`"));
            }
            Some(parts) => parts,
            None => return Some(("it has no port", FORM)),
        },
    };
    if !port.parse::<u16>().is_ok_and(|port| port > 0) {
        return Some(("its port is not a number from 1 to 65535", FORM));
    }
    let is_host = text::fqdn(host).is_ok() || text::ip(host);
    (!is_host).then_some(("its host is neither a name nor an IP address", FORM))
}
