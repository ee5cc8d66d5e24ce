//! An EnvoyFilter patches the inbound routes of a port that the workload's Services do not have.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{EnvoyFilter, EnvoyPatch, Field, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0338",
        name: "inbound-host-without-port",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "An EnvoyFilter patches the inbound routes of a port that the workload's Services do not have",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

/// istiod: `inboundVirtualHostPrefix` of `pilot/pkg/networking/core/httproute.go`, followed by the port of the Service.
const PREFIX: &str = "inbound|http|";

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for filter in mesh.all::<EnvoyFilter>() {
        for patch in filter.spec.patches() {
            let Some((name, number)) = inbound_host(patch) else { continue };
            let (mut ports, mut workload) = (Vec::new(), None);
            for id in mesh.selected_by(filter.id) {
                let pods = mesh.workloads.get(id);
                workload = workload.or(Some(pods));
                let services = mesh.services.selecting(pods.namespace, pods.labels);
                ports.extend(services.flat_map(|(_, service)| service.ports.iter().map(|port| port.number)));
            }
            let Some(workload) = workload.filter(|_| !ports.is_empty() && !ports.contains(&number)) else {
                continue;
            };
            if mesh.is_opened_by_sidecar(workload.namespace, number) {
                continue;
            }
            ports.sort_unstable();
            ports.dedup();
            let known: Vec<String> = ports.iter().map(|port| format!("`{PREFIX}{port}`")).collect();
            let message = format!(
                "no Service of `{}` has port {number}, so that there is no virtual host `{}`: the patch is applied nowhere",
                workload.name, name.value
            );
            out.report(filter.id, name.span, message)
                .help(format!("name the port of the Service: {}", known.join(", ")));
        }
    }
}

/// The virtual host for inbound requests that a patch names, and its port.
fn inbound_host(patch: &EnvoyPatch) -> Option<(&Field<Text>, i64)> {
    let matches = &patch.matches.as_ref()?.value;
    let name = matches.route_configuration.as_ref()?.value.vhost.as_ref()?.value.name.as_ref()?;
    let number = name.value.strip_prefix(PREFIX)?.parse().ok()?;
    Some((name, number))
}
