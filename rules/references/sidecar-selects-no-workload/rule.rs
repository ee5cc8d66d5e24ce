//! The selector of a Sidecar matches no workload, so that it configures no proxy.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::Kind;
use crate::rules::{report_unselective, unselective};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0101",
        name: "sidecar-selects-no-workload",
        aliases: &["KIA0004"],
        severity: Severity::Error,
        group: Group::References,
        summary: "The selector of a Sidecar matches no workload, so that it configures no proxy",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for missing in unselective(mesh, out, &[Kind::Sidecar]) {
        let consequence =
            "this Sidecar configures no proxy, and proxies keep what the namespace or the mesh says";
        report_unselective(mesh, out, missing, consequence);
    }
}
