//! A percentage is out of its range.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-percentage",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A percentage is not in the range from 0 to 100",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["VirtualService"],
            paths: &[
                "spec.http[].fault.(abort|delay).percentage.value",
                "spec.http[].mirrorPercentage.value",
                "spec.http[].mirrors[].percentage.value",
            ],
            check: check_fraction,
        },
        Subject { kinds: &["VirtualService"], paths: &["spec.http[].(mirrorPercent|mirror_percent)"], check },
        Subject {
            kinds: &["DestinationRule"],
            paths: &[
                "spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)outlierDetection.(maxEjectionPercent|minHealthPercent)",
            ],
            check,
        },
        Subject {
            kinds: &["MeshConfig"],
            paths: &["defaultTrafficPolicy.outlierDetection.(maxEjectionPercent|minHealthPercent)"],
            check,
        },
    ]),
};

fn check(percentage: &Cursor<'_>, out: &mut Findings<'_>) {
    if let Some(value) = percentage.number().filter(|value| !(0.0..=100.0).contains(value)) {
        let message = format!("`{value}` is not a valid percentage: Istio refuses the object");
        out.report_here(percentage.span(), message).help("give a number from 0 to 100");
    }
}

/// Envoy counts in millionths.
fn check_fraction(percentage: &Cursor<'_>, out: &mut Findings<'_>) {
    match percentage.number() {
        Some(value) if value > 0.0 && value < 0.0001 => {
            let message =
                format!("`{value}` percent is less than one in a million requests: Istio refuses the object");
            out.report_here(percentage.span(), message).help("give at least 0.0001, or 0 for none");
        }
        _ => check(percentage, out),
    }
}
