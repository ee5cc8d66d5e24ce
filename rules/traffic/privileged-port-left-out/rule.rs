//! A server falls on a privileged port of gateway pods that say they are unprivileged.

use rustc_hash::FxHashSet;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{OrEmpty, TextField};
use crate::text::boolean;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0369",
        name: "privileged-port-left-out",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Traffic,
        summary: "A server falls on a privileged port of gateway pods that say they are unprivileged",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let mut told = FxHashSet::default();
    for (id, merged) in mesh.merged_gateways() {
        let workload = mesh.workloads.get(*id);
        let env = workload.proxy_container().map_or(&[][..], |container| container.env.items());
        let says = env.iter().find(|it| it.name.text() == "ISTIO_META_UNPRIVILEGED_POD");
        if says.is_none_or(|it| boolean(it.value.value.text()) != Some(true)) {
            continue;
        }
        for (port, listener) in merged.listeners.iter().filter(|(port, _)| **port < 1024) {
            for server in &listener.servers {
                if !told.insert(server.location) {
                    continue;
                }
                let number = server
                    .written
                    .and_then(|own| Some(server.object.at(own.port.as_ref()?.value.number.as_ref()?.span)));
                let message = format!(
                    "the gateway pods say that they are unprivileged, and this server falls on their port {port}, below 1024: \
                     istiod leaves it out, and nothing listens"
                );
                out.report_at(number.unwrap_or(server.location), Some(server.id), message)
                    .help(format!(
                        "lead port {} of the gateway's Service to a port above 1023",
                        server.number
                    ))
                    .related_if(
                        workload.object.map(|id| mesh.object(id).name_location()),
                        "the gateway pods",
                    );
            }
        }
    }
}
