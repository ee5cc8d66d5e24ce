//! A TLS rule matches an IP address as the name of a server.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::ip;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "sni-host-is-address",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A TLS rule matches an IP address as the name of a server",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.tls[].match[].sniHosts[]"],
        check,
    }]),
};

fn check(name: &Cursor<'_>, out: &mut Findings<'_>) {
    if let Some(text) = name.text().filter(|text| ip(text)) {
        out.report_here(
            name.span(),
            format!("`{text}` is an address, which clients do not send as SNI: the rule hardly ever applies"),
        )
        .help("match the name that clients use, or route by port under `tcp`");
    }
}
