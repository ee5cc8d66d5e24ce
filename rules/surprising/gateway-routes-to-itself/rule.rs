//! A gateway sends requests back to itself.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0736",
        name: "gateway-routes-to-itself",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Surprising,
        summary: "A gateway sends requests back to itself",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    // A rule that takes the requests of the one behind it is where this comes from, and is reported.
    let covered: FxHashSet<_> = mesh.covered_rules().iter().map(|(id, _)| *id).collect();
    let mut known = FxHashSet::default();
    for (hop, gateway) in mesh.gateway_loops() {
        let Some(host) = &hop.to.host else { continue };
        if covered.contains(&hop.routes.id) || !known.insert((hop.routes.id, host.span)) {
            continue;
        }
        let message = format!(
            "this rule holds on the gateway as well, and `{}` is its own Service: its requests come back to it, and never get further",
            host.value
        );
        out.report(hop.routes.id, host.span, message)
            .help(
                "add `gateways: [mesh]` to the match of this rule, and a rule for the gateway that leads on",
            )
            .related(mesh.object(gateway).name_location(), "the Gateway");
    }
}
