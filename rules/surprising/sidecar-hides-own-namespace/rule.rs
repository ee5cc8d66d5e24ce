//! A Sidecar hides the Services of its own namespace.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0714",
        name: "sidecar-hides-own-namespace",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A Sidecar hides the Services of its own namespace",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["Sidecar"], paths: &["spec.egress"], check }]),
};

fn check(egress: &Cursor<'_>, out: &mut Findings<'_>) {
    let own = egress.object.namespace;
    let shows_own = |host: &Cursor<'_>| {
        let namespace = host.text().and_then(|text| text.split_once('/')).map(|(namespace, _)| namespace);
        namespace.is_none_or(|namespace| matches!(namespace, "." | "*") || namespace == own)
    };
    let hosts = |listener: &Cursor<'_>| {
        listener.get("hosts").is_some_and(|hosts| hosts.items().any(|host| shows_own(&host)))
    };
    if egress.is_empty() || egress.items().any(|listener| hosts(&listener)) {
        return;
    }
    let finding = out.report_here(
        egress.key_span(),
        format!("no host of namespace {own} is in the list: workloads do not know the Services beside them"),
    );
    finding.help("add `./*` if they call each other");
    let first = egress.node.items().next().and_then(|listener| listener.get("hosts"));
    if let Some(last) = first.and_then(|hosts| hosts.items().last()) {
        finding.fix(Unsafe, last.span(), To::Also("./*".to_owned()));
    }
}
