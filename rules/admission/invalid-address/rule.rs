//! An address is not an IP address, a range of them or a socket.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-address",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "An address is not an IP address, a range of addresses or a socket",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["Gateway"], paths: &["spec.servers[].bind"], check: check_bind },
        Subject { kinds: &["Sidecar"], paths: &["spec.ingress[].bind"], check: check_ip },
        Subject { kinds: &["Sidecar"], paths: &["spec.egress[]"], check: check_egress },
        Subject { kinds: &["ServiceEntry"], paths: &["spec.addresses[]"], check: check_subnet },
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.(tls|tcp)[].match[].destinationSubnets[]"],
            check: check_subnet,
        },
        Subject {
            kinds: &["AuthorizationPolicy"],
            paths: &["spec.rules[].from[].source.(ipBlocks|notIpBlocks|remoteIpBlocks|notRemoteIpBlocks)[]"],
            check: check_subnet,
        },
        Subject { kinds: &["MeshNetworks"], paths: &["{}.endpoints[].fromCidr"], check: check_subnet },
        Subject { kinds: &["MeshNetworks"], paths: &["{}.gateways[].address"], check: check_gateway },
        Subject {
            kinds: &["ServiceEntry", "WorkloadEntry"],
            paths: &["spec.(endpoints[].|)address"],
            check: check_socket,
        },
    ]),
};

fn check_bind(bind: &Cursor<'_>, out: &mut Findings<'_>) {
    match bind.text() {
        Some(text) if text.starts_with("unix://") => check_socket(bind, out),
        _ => check_ip(bind, out),
    }
}

fn check_ip(address: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = address.text().filter(|text| !text.is_empty() && !text::ip(text)) else { return };
    let help = if text.starts_with("unix:") {
        "give an IP address; a socket cannot stand here"
    } else {
        "give an IP address"
    };
    let message = format!("`{text}` is not an IP address: Istio refuses the {}", address.object.kind);
    out.report_here(address.span(), message).help(help);
}

/// Whether a listener without a port number has a socket is the concern of another rule.
fn check_egress(listener: &Cursor<'_>, out: &mut Findings<'_>) {
    let (Some(bind), Some(port)) = (listener.get("bind"), listener.get("port")) else { return };
    match port.get("number").and_then(|number| number.integer()) {
        None | Some(0) => check_socket(&bind, out),
        Some(_) => check_ip(&bind, out),
    }
}

fn check_subnet(address: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = address.text().filter(|text| !text.is_empty() && !text::subnet(text)) else { return };
    let message = format!(
        "`{text}` is not an IP address or a range of them: Istio refuses the {}",
        address.object.kind
    );
    out.report_here(address.span(), message)
        .help("write an address such as `192.0.2.7`, or a range such as `192.0.2.0/24`");
}

/// istiod looks names of gateways up (`RESOLVE_HOSTNAME_GATEWAYS`, on by default).
fn check_gateway(address: &Cursor<'_>, out: &mut Findings<'_>) {
    let is_host = |text: &str| text::ip(text) || text::fqdn(text).is_ok();
    let Some(text) = address.text().filter(|text| !is_host(text)) else { return };
    let message =
        format!("`{text}` is not a valid gateway address: Istio refuses the {}", address.object.kind);
    out.report_here(address.span(), message)
        .help("write an IP address or a host name; the port stands apart");
}

fn check_socket(address: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = address.text() else { return };
    let Some(path) = text.strip_prefix("unix://") else { return };
    if !text::socket(path) {
        let message = format!("`{text}` names no socket: Istio refuses the {}", address.object.kind);
        out.report_here(address.span(), message).help(
            "write an absolute path, as in `unix:///run/app.sock`, or an abstract name, as in `unix://@app`",
        );
    }
}
