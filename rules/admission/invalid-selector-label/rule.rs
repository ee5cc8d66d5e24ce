//! A selector has a wildcard or an empty key.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-selector-label",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The selector of workloads has a wildcard or an empty key",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["Sidecar", "ServiceEntry", "EnvoyFilter"],
        paths: &["spec.workloadSelector.labels"],
        check,
    }]),
};

/// Selectors with `matchLabels` are not looked at, since their CRDs say the same.
fn check(labels: &Cursor<'_>, out: &mut Findings<'_>) {
    let kind = labels.object.kind;
    for (key, label) in labels.fields() {
        let value = label.text().unwrap_or_default();
        let (span, message) = if key.is_empty() {
            (label.key_span(), format!("the key of a label is empty: Istio refuses the {kind}"))
        } else if key.contains('*') {
            (
                label.key_span(),
                format!("`{key}` has a wildcard, which selectors do not know: Istio refuses the {kind}"),
            )
        } else if value.contains('*') {
            (
                label.span(),
                format!("`{value}` has a wildcard, which selectors do not know: Istio refuses the {kind}"),
            )
        } else {
            continue;
        };
        out.report_here(span, message)
            .help("write labels as the workloads have them; to select all workloads leave the selector out");
    }
}
