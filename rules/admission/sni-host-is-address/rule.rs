//! A TLS rule matches an IP address as the name of a server.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::syntax::ip;
use crate::inspect::{Cursor, Remarks, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0133",
    name: "sni-host-is-address",
    aliases: &[],
    severity: Severity::Warning,
    group: Group::Admission,
    summary: "A TLS rule matches an IP address as the name of a server",
    doc: include_str!("README.md"),
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.tls[].match[].sniHosts[]"],
        check,
    }]),
};

fn check(name: &Cursor<'_>, out: &mut Remarks<'_>) {
    if let Some(text) = name.text().filter(|text| ip(text)) {
        out.report(
            name.span(),
            format!("`{text}` is an address, which clients do not send as SNI: the rule hardly ever applies"),
        )
        .help("match the name that clients use, or route by port under `tcp`");
    }
}
