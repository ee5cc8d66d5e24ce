//! Local failures are to be counted, but are not told apart.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "local-origin-failures-not-split",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "Failures of local origin are to be counted, but are not told apart from others",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["DestinationRule"],
            paths: &["spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)outlierDetection"],
            check,
        },
        Subject { kinds: &["MeshConfig"], paths: &["defaultTrafficPolicy.outlierDetection"], check },
    ]),
};

fn check(outlier: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(failures) = outlier.get("consecutiveLocalOriginFailures") else { return };
    let is_split = outlier.get("splitExternalLocalOriginErrors").is_some_and(|split| split.is_true());
    if !is_split && failures.integer().is_some_and(|count| count > 0) {
        let message = "failures of local origin are counted only if `splitExternalLocalOriginErrors` tells them apart: Istio refuses the object";
        out.report_here(failures.span(), message)
            .help("add `splitExternalLocalOriginErrors: true`, or remove it");
    }
}
