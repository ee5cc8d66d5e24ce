//! A sidecar never sees the scheme `https`.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::model::MESH_GATEWAY;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0707",
        name: "scheme-never-seen",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A sidecar never sees the scheme `https`",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].match[].scheme.exact"],
        check,
    }]),
};

fn check(scheme: &Cursor<'_>, out: &mut Findings<'_>) {
    let is_for_gateways = |holder: &Cursor<'_>| {
        holder.get("gateways").is_some_and(|list| {
            !list.is_empty() && list.items().all(|item| item.text() != Some(MESH_GATEWAY))
        })
    };
    let condition = scheme.parent().and_then(Cursor::parent);
    let spec = scheme.top().get("spec");
    let exempt = condition.is_some_and(is_for_gateways)
        || condition.is_some_and(|condition| !condition.has("gateways"))
            && spec.as_ref().is_some_and(is_for_gateways);
    if exempt || !scheme.text().is_some_and(|text| text.eq_ignore_ascii_case("https")) {
        return;
    }
    out.report_here(scheme.span(), "in a sidecar requests have the scheme `http`, as it sees only plain ones: the match never holds there")
        .help("match by `port`, or route TLS by its server name under `tls`");
}
