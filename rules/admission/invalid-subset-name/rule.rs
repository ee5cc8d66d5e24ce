//! The name of a subset is not a DNS label.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-subset-name",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The name of a subset is not a DNS label",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["DestinationRule"], paths: &["spec.subsets[].name"], check },
        Subject {
            kinds: &["VirtualService"],
            paths: &[
                "spec.http[].(route[].destination|mirror|mirrors[].destination).subset",
                "spec.(tcp|tls)[].route[].destination.subset",
            ],
            check: check_reference,
        },
    ]),
};

fn check_reference(name: &Cursor<'_>, out: &mut Findings<'_>) {
    if !name.is_empty() {
        check(name, out);
    }
}

fn check(name: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = name.text().filter(|text| !text::dns_label(text)) else { return };
    let kind = name.object.kind;
    let message = match text {
        "" => format!("a subset has an empty name: Istio refuses the {kind}"),
        _ => format!("`{text}` is not a valid subset name: Istio refuses the {kind}"),
    };
    out.report_here(name.span(), message)
        .help("write at most 63 letters, digits and `-` that begin and end with a letter or digit");
}
