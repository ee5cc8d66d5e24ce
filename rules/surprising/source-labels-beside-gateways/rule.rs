//! Conditions on the client have no effect beside `gateways` in the same match.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0701",
        name: "source-labels-beside-gateways",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "Conditions on the client have no effect beside `gateways` in the same match",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec.http[].match[]"], check }]),
};

fn check(condition: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(gateways) = condition.get("gateways").filter(|gateways| !gateways.is_empty()) else { return };
    for field in ["sourceLabels", "sourceNamespace"] {
        let Some(source) = condition.get(field).filter(|source| !source.is_empty()) else { continue };
        out.report_here(
            source.key_span(),
            format!("`{field}` has no effect beside `gateways` in the same match: any client meets it"),
        )
        .help("leave `gateways` to the VirtualService, or use two VirtualServices")
        .related_here(gateways.key_span(), "istiod looks at these alone");
    }
}
