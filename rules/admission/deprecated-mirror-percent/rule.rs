//! A rule says with a field of early versions how much is mirrored.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Safe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "deprecated-mirror-percent",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A rule says with a field of early versions how much is mirrored",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].(mirrorPercent|mirror_percent)"],
        check,
    }]),
};

fn check(percent: &Cursor<'_>, out: &mut Findings<'_>) {
    let message = format!("`{}` is the field of early versions: Istio warns about it", percent.name());
    let finding = out.report_here(percent.key_span(), message);
    match percent.number() {
        Some(number) => finding
            .help(format!("write `mirrorPercentage: {{value: {number}}}`"))
            .fix(Safe, percent.key_span(), To::text("mirrorPercentage"))
            .fix(Safe, percent.span(), To::literal(format!("{{value: {number}}}"))),
        None => finding.help("write `mirrorPercentage`"),
    };
}
