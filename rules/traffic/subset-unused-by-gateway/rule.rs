//! A gateway sends to all of a host for which sidecars are told to use subsets.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0140",
        name: "subset-unused-by-gateway",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A gateway sends to all of a host for which sidecars are told to use subsets",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for bypass in mesh.bypassed_subsets() {
        let other = mesh.object(bypass.mesh_routes);
        let message = format!(
            "requests from the gateway go to all of `{}`: VirtualService `{}/{}`, which sends to subset `{}`, is for sidecars and does not count for them",
            bypass.host,
            other.namespace,
            other.name(),
            bypass.subset
        );
        let finding = out.report(bypass.gateway_routes, bypass.span, message);
        if !bypass.matters {
            finding.severity(Severity::Info);
        }
        finding
            .help("name the subset (and the weights) here as well, or bind the other VirtualService to the gateway")
            .related(other.at(bypass.subset_span), "the subset for sidecars");
    }
}
