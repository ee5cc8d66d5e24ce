//! A match names a namespace that cannot exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::dns_label;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-source-namespace",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A match names a namespace that cannot exist",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].match[].sourceNamespace"],
        check,
    }]),
};

fn check(namespace: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = namespace.text().filter(|text| !text.is_empty() && !dns_label(text)) else { return };
    out.report_here(
        namespace.span(),
        format!("`{text}` is not a valid namespace name: Istio refuses the VirtualService"),
    )
    .help("write the name of one namespace, and a match for each");
}
