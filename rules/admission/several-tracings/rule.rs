//! A Telemetry has several tracings or tracing providers, of which one counts.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "several-tracings",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A Telemetry has several tracings or tracing providers, of which one counts",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["Telemetry"],
        paths: &["spec.tracing", "spec.tracing[].providers"],
        check,
    }]),
};

fn check(list: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(second) = list.items().nth(1) else { return };
    let what = if list.name() == "tracing" { "items" } else { "providers" };
    out.report_here(second.key_span(), format!("of several {what} of `tracing` only the first counts"))
        .help("keep one of them")
        .related_here(list.key_span(), "the list");
}
