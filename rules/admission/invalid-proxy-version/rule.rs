//! An EnvoyFilter matches versions of proxies by what is not a regular expression.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::regex;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-proxy-version",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "An EnvoyFilter matches versions of proxies by what is not a regular expression",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["EnvoyFilter"],
        paths: &["spec.configPatches[].match.proxy.proxyVersion"],
        check,
    }]),
};

fn check(version: &Cursor<'_>, out: &mut Findings<'_>) {
    let selection = version.parent().and_then(Cursor::parent);
    let Some(text) = version.text().filter(|text| !text.is_empty()) else { return };
    if selection.is_some_and(|selection| selection.text_of("context") == "WAYPOINT") {
        return;
    }
    if let Err(fault) = regex(text) {
        let message = format!(
            "`{text}` is not a valid RE2 regular expression, since {fault}: Istio refuses the EnvoyFilter"
        );
        out.report_here(version.span(), message).help("write an expression such as `^1\\.24.*`");
    } else if text.len() > 1024 {
        out.report_here(
            version.span(),
            "the regular expression has more than 1024 characters: Istio warns about it",
        )
        .severity(Severity::Warning)
        .help("make it shorter: `|` and `.*` go a long way");
    }
}
