//! A match has an empty prefix.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "empty-prefix-match",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A match has an empty prefix",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &[
            "spec.http[].match[].(scheme|method|authority|headers{}|withoutHeaders{}|queryParams{}).prefix",
        ],
        check,
    }]),
};

fn check(prefix: &Cursor<'_>, out: &mut Findings<'_>) {
    if prefix.is_empty() {
        let what = prefix.parent().map_or("", |holder| holder.name());
        let message = format!("the prefix for `{what}` is empty: Istio refuses the VirtualService");
        out.report_here(prefix.span(), message)
            .help("write the prefix that is meant, or `regex: .+` for any value");
    }
}
