//! Two Services lead different ports to one port of their pods.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0137",
        name: "services-join-ports",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "Two Services of a workload lead different ports to one port of its pods",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for shared in mesh.joined_ports() {
        let Some(id) = mesh.workloads.get(shared.workload).object else { continue };
        let [first, other] = [shared.first, shared.other].map(|port| {
            let said = match port.protocol {
                Some(protocol) if shared.is_clash() => format!(" (`{}`)", protocol.port_name()),
                _ => String::new(),
            };
            format!("port {} of Service `{}`{said}", port.number, mesh.services.get(port.service).name)
        });
        let (consequence, help, severity) = match shared.is_clash() {
            true => (
                "takes one protocol for both, and misreads the traffic of the other Service",
                "give both ports one protocol, or lead them to different ports of the pods",
                Severity::Warning,
            ),
            false => (
                "has one listener for both, named after one of them, and does not apply the DestinationRule of the other Service",
                "give both Services the same port, lead them to different ports of the pods, or make them one Service",
                Severity::Info,
            ),
        };
        let message = format!(
            "{first} and {other} both lead to port {} of these pods: their sidecar {consequence}",
            shared.target
        );
        out.report(id, mesh.object(id).name_location().span, message)
            .severity(severity)
            .help(help)
            .related(shared.first.location, format!("leads to port {}", shared.target))
            .related(shared.other.location, format!("leads to port {} as well", shared.target));
    }
}
