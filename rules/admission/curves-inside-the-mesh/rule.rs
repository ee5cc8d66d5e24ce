//! Curves are chosen for TLS inside of the mesh, where they cannot be.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "curves-inside-the-mesh",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "Curves are chosen for TLS inside of the mesh, where they cannot be",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["MeshConfig"], paths: &["meshMTLS.ecdhCurves"], check }]),
};

fn check(curves: &Cursor<'_>, out: &mut Findings<'_>) {
    if curves.node.items().next().is_some() {
        let message =
            "the curves of TLS inside of the mesh cannot be chosen: Istio refuses the mesh configuration";
        out.report_here(curves.key_span(), message)
            .help("remove them; under `tlsDefaults` they hold for gateways and for TLS to hosts outside");
    }
}
