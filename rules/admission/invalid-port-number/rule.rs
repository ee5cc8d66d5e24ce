//! A port is not in the range of ports.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-port-number",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A port is not in the range from 1 to 65535",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["VirtualService"],
            paths: &[
                "spec.http[].(route[].destination|mirror|mirrors[].destination).port",
                "spec.(tcp|tls)[].route[].destination.port",
            ],
            check: check_selector,
        },
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.(http|tcp|tls)[].match[].port", "spec.http[].redirect.port"],
            check: check_optional,
        },
        Subject {
            kinds: &["DestinationRule"],
            paths: &["spec.(subsets[].|)trafficPolicy.tunnel.targetPort"],
            check: check_number,
        },
        Subject { kinds: &["ServiceEntry"], paths: &["spec.ports[].number"], check: check_number },
        Subject { kinds: &["ServiceEntry"], paths: &["spec.ports[].targetPort"], check: check_optional },
        Subject { kinds: &["ServiceEntry"], paths: &["spec.endpoints[].ports{}"], check: check_number },
        Subject { kinds: &["WorkloadEntry"], paths: &["spec.ports{}"], check: check_number },
        Subject {
            kinds: &["WorkloadGroup"],
            paths: &["spec.probe.(httpGet|tcpSocket).port", "spec.template.ports{}"],
            check: check_number,
        },
        Subject {
            kinds: &["Sidecar"],
            paths: &["spec.ingress[].port", "spec.outboundTrafficPolicy.egressProxy.port"],
            check: check_selector,
        },
        Subject { kinds: &["Sidecar"], paths: &["spec.egress[].port.number"], check: check_optional },
        Subject { kinds: &["Gateway"], paths: &["spec.servers[]"], check: check_server },
        Subject {
            kinds: &["WasmPlugin", "TrafficExtension"],
            paths: &["spec.match[].ports[].number"],
            check: check_number,
        },
        Subject { kinds: &["MeshConfig"], paths: &["proxyListenPort"], check: check_number },
        Subject {
            kinds: &["MeshProxyConfig"],
            paths: &["proxyAdminPort", "statusPort"],
            check: check_number,
        },
        Subject { kinds: &["MeshNetworks"], paths: &["{}.gateways[]"], check: check_gateway },
        Subject { kinds: &["PeerAuthentication"], paths: &["spec.portLevelMtls"], check: check_keys },
    ]),
};

fn is_port(number: i64) -> bool {
    (1..=65535).contains(&number)
}

fn check_number(number: &Cursor<'_>, out: &mut Findings<'_>) {
    match number.integer() {
        Some(port) if !is_port(port) => report(number.span(), &port.to_string(), out),
        _ => {}
    }
}

/// A port of 0 is as if none were given.
fn check_optional(number: &Cursor<'_>, out: &mut Findings<'_>) {
    if number.integer() != Some(0) {
        check_number(number, out);
    }
}

/// A port that has to have a number.
fn check_selector(port: &Cursor<'_>, out: &mut Findings<'_>) {
    match port.get("number") {
        Some(number) => check_number(&number, out),
        None => {
            let message = "a port without `number` is port 0, which does not exist: Istio refuses it";
            out.report_here(port.key_span(), message).help("add `number`");
        }
    }
}

/// A server that listens on a socket in the file system has port 0.
fn check_server(server: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(port) = server.get("port") else { return };
    let Some(number) = port.get("number") else { return };
    let is_socket = server.text_of("bind").starts_with("unix://");
    if number.integer() != Some(0) || !is_socket {
        check_number(&number, out);
    }
}

fn check_gateway(gateway: &Cursor<'_>, out: &mut Findings<'_>) {
    match gateway.get("port") {
        Some(port) => check_number(&port, out),
        None => {
            let message = "a gateway without `port` is at port 0, which does not exist: Istio refuses it";
            out.report_here(gateway.key_span(), message)
                .help("add `port`, which is 15443 for most gateways between networks");
        }
    }
}

fn check_keys(ports: &Cursor<'_>, out: &mut Findings<'_>) {
    for (key, _) in ports.node.entries() {
        let Some(text) = key.key_text() else { continue };
        if !text.parse().is_ok_and(is_port) {
            report(key.span(), &text, out);
        }
    }
}

fn report(span: Span, number: &str, out: &mut Findings<'_>) {
    out.report_here(span, format!("`{number}` is not a valid port: Istio refuses the object"))
        .help("give a number from 1 to 65535");
}
