//! A subset has a name that is no DNS label.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::syntax::dns_label;
use crate::inspect::{Cursor, Remarks, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0106",
    name: "invalid-subset-name",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Admission,
    summary: "A subset has a name that is no DNS label",
    doc: include_str!("README.md"),
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &[
            "spec.http[].(route[].destination|mirror|mirrors[].destination).subset",
            "spec.(tcp|tls)[].route[].destination.subset",
        ],
        check,
    }]),
};

fn check(name: &Cursor<'_>, out: &mut Remarks<'_>) {
    let Some(text) = name.text().filter(|text| !text.is_empty() && !dns_label(text)) else { return };
    let message = format!("`{text}` is no name of a subset: Istio refuses the {}", name.object.kind);
    out.report(name.span(), message)
        .help("write at most 63 letters, digits and `-` that begin and end with a letter or digit");
}
