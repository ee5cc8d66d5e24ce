//! A Service asks for session affinity, which proxies do not know.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Membership, Mesh, Origin};
use crate::model::ServiceSpec;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0752",
        name: "session-affinity-in-mesh",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A Service asks for session affinity, which proxies do not know",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (_, service) in mesh.services.iter() {
        let Origin::Service(object) = service.origin else { continue };
        let Some(own) = mesh.resource::<ServiceSpec>(object) else { continue };
        let Some(affinity) = own.spec.session_affinity.as_ref().filter(|it| &*it.value == "ClientIP") else {
            continue;
        };
        let Some(selector) = service.selector else { continue };
        let is_in_mesh = |id: &crate::graph::WorkloadId| mesh.membership_of(*id) == Membership::Proxy;
        if !mesh.workloads.selected(selector, Some(service.namespace)).iter().any(is_in_mesh) {
            continue;
        }
        let host = &*service.host;
        let hashes = mesh.destination_rules.all_for(host).into_iter().any(|rule| {
            let policy = rule.spec.traffic_policy.as_ref();
            policy.is_some_and(|policy| policy.value.load_balancer.is_some())
        });
        if hashes {
            continue;
        }
        out.report(
            object,
            affinity.span,
            "clients in the mesh choose a pod by themselves, and do not look at `sessionAffinity`",
        )
        .help("set `loadBalancer.consistentHash` in a DestinationRule, such as `useSourceIp: true`");
    }
}
