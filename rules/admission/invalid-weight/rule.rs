//! Destinations have a negative weight, or together none.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-weight",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "Destinations have a negative weight, or together none",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.(http|tcp|tls)[].route"],
        check,
    }]),
};

fn check(routes: &Cursor<'_>, out: &mut Findings<'_>) {
    let mut sum = 0_i64;
    for route in routes.items() {
        let Some(weight) = route.get("weight") else { continue };
        let Some(number) = weight.integer() else { return };
        if number < 0 {
            let message = format!("weight `{number}` is negative: Istio refuses the VirtualService");
            out.report_here(weight.span(), message).help("give a share of 0 or more");
        }
        sum = sum.saturating_add(number);
    }
    if sum != 0 || routes.items().nth(1).is_none() {
        return;
    }
    let weights: Vec<Span> = routes.items().filter_map(|route| Some(route.get("weight")?.span())).collect();
    let message = "the weights of these destinations sum to 0: Istio refuses the VirtualService";
    let remark = out.report_here(weights.first().copied().unwrap_or_else(|| routes.key_span()), message);
    remark.help("give at least one of them a weight above 0");
    for weight in weights.iter().skip(1) {
        remark.related_here(*weight, "counts for the sum");
    }
}
