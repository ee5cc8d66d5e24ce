//! A VirtualService names a Gateway by a host name.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Safe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "legacy-gateway-name",
        aliases: &["KIA1108"],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A VirtualService names a Gateway by a host name",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.(gateways|http[].match[].gateways|tls[].match[].gateways|tcp[].match[].gateways)"],
        check,
    }]),
};

fn check(gateways: &Cursor<'_>, out: &mut Findings<'_>) {
    for gateway in gateways.items() {
        let Some(name) = gateway.text().filter(|name| !name.contains('/')) else { continue };
        if let Some((gateway_name, rest)) = name.split_once('.') {
            let namespace = rest.split('.').next().unwrap_or_default();
            let message = format!("`{name}` is the form of early versions: Istio warns about it");
            let today = format!("{namespace}/{gateway_name}");
            out.report_here(gateway.span(), message).help(format!("write `{today}`")).fix(
                Safe,
                gateway.span(),
                To::text(today),
            );
        }
    }
}
