//! A VirtualService that others delegate to delegates itself.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "nested-delegate",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A VirtualService that others delegate to delegates itself",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec.http[].delegate"], check }]),
};

fn check(delegate: &Cursor<'_>, out: &mut Findings<'_>) {
    let spec = delegate.top().get("spec");
    if spec.is_some_and(|spec| spec.get("hosts").is_some_and(|hosts| !hosts.is_empty())) {
        return;
    }
    out.report_here(
        delegate.key_span(),
        "a VirtualService without `hosts` is a delegate itself and cannot delegate: Istio refuses it",
    )
    .help("route to the destinations here, or name the `hosts` if this is not a delegate");
}
