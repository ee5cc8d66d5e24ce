//! Two Services with the same port give one port of their pods different protocols.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::text::Protocol;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0116",
        name: "services-disagree-on-protocol",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "Two Services of a workload have the same port with different protocols",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for shared in mesh.clashing_ports() {
        let Some(id) = mesh.workloads.get(shared.workload).object else { continue };
        let [first, other] = [shared.first, shared.other].map(|port| {
            let name = mesh.services.get(port.service).name;
            (name, port.protocol.map_or("", Protocol::port_name), port.location)
        });
        let message = format!(
            "port {} is `{}` in Service `{}` and `{}` in Service `{}`: the sidecar of these pods takes one protocol for both, and misreads the traffic of the other Service",
            shared.first.number, first.1, first.0, other.1, other.0
        );
        out.report(id, mesh.object(id).name_location().span, message)
            .help("give the port one protocol in both Services, or lead them to different ports of the pods")
            .related(first.2, format!("`{}` here", first.1))
            .related(other.2, format!("`{}` here", other.1));
    }
}
