//! A policy names a port that is not a number.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-policy-port",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A policy names a port that is not a number",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["AuthorizationPolicy"],
        paths: &["spec.rules[].to[].operation.(ports|notPorts)[]"],
        check,
    }]),
};

fn check(port: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = port.text().filter(|text| !text.is_empty() && !is_port(text)) else { return };
    out.report_here(
        port.span(),
        format!("`{text}` is not a valid port number: Istio refuses the AuthorizationPolicy"),
    )
    .help("write the number that the workload listens on, such as \"8080\"");
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}
