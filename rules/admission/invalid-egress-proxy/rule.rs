//! An egress proxy stands where none is used, or without a port.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-egress-proxy",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "An egress proxy stands where none is used, or lacks its port",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["Sidecar"],
        paths: &["spec.outboundTrafficPolicy.egressProxy"],
        check,
    }]),
};

fn check(proxy: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(policy) = proxy.parent() else { return };
    if policy.text_of("mode") != "ALLOW_ANY" {
        let message = "an egress proxy is for traffic to unknown hosts, which is dropped unless the mode is `ALLOW_ANY`: Istio refuses the Sidecar";
        let finding = out.report_here(proxy.key_span(), message);
        finding.help("write `mode: ALLOW_ANY`, or remove `egressProxy`");
        if let Some(mode) = policy.get("mode") {
            finding.related_here(mode.span(), "the mode");
        }
        return;
    }
    if !proxy.has("port") {
        out.report_here(proxy.key_span(), "an egress proxy needs a port: Istio refuses the Sidecar")
            .help("add `port` with its `number`");
    }
    if let Some(subset) = proxy
        .get("subset")
        .filter(|subset| subset.text().is_some_and(|text| !text.is_empty() && !text::dns_label(text)))
    {
        let text = subset.text().unwrap_or_default();
        out.report_here(
            subset.span(),
            format!("`{text}` is not a valid subset name: Istio refuses the Sidecar"),
        )
        .help("write letters, digits and `-`");
    }
}
