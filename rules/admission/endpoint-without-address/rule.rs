//! A workload has a network and no address.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "endpoint-without-address",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A workload has a network and no address",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["WorkloadEntry"], paths: &["spec"], check },
        Subject { kinds: &["ServiceEntry"], paths: &["spec"], check: check_entry },
    ]),
};

fn check(workload: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(network) = workload.get("network").filter(|network| !network.is_empty()) else { return };
    if workload.text_of("address").is_empty() {
        let text = network.text().unwrap_or_default();
        let message = format!(
            "this workload of network `{text}` has no address: only gateways of that network lead to it"
        );
        out.report_here(network.span(), message).help("add `address`");
    }
}

fn check_entry(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    if spec.text_of("resolution") == "STATIC" {
        spec.get("endpoints").iter().flat_map(Cursor::items).for_each(|endpoint| check(&endpoint, out));
    }
}
