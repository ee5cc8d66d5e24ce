//! A fault has neither an abort nor a delay.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "fault-without-effect",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A fault has neither an abort nor a delay",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec.http[].fault"], check }]),
};

fn check(fault: &Cursor<'_>, out: &mut Findings<'_>) {
    if !fault.has("abort") && !fault.has("delay") {
        out.report_here(
            fault.key_span(),
            "a fault without `abort` and `delay` does nothing: Istio refuses the VirtualService",
        )
        .help("say what is to happen under `abort` or `delay`, or remove `fault`");
    }
}
