//! A host of a server or of an egress listener is not one that Istio takes there.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::{Safe, Unsafe};
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::inspect::{Cursor, Subject};
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-listener-host",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A host of a Gateway server or of a Sidecar listener is not one that Istio takes there",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["Gateway", "Sidecar"],
            paths: &["spec.servers[].hosts[]", "spec.egress[].hosts[]"],
            check,
        },
        Subject {
            kinds: &["Gateway", "Sidecar"],
            paths: &["spec.servers[].hosts", "spec.egress[].hosts"],
            check: check_list,
        },
    ]),
};

fn check_list(hosts: &Cursor<'_>, out: &mut Findings<'_>) {
    if hosts.is_empty() {
        let message =
            format!("`hosts` is empty, so that nothing is served: Istio refuses the {}", hosts.object.kind);
        out.report_here(hosts.span(), message).help("name the hosts, or write `*` for all");
    }
}

fn check(host: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = host.text() else { return };
    let kind = host.object.kind;
    let is_gateway = kind == "Gateway";
    let refused = format_args!("Istio refuses the {kind}");
    let (namespace, name) = match text.split_once('/') {
        Some(("", _)) | Some((_, "")) => {
            let message = format!("`{text}` lacks the namespace or the host beside its `/`: {refused}");
            out.report_here(host.span(), message).help("write `namespace/host`, with `*` for any");
            return;
        }
        Some(parts) => parts,
        None if is_gateway => ("*", text),
        None => {
            let message = format!("`{text}` does not say of which namespace it is: {refused}");
            let (applicability, whole, help) = match text {
                "*" | "~" => (Safe, format!("{text}/*"), format!("write `{text}/*`")),
                _ => {
                    let help = format!("write `*/{text}`, or `./{text}` for the own namespace");
                    (Unsafe, format!("*/{text}"), help)
                }
            };
            out.report_here(host.span(), message).help(help).fix(applicability, host.span(), To::text(whole));
            return;
        }
    };
    let is_namespace = match namespace {
        "*" | "." => true,
        "~" => !is_gateway || is_of_gateway_api(host),
        _ if is_gateway => text::dns_label(namespace),
        _ => text::dns_label(namespace.strip_prefix('~').unwrap_or(namespace)),
    };
    if !is_namespace {
        let message = format!("`{namespace}` is not a valid namespace: {refused}");
        let others = if is_gateway { "" } else { ", `~` for none" };
        out.report_here(host.span(), message)
            .help(format!("name a namespace, or write `.` for the own one, `*` for any{others}"));
    }
    if let Some((message, help)) = fault_of(name, is_gateway) {
        out.report_here(host.span(), format!("{message}: {refused}")).help(help);
    }
}

fn fault_of(name: &str, is_gateway: bool) -> Option<(String, String)> {
    if name != "*" && !name.contains('.') {
        let message = format!("`{name}` is a short name, which cannot stand here");
        return Some((message, "write the full name, such as `search.shop.svc.cluster.local`".to_owned()));
    }
    if is_gateway && text::ip(name) {
        return None;
    }
    if let Err(fault) = text::wildcard_domain(name) {
        let message = format!("`{name}` is not a valid host name, since {fault}");
        return Some((message, "write names of letters, digits and `-` with dots between them".to_owned()));
    }
    if text::partial_wildcard(name) {
        let message = format!("`{name}` has a wildcard that is only a part of its first label");
        let rest = name.trim_start_matches(['*', '-']);
        return Some((message, format!("write `*.{rest}`, or name the hosts one by one")));
    }
    None
}

/// Whether istiod made the object from one of the Gateway API, where `~` means that no route is attached.
fn is_of_gateway_api(host: &Cursor<'_>) -> bool {
    let metadata = host.top().node.get("metadata");
    let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
    annotations.is_some_and(|annotations| annotations.get("internal.istio.io/gateway-semantics").is_some())
}
