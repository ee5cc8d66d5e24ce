//! An IstioOperator names a revision or a gateway as nothing can be named.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-operator-name",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "An IstioOperator names a revision or a gateway as nothing can be named",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["IstioOperator"], paths: &["spec.revision"], check: check_revision },
        Subject {
            kinds: &["IstioOperator"],
            paths: &["spec.components.(ingressGateways|egressGateways)[].name"],
            check: check_gateway,
        },
    ]),
};

fn check_revision(revision: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = revision.text().filter(|text| !text.is_empty() && !text::dns_label(text)) else {
        return;
    };
    let message = format!("`{text}` cannot be a revision: istioctl refuses the IstioOperator");
    let plain = text.replace(['.', '_'], "-");
    out.report_here(revision.span(), message).help(match text::dns_label(&plain) {
        true => format!("write `{plain}`: it becomes part of names and labels"),
        false => "write letters, digits and `-`, 63 characters at most".to_owned(),
    });
}

fn check_gateway(name: &Cursor<'_>, out: &mut Findings<'_>) {
    let is_part = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
    let Some(text) = name.text().filter(|text| !text.bytes().all(is_part) || text.len() > 254) else {
        return;
    };
    let message = format!("`{text}` cannot be the name of a gateway: istioctl refuses the IstioOperator");
    out.report_here(name.span(), message)
        .help("write lower-case letters, digits and `-`: Deployment and Service are called so");
}
