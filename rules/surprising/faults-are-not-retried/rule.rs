//! Retries and timeouts of a rule do not apply to its faults.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0750",
        name: "faults-are-not-retried",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "Retries and timeouts of a rule do not apply to its faults",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec.http[]"], check }]),
};

fn check(rule: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(fault) = rule.get("fault").filter(|fault| fault.has("abort") || fault.has("delay")) else {
        return;
    };
    let attempts =
        rule.get("retries").and_then(|retries| retries.get("attempts").and_then(|it| it.integer()));
    let Some(beside) = ["retries", "timeout"]
        .into_iter()
        .find(|field| rule.has(field) && !(*field == "retries" && attempts == Some(0)))
    else {
        return;
    };
    let Some(place) = rule.span_of_key(beside) else { return };
    out.report_here(
        place,
        "neither retries nor the timeout apply to the faults of this rule: the proxy answers before it sends anything on",
    )
    .help("try faults with a rule of the next hop, in front of which the retries stand")
    .related_here(fault.key_span(), "the faults");
}
