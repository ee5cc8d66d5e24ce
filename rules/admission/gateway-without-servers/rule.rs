//! A Gateway has no servers.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "gateway-without-servers",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A Gateway has no servers",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["Gateway"], paths: &["spec"], check }]),
};

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    let servers = spec.get("servers");
    if servers.as_ref().is_some_and(|servers| !servers.is_empty()) {
        return;
    }
    // Under another name they are the concern of the schema rules.
    if !spec.has_only(&["selector", "servers"]) {
        return;
    }
    let span = servers.map_or(spec.key_span(), |servers| servers.span());
    out.report_here(span, "a Gateway without `servers` listens nowhere: Istio refuses it")
        .help("add a server with `port` and `hosts`");
}
