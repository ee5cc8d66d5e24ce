//! A match names a namespace that cannot exist.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::syntax::dns_label;
use crate::inspect::{Cursor, Remarks, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0106",
    name: "invalid-source-namespace",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Admission,
    summary: "A match names a namespace that cannot exist",
    doc: include_str!("README.md"),
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].match[].sourceNamespace"],
        check,
    }]),
};

fn check(namespace: &Cursor<'_>, out: &mut Remarks<'_>) {
    let Some(text) = namespace.text().filter(|text| !text.is_empty() && !dns_label(text)) else { return };
    out.report(
        namespace.span(),
        format!("`{text}` is no name of a namespace: Istio refuses the VirtualService"),
    )
    .help("write the name of one namespace, and a match for each");
}
