//! A VirtualService names a Gateway in a form that is not understood.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::{dns_label, fqdn};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-gateway-name",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A VirtualService names a Gateway in a form that is not understood",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.(gateways|http[].match[].gateways|tls[].match[].gateways|tcp[].match[].gateways)"],
        check,
    }]),
};

fn check(gateways: &Cursor<'_>, out: &mut Findings<'_>) {
    let mut is_read = true;
    for gateway in gateways.items() {
        let Some(name) = gateway.text() else { continue };
        let (fault, is_last) = match name.split_once('/') {
            Some((namespace, name)) => (fault(namespace, name), false),
            None => (fqdn(name).err().map(|fault| fault.to_string()), true),
        };
        if let Some(fault) = fault {
            let message =
                format!("`{name}` names no Gateway, since {fault}: Istio refuses the VirtualService");
            let remark = out.report_here(gateway.span(), message);
            remark.help("write `name`, or `namespace/name` for a Gateway in another namespace");
            if !is_read {
                remark.severity(Severity::Info).message =
                    format!("`{name}` names no Gateway: nothing is bound to it");
            }
        }
        is_read &= !is_last;
    }
}

fn fault(namespace: &str, name: &str) -> Option<String> {
    match (namespace, name) {
        ("", _) => Some("there is no namespace before `/`".to_owned()),
        (_, "") => Some("there is no name after `/`".to_owned()),
        _ if !dns_label(namespace) => Some(format!("its namespace `{namespace}` is not a DNS label")),
        _ if !dns_label(name) => Some(format!("its name `{name}` is not a DNS label")),
        _ => None,
    }
}
