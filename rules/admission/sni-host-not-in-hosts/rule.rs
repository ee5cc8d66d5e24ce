//! A TLS rule matches a name that is not among the hosts of its VirtualService.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::fixes::meant_or;
use crate::text::{nearest, wildcard_domain};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "sni-host-not-in-hosts",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A TLS rule matches a name that is not among the hosts of its VirtualService",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.tls[].match[].sniHosts[]"],
        check,
    }]),
};

fn check(name: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = name.text().filter(|text| wildcard_domain(text).is_ok()) else { return };
    let Some(spec) = name.top().get("spec") else { return };
    let Some(hosts) = spec.get("hosts").filter(|hosts| !hosts.is_empty()) else { return };
    let texts = || hosts.node.items().filter_map(|host| host.as_str());
    if texts().any(|host| is_within(text, host)) {
        return;
    }
    let message = format!("`{text}` is not among the hosts of this VirtualService: Istio refuses it");
    let finding = out.report_here(name.span(), message);
    meant_or(finding, text, nearest(text, texts()), || {
        "add the name to `hosts`, or match one of those".to_owned()
    })
    .related_here(hosts.key_span(), "its hosts");
}

/// Whether all names of a host that may have a wildcard are names of another (istiod: `host.Name.SubsetOf`).
fn is_within(name: &str, host: &str) -> bool {
    match (host.strip_prefix('*'), name.strip_prefix('*')) {
        (Some(end), Some(name_end)) => name_end.ends_with(end),
        (Some(end), None) => name.ends_with(end),
        (None, _) => name == host,
    }
}
