//! No route leads to a subset that has a traffic policy.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{DestinationRule, OrEmpty, TextField};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0367",
        name: "subset-policy-unused",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Traffic,
        summary: "No route leads to a subset that has a traffic policy",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let subset = |hop: &crate::graph::Hop<'_>| {
        (
            hop.host.to_ascii_lowercase(),
            hop.to.subset.as_ref().map_or(String::new(), |it| it.value.to_string()),
        )
    };
    let used: FxHashSet<(String, String)> = mesh.hops().iter().chain(mesh.mirrors()).map(subset).collect();
    for rule in mesh.all::<DestinationRule>() {
        let host = mesh.full_host(rule.spec.host.text(), rule.namespace()).to_ascii_lowercase();
        if host.starts_with('*') {
            continue;
        }
        for own in rule.spec.subsets.items().iter().filter(|own| own.traffic_policy.is_some()) {
            let Some(name) = &own.name else { continue };
            if used.contains(&(host.clone(), name.value.to_string())) {
                continue;
            }
            out.report(
                rule.id,
                name.span,
                format!("no route sends to subset `{}`: its `trafficPolicy` never counts", name.value),
            )
            .help("send to the subset in a VirtualService, or set the policy for the host");
        }
    }
}
