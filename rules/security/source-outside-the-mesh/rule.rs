//! A policy names clients of a namespace none of whose pods is in the mesh.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::policies::Unmet;
use crate::graph::{Mesh, NotInjected};
use crate::rules::verdicts;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0554",
        name: "source-outside-the-mesh",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A policy names clients of a namespace none of whose pods is in the mesh",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for verdict in mesh.unmet_values() {
        let Unmet::OutsideTheMesh(namespace, reason) = verdict.why else { continue };
        let why = match reason {
            NotInjected::NobodyAsks => "neither it nor its pods ask for a proxy or for ambient mode",
            NotInjected::NamespaceDisabled => "it switches injection off",
            NotInjected::HostNetwork => "its pods use the network of their nodes",
            NotInjected::PodsDecline => "its pods decline the proxy",
        };
        let cause = format!(
            "no pod of namespace {namespace} is in the mesh, since {why}: its clients have no certificate to be known by"
        );
        let place = mesh.namespaces.object(namespace).map(|(_, object)| object.name_location());
        verdicts::report(out, verdict, &cause)
            .help(
                "bring the clients into the mesh, or let them in by something else, such as their addresses",
            )
            .related_if(place, "the namespace");
    }
}
