//! An egress listener without a port is not the last one.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "catch-all-listener-not-last",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "An egress listener without a port is not the last one",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["Sidecar"], paths: &["spec.egress[]"], check }]),
};

fn check(listener: &Cursor<'_>, out: &mut Findings<'_>) {
    let is_last = listener.parent().and_then(|list| list.items().last()).and_then(|last| last.index())
        == listener.index();
    if !is_last && !listener.has("port") {
        let message = "an egress listener without `port` is for all other ports, and has to be the last one: Istio refuses the Sidecar";
        out.report_here(listener.key_span(), message)
            .help("move it to the end, join it with the last one, or give it a `port`");
    }
}
