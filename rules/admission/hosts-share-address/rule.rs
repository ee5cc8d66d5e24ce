//! Several hosts of a ServiceEntry share an address and a port for TLS.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::Protocol;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "hosts-share-address",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "Several hosts of a ServiceEntry share an address and a port for TLS",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["ServiceEntry"], paths: &["spec"], check }]),
};

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    let has_many = |field: &str, least: usize| {
        spec.get(field).filter(|list| list.items().count() >= least).map(|list| list.key_span())
    };
    let (Some(hosts), Some(addresses)) = (has_many("hosts", 2), has_many("addresses", 1)) else { return };
    if !["DNS", "DNS_ROUND_ROBIN"].contains(&spec.text_of("resolution")) {
        return;
    }
    let ports = spec.get("ports");
    let protocols = || {
        ports
            .iter()
            .flat_map(|ports| ports.node.items())
            .filter_map(|port| Protocol::of(port.get("protocol")?.as_str()?))
    };
    // With TCP it is refused, not warned about.
    if protocols().any(Protocol::is_tls) && !protocols().any(Protocol::is_nameless) {
        out.report_here(addresses, "several hosts share these addresses and a port for TLS: connections to one may be taken for another")
            .help("make a ServiceEntry for each host, or remove the addresses")
            .related_here(hosts, "the hosts");
    }
}
