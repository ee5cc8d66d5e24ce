//! A ServiceEntry with DNS resolution has a wildcard host and no endpoints.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::{fqdn, wildcard_domain};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "wildcard-host-without-endpoints",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A ServiceEntry with DNS resolution has a wildcard host and no endpoints",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["ServiceEntry"], paths: &["spec"], check }]),
};

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(resolution) = spec.get("resolution") else { return };
    let has_endpoints = spec.get("endpoints").is_some_and(|endpoints| !endpoints.is_empty());
    if has_endpoints || !["DNS", "DNS_ROUND_ROBIN"].contains(&resolution.text().unwrap_or_default()) {
        return;
    }
    for host in spec.get("hosts").iter().flat_map(Cursor::items) {
        let Some(text) = host.text().filter(|text| fqdn(text).is_err() && wildcard_domain(text).is_ok())
        else {
            continue;
        };
        if text == "*" {
            continue; // it is refused with any resolution
        }
        let message = format!(
            "`{text}` cannot be looked up in DNS: Istio refuses the ServiceEntry, which has no endpoints"
        );
        out.report_here(host.span(), message)
            .help("name the hosts, give an endpoint, or use `resolution: NONE` or `DYNAMIC_DNS`")
            .related_here(resolution.span(), "the resolution");
    }
}
