//! A TLS rule does not say which names it is for.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "tls-rule-without-names",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A TLS rule does not say which names it is for",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec.tls[]"], check }]),
};

fn check(rule: &Cursor<'_>, out: &mut Findings<'_>) {
    let matches = rule.get("match");
    if matches.as_ref().is_none_or(Cursor::is_empty) {
        let span = matches.map_or(rule.key_span(), |matches| matches.key_span());
        out.report_here(
            span,
            "a TLS rule without `match` does not say which names it is for: Istio refuses the VirtualService",
        )
        .help("add `match` with `sniHosts`, or write the rule under `tcp`");
        return;
    }
    for item in matches.iter().flat_map(Cursor::items) {
        if let Some(names) = item.get("sniHosts").filter(Cursor::is_empty) {
            out.report_here(
                names.key_span(),
                "a match for TLS without names: Istio refuses the VirtualService",
            )
            .help("name the hosts under `sniHosts`");
        }
    }
}
