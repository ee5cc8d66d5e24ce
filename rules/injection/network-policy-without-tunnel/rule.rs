//! A NetworkPolicy lets no traffic of ambient mode in, which comes on port 15008.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Membership, Mesh, WorkloadId};
use crate::model::{IntOrText, Labels, NetworkPolicyPort, NetworkPolicySpec, OrEmpty, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0451",
        name: "network-policy-without-tunnel",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "A NetworkPolicy lets no traffic of ambient mode in, which comes on port 15008",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for policy in mesh.all::<NetworkPolicySpec>() {
        let spec = policy.spec;
        let types = spec.policy_types.items();
        let is_for_ingress = types.is_empty() || types.iter().any(|item| &*item.value == "Ingress");
        let rules = spec.ingress.items();
        if !is_for_ingress || rules.is_empty() {
            continue; // what lets nothing in is meant to
        }
        let lets_in = rules.iter().any(|rule| {
            let ports = rule.ports.items();
            ports.is_empty() || ports.iter().any(|port| is_tunnel(&port.value))
        });
        let Some(first) = rules.iter().find_map(|rule| rule.ports.as_ref()).filter(|_| !lets_in) else {
            continue;
        };
        let selector = spec.pod_selector.as_ref().map(|field| &field.value);
        if selector.is_some_and(|selector| selector.match_expressions.is_some()) {
            continue;
        }
        let labels = selector.and_then(|selector| selector.match_labels.as_ref());
        let labels = Labels::of(labels.map(|labels| &labels.value));
        let pods = mesh.workloads.selected(labels, Some(policy.namespace()));
        let is_ambient = |id: &WorkloadId| mesh.membership_of(*id) == Membership::Ambient;
        if !pods.iter().any(is_ambient) {
            continue;
        }
        let message = "pods in ambient mode get the traffic of the mesh through a tunnel on TCP port 15008, which no rule of \
                       this NetworkPolicy lets in: it is dropped";
        out.report(policy.id, first.key, message).help("add TCP port 15008 to the ports that are let in");
    }
}

/// Whether a port takes in that of the tunnel.
fn is_tunnel(port: &NetworkPolicyPort) -> bool {
    if !matches!(port.protocol.text(), "" | "TCP") {
        return false;
    }
    match port.port.as_ref().map(|port| &port.value) {
        None => true,
        Some(IntOrText::Int(first)) => {
            (*first..=port.end_port.as_ref().map_or(*first, |last| last.value)).contains(&15008)
        }
        Some(IntOrText::Text(_)) => false,
    }
}
