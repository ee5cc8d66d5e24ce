//! A single try may take as long as all of the request.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::duration;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0751",
        name: "try-longer-than-timeout",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A single try may take as long as all of the request",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec.http[]"], check }]),
};

fn check(rule: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(timeout) = rule.get("timeout") else { return };
    let Some(retries) = rule.get("retries") else { return };
    let Some(of_try) = retries.get("perTryTimeout") else { return };
    if retries.get("attempts").and_then(|it| it.integer()) == Some(0) {
        return;
    }
    let (Some(whole), Some(one)) = (timeout.text(), of_try.text()) else { return };
    let (Some(whole_time), Some(one_time)) = (duration(whole), duration(one)) else { return };
    // A timeout of 0 stands for none.
    if whole_time <= 0 || one_time < whole_time {
        return;
    }
    out.report_here(
        of_try.span(),
        format!(
            "the timeout of {whole} is for all tries together: one that takes {one} uses it up, and no slow try is repeated"
        ),
    )
    .help("let `timeout` be longer than `perTryTimeout` times the attempts and one more")
    .related_here(timeout.span(), "the time for all tries");
}
