//! A rule matches claims of a token, in a VirtualService that is not for gateways alone.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::model::MESH_GATEWAY;
use crate::text::is_claim;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "claim-route-without-gateway",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A rule matches claims of a token, in a VirtualService that is not for gateways alone",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].match[].(headers|withoutHeaders)"],
        check,
    }]),
};

fn check(headers: &Cursor<'_>, out: &mut Findings<'_>) {
    for (name, header) in headers.fields() {
        if is_claim(name) && !is_for_gateways(headers.top()) {
            let message = format!(
                "`{name}` is a claim, by which only gateways route: Istio refuses a VirtualService that is not for gateways alone"
            );
            let remark = out.report_here(header.key_span(), message);
            remark.help("bind the VirtualService to a Gateway under `gateways`, without `mesh`");
            if let Some(gateways) = headers.top().get("spec").and_then(|spec| spec.span_of_key("gateways")) {
                remark.related_here(gateways, "what the VirtualService is for");
            }
        }
    }
}

fn is_for_gateways(object: &Cursor<'_>) -> bool {
    let gateways = object.get("spec");
    let gateways = gateways.as_ref().and_then(|spec| spec.get("gateways"));
    gateways.is_some_and(|list| {
        !list.is_empty() && !list.items().any(|gateway| gateway.text() == Some(MESH_GATEWAY))
    })
}
