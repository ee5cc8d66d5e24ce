//! Subnets of a TLS match hold for the rules behind it as well.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0709",
        name: "subnets-stick",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "Subnets of a TLS match hold for the rules behind it as well",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec.tls"], check }]),
};

fn check(rules: &Cursor<'_>, out: &mut Findings<'_>) {
    let mut earlier = None;
    for rule in rules.items() {
        let Some(matches) = rule.get("match") else { continue };
        for condition in matches.items() {
            let subnets = condition.get("destinationSubnets").filter(|subnets| !subnets.is_empty());
            match (subnets, earlier) {
                (Some(subnets), _) => earlier = Some(subnets.span()),
                (None, Some(span)) => {
                    out.report_here(
                        condition.key_span(),
                        "this match gets the subnets of an earlier one: it holds for these addresses alone",
                    )
                    .help("put rules without `destinationSubnets` before those that have them")
                    .related_here(span, "these subnets");
                }
                (None, None) => {}
            }
        }
    }
}
