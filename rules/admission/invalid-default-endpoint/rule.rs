//! The endpoint of an ingress listener is not one that a sidecar can forward to.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-default-endpoint",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The endpoint of an ingress listener is not one that a sidecar can forward to",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["Sidecar"],
        paths: &["spec.ingress[].defaultEndpoint"],
        check,
    }]),
};

fn check(endpoint: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = endpoint.text().filter(|text| !text.is_empty()) else { return };
    let fault = match text.strip_prefix("unix://") {
        Some(path) if text::socket(path) => return,
        Some(_) => "names no socket".to_owned(),
        None => match split(text) {
            None => "is not an address with a port".to_owned(),
            Some((host, port)) if !matches!(host, "" | "127.0.0.1" | "0.0.0.0" | "::1" | "::") => {
                match port.parse::<u16>() {
                    Ok(1..) => format!("is at `{host}`, where no application in the pod is"),
                    _ => format!("has neither the address of the pod nor a port (`{port}`)"),
                }
            }
            Some((_, port)) if port.parse::<u16>().is_ok_and(|port| port > 0) => return,
            Some((_, port)) => format!("has `{port}` where its port is to stand"),
        },
    };
    out.report_here(endpoint.span(), format!("the endpoint `{text}` {fault}: Istio refuses the Sidecar"))
        .help("write `127.0.0.1:PORT`, `[::1]:PORT`, `0.0.0.0:PORT` or `[::]:PORT` for the address of the pod, or `unix:///path`");
}

/// Host and port, where the host of version 6 stands in brackets.
fn split(text: &str) -> Option<(&str, &str)> {
    let (host, port) = text.rsplit_once(':')?;
    let host = match host.strip_prefix('[') {
        Some(host) => host.strip_suffix(']')?,
        None if host.contains(':') => return None,
        None => host,
    };
    Some((host, port))
}
