//! The name of a Gateway is not a DNS label.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "gateway-name-with-dots",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The name of a Gateway is not a DNS label",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["Gateway"], paths: &["metadata.name"], check }]),
};

fn check(name: &Cursor<'_>, out: &mut Findings<'_>) {
    // Empty names are the concern of the API server.
    let Some(text) = name.text().filter(|text| !text.is_empty() && !text::dns_label(text)) else { return };
    if is_of_gateway_api(name) {
        return;
    }
    out.report_here(name.span(), format!("`{text}` is not a DNS label: Istio refuses the Gateway"))
        .help("write at most 63 letters, digits and `-`, without dots");
}

/// Whether istiod made the object from one of the Gateway API, which may be called and say more.
fn is_of_gateway_api(name: &Cursor<'_>) -> bool {
    let metadata = name.top().node.get("metadata");
    let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
    annotations.is_some_and(|annotations| annotations.get("internal.istio.io/gateway-semantics").is_some())
}
