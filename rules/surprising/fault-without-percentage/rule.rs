//! A fault without percentage never happens.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To, Written};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0703",
        name: "fault-without-percentage",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A fault without percentage never happens",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].fault.(abort|delay)"],
        check,
    }]),
};

fn check(fault: &Cursor<'_>, out: &mut Findings<'_>) {
    let is_shared = fault.get("percentage").is_some_and(|percentage| percentage.has("value"));
    let is_old = fault.get("percent").is_some_and(|percent| percent.integer() != Some(0));
    if is_shared || is_old {
        return;
    }
    let finding = out.report_here(fault.key_span(), "this fault has no percentage: no request meets it");
    finding.help("write `percentage: {value: 100}` for every request");
    if let (Some((last, _)), false) = (fault.node.entries().last(), fault.has("percent")) {
        let all = Written::Literal("{value: 100}".to_owned());
        finding.fix(Unsafe, last.span(), To::Beside("percentage".to_owned(), all));
    }
}
