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
        aliases: &["KIA0004", "KIA1006"],
        severity: Severity::Error,
        group: Group::References,
        summary: "The selector of a Sidecar matches no workload, so that it configures no proxy",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for missing in unselective(mesh, out, &[Kind::Sidecar]) {
        let is_in_root = &*mesh.object(missing.0.from).namespace == mesh.root_namespace();
        let consequence = match is_in_root {
            false => "this Sidecar configures no proxy, and proxies keep what the namespace or the mesh says",
            // Without a selector it would be the default of the mesh.
            true => {
                "this Sidecar configures no proxy, since one with a selector is for its own namespace alone, also in \
                 the root namespace"
            }
        };
        let finding = report_unselective(mesh, out, missing, consequence);
        finding.aliases(if is_in_root { &["KIA0004", "KIA1006"] } else { &["KIA0004"] });
    }
}
