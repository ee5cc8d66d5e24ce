//! A network holds the endpoints of a registry whose name is not valid.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-registry-name",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A network holds the endpoints of a cluster whose name is not valid",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["MeshNetworks"],
        paths: &["{}.endpoints[].fromRegistry"],
        check,
    }]),
};

fn check(registry: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = registry.text().filter(|text| !text::dns_label(text)) else { return };
    let message = format!("`{text}` is not a valid cluster name: Istio refuses the networks of the mesh");
    out.report_here(registry.span(), message)
        .help("write the name of the cluster, of letters, digits and `-`, as its remote Secret and its proxies have it");
}
