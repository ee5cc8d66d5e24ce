//! The name of a port is not a DNS label.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::source::Span;
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-port-name",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The name of a port is not a DNS label",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["ServiceEntry"], paths: &["spec.ports[].name"], check: check_required },
        Subject { kinds: &["Gateway"], paths: &["spec.servers[].port.name"], check: check_gateway },
        Subject { kinds: &["Sidecar"], paths: &["spec.(ingress|egress)[].port.name"], check: check_optional },
        Subject { kinds: &["ServiceEntry"], paths: &["spec.endpoints[].ports"], check: check_keys },
        Subject { kinds: &["WorkloadEntry"], paths: &["spec.ports"], check: check_keys },
        Subject { kinds: &["WorkloadGroup"], paths: &["spec.template.ports"], check: check_keys },
    ]),
};

fn check_required(name: &Cursor<'_>, out: &mut Findings<'_>) {
    if let Some(text) = name.text() {
        check_name(name.span(), text, out);
    }
}

fn check_optional(name: &Cursor<'_>, out: &mut Findings<'_>) {
    if !name.is_empty() {
        check_required(name, out);
    }
}

/// The webhook wants any name for the port of a Gateway, not a label.
fn check_gateway(name: &Cursor<'_>, out: &mut Findings<'_>) {
    if name.is_empty() {
        check_required(name, out);
    }
}

fn check_keys(ports: &Cursor<'_>, out: &mut Findings<'_>) {
    for (key, _) in ports.node.entries() {
        if let Some(text) = key.key_text() {
            check_name(key.span(), &text, out);
        }
    }
}

fn check_name(span: Span, name: &str, out: &mut Findings<'_>) {
    if text::dns_label(name) {
        return;
    }
    let message = match name {
        "" => "a port has an empty name: Istio refuses the object".to_owned(),
        _ => format!("`{name}` is not a valid port name: Istio refuses the object"),
    };
    let help = "give at most 63 letters, digits and `-` that begin and end with a letter or digit, such as `http-web`";
    out.report_here(span, message).help(help);
}
