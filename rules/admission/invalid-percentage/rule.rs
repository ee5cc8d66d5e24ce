//! A percentage is out of its range.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::{Cursor, Remarks, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0106",
    name: "invalid-percentage",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Admission,
    summary: "A percentage is not in the range from 0 to 100",
    doc: include_str!("README.md"),
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

fn check(percentage: &Cursor<'_>, out: &mut Remarks<'_>) {
    if let Some(value) = percentage.number().filter(|value| !(0.0..=100.0).contains(value)) {
        let message = format!("`{value}` is no percentage: Istio refuses the object");
        out.report(percentage.span(), message).help("give a number from 0 to 100");
    }
}

/// Envoy counts in millionths.
fn check_fraction(percentage: &Cursor<'_>, out: &mut Remarks<'_>) {
    match percentage.number() {
        Some(value) if value > 0.0 && value < 0.0001 => {
            let message =
                format!("`{value}` percent is less than one in a million requests: Istio refuses the object");
            out.report(percentage.span(), message).help("give at least 0.0001, or 0 for none");
        }
        _ => check(percentage, out),
    }
}
