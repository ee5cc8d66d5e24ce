//! A policy names a host that no service of the mesh has.

use std::cell::LazyCell;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::security::Enforced;
use crate::graph::{Absent, Answer, HostSet, Mesh};
use crate::model::{AuthorizationPolicy, OrEmpty, Resource};
use crate::rules::suggest_in_words;
use crate::text::placeholder;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0325",
        name: "policy-host-not-found",
        aliases: &["KIA0104"],
        severity: Severity::Warning,
        group: Group::References,
        summary: "A policy names a host that no service of the mesh has",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    // Few policies ask for it.
    let routed = LazyCell::new(|| HostSet::new(mesh.mesh_hosts().iter().map(|host| (&*host.host, ()))));
    for policy in mesh.all::<AuthorizationPolicy>() {
        if may_be_for_gateways(mesh, policy) {
            continue;
        }
        let operations = policy.spec.rules.items().iter().flat_map(|rule| rule.to.items());
        for operation in operations.filter_map(|to| to.operation.as_ref()) {
            for host in operation.value.hosts.items() {
                let name = host.value.split(':').next().unwrap_or_default();
                let Some(absent) = absent(mesh, &routed, policy, name) else { continue };
                let message = format!(
                    "no Service or ServiceEntry has the host `{name}`: clients of the mesh do not ask for it, so that this \
                     value matches none of their requests"
                );
                let finding = out.report(policy.id, host.span, message);
                suggest_in_words(finding, &absent, "name the host as clients write it, or remove it");
            }
        }
    }
}

/// What clients outside of the mesh ask gateways for is not written in the mesh.
fn may_be_for_gateways(mesh: &Mesh<'_>, policy: Resource<'_, AuthorizationPolicy>) -> bool {
    match mesh.enforced(policy.id) {
        Enforced::Mesh | Enforced::Waypoints => true,
        Enforced::Namespace(namespace) => {
            mesh.workloads.in_namespace(&namespace).iter().any(|id| mesh.workloads.get(*id).is_gateway)
        }
        Enforced::Workloads(workloads) => workloads.iter().any(|id| mesh.workloads.get(*id).is_gateway),
    }
}

/// Why a short name, or one with a namespace, is not that of any service; `None` where it is, or may be.
fn absent(
    mesh: &Mesh<'_>,
    routed: &HostSet<()>,
    policy: Resource<'_, AuthorizationPolicy>,
    written: &str,
) -> Option<Absent> {
    if written.is_empty() || written.contains('*') || placeholder::find(written).is_some() {
        return None;
    }
    let (name, namespace) = match written.split_once('.') {
        None => (written, policy.namespace()),
        Some((name, namespace)) if mesh.namespaces.exists(namespace) => (name, namespace),
        Some(_) => return None,
    };
    let full = mesh.service_host(name, namespace).to_ascii_lowercase();
    // Clients of other namespaces mean their own service by a short name.
    let is_elsewhere = !written.contains('.') && !mesh.services.named(name).entries().is_empty();
    let is_routed = || [&*full, written].iter().any(|host| routed.overlapping(host).next().is_some());
    let is_registered = !mesh.services.with_host(written).is_empty() || written == "localhost";
    if is_elsewhere || is_registered || is_routed() {
        return None;
    }
    match mesh.host_answer(written, &full) {
        Answer::Absent(absent) => Some(*absent),
        _ => None,
    }
}
