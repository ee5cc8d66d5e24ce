//! A match compares all of the `cookie` header with one cookie.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0355",
        name: "cookie-compared-whole",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Traffic,
        summary: "A match compares all of the `cookie` header with one cookie",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].match[].headers", "spec.http[].match[].withoutHeaders"],
        check,
    }]),
};

fn check(headers: &Cursor<'_>, out: &mut Findings<'_>) {
    for (name, value) in headers.fields() {
        if !name.eq_ignore_ascii_case("cookie") {
            continue;
        }
        for (kind, value) in value.fields().filter(|(kind, _)| matches!(*kind, "exact" | "prefix")) {
            let Some(text) = value.text() else { continue };
            let message = match kind {
                "exact" => {
                    "browsers send all cookies in one header: this holds only where it is the only one"
                }
                _ => "browsers send all cookies in one header: this holds only where it is the first one",
            };
            out.report_here(value.span(), message).help(format!("write `regex: '(.*;\\s*)?{text}(;.*)?'`"));
        }
    }
}
