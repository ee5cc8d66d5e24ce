//! Two VirtualServices have the same host for the sidecars of one namespace, of which one wins.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0109",
        name: "conflicting-mesh-hosts",
        aliases: &["KIA1106"],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "Two VirtualServices have the same host for the sidecars of one namespace, of which one wins",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for conflict in mesh.mesh_host_conflicts() {
        let other = mesh.object(conflict.other);
        let message = format!(
            "VirtualService `{}/{}` has the host `{}` for sidecars as well: they do not merge the two, and where both are visible only one takes effect",
            other.namespace,
            other.name(),
            conflict.host
        );
        out.report(conflict.of, conflict.span, message)
            .help("put all rules for the host into one VirtualService, or keep the two apart by `exportTo`")
            .related(other.at(conflict.other_span), "the same host")
            .shared("the same host");
    }
}
