//! A fault has neither an abort nor a delay.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::{Cursor, Remarks, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0106",
    name: "fault-without-effect",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Admission,
    summary: "A fault has neither an abort nor a delay",
    doc: include_str!("README.md"),
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec.http[].fault"], check }]),
};

fn check(fault: &Cursor<'_>, out: &mut Remarks<'_>) {
    if !fault.has("abort") && !fault.has("delay") {
        out.report(
            fault.key_span(),
            "a fault without `abort` and `delay` does nothing: Istio refuses the VirtualService",
        )
        .help("say what is to happen under `abort` or `delay`, or remove `fault`");
    }
}
