//! A condition of a policy has no values, or values that its attribute cannot have.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::subnet;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-condition-value",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A condition of a policy has no values, or values that its attribute cannot have",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["AuthorizationPolicy"],
        paths: &["spec.rules[].when[]"],
        check,
    }]),
};

fn check(condition: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(key) = condition.get("key").filter(|key| !key.is_empty()) else { return };
    let name = key.text().unwrap_or_default();
    let lists = ["values", "notValues"].map(|field| condition.get(field).filter(|list| !list.is_empty()));
    if lists.iter().all(Option::is_none) {
        let message = format!("`{name}` is compared with nothing: Istio refuses the AuthorizationPolicy");
        out.report_here(key.span(), message).help("add `values` or `notValues`");
        return;
    }
    let is_fit = match name {
        "source.ip" | "remote.ip" | "destination.ip" => subnet,
        "destination.port" => is_port,
        _ => return,
    };
    for value in lists.iter().flatten().flat_map(Cursor::items) {
        let Some(text) = value.text().filter(|text| !text.is_empty() && !is_fit(text)) else { continue };
        let what = if name == "destination.port" {
            "a valid port number"
        } else {
            "an IP address or a range of them"
        };
        out.report_here(
            value.span(),
            format!("`{text}` is not {what}: Istio refuses the AuthorizationPolicy"),
        )
        .help(match name {
            "destination.port" => "write a number such as \"8080\"",
            _ => "write an address such as `192.0.2.7`, or a range such as `192.0.2.0/24`",
        })
        .related_here(key.span(), "the attribute");
    }
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}
