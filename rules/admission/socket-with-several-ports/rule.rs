//! A ServiceEntry with a socket for an endpoint has not exactly one port.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "socket-with-several-ports",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A ServiceEntry with a socket for an endpoint has not exactly one port",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["ServiceEntry"], paths: &["spec"], check }]),
};

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    if spec.text_of("resolution") != "STATIC" {
        return;
    }
    let count = spec.get("ports").map_or(0, |ports| ports.items().count());
    for endpoint in spec.get("endpoints").iter().flat_map(Cursor::items) {
        let address = endpoint
            .get("address")
            .filter(|address| address.text().unwrap_or_default().starts_with("unix://"));
        if let Some(address) = address.filter(|_| count != 1) {
            let message = format!(
                "a socket takes the traffic of one port, and the ServiceEntry has {count}: Istio refuses it"
            );
            let remark = out.report_here(address.span(), message);
            remark.help("make a ServiceEntry for each port");
            if let Some(ports) = spec.span_of_key("ports") {
                remark.related_here(ports, "its ports");
            }
        }
    }
}
