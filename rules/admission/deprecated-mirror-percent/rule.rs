//! A rule says with a field of early versions how much is mirrored.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
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
    out.report_here(percent.key_span(), message).help(match percent.number() {
        Some(number) => format!("write `mirrorPercentage: {{value: {number}}}`"),
        None => "write `mirrorPercentage`".to_owned(),
    });
}
