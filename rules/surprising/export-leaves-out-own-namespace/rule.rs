//! `exportTo` leaves out the own namespace.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0708",
        name: "export-leaves-out-own-namespace",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "`exportTo` leaves out the own namespace",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService", "DestinationRule", "ServiceEntry"],
        paths: &["spec.exportTo"],
        check,
    }]),
};

fn check(list: &Cursor<'_>, out: &mut Findings<'_>) {
    let own = list.object.namespace;
    let names_own =
        |item: &Cursor<'_>| item.text().is_some_and(|text| matches!(text, "." | "*" | "~") || text == own);
    if list.is_empty() || list.items().any(|item| names_own(&item)) {
        return;
    }
    let message = format!(
        "namespace {own} is not in the list: this {} does not hold in its own namespace",
        list.object.kind
    );
    let finding = out.report_here(list.key_span(), message).help("add `.` for the own namespace");
    if let Some(last) = list.node.items().last() {
        finding.fix(Unsafe, last.span(), To::Also(".".to_owned()));
    }
}
