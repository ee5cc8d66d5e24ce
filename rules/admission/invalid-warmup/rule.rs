//! A warm-up goes at no pace.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-warmup",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The `aggression` of a warm-up is 0",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["DestinationRule"],
        paths: &["spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)loadBalancer.warmup.aggression"],
        check,
    }]),
};

fn check(aggression: &Cursor<'_>, out: &mut Findings<'_>) {
    if aggression.number().is_some_and(|pace| pace <= 0.0) {
        let message = "`aggression` is how fast the traffic to a new endpoint grows, and cannot be 0: Istio refuses the DestinationRule";
        out.report_here(aggression.span(), message)
            .help("give a number above 0, such as 1.0 for steady growth");
    }
}
