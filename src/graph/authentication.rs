//! Which gateway workloads check tokens of requests.

use rustc_hash::FxHashSet;

use super::{Mesh, Scope, Workload, WorkloadId};
use crate::model::{RequestAuthentication, TargetRef, TextField};

/// The workloads that some RequestAuthentication is for.
#[derive(Debug, Default)]
pub struct Authenticated<'m> {
    workloads: FxHashSet<WorkloadId>,
    namespaces: FxHashSet<&'m str>,
    gateways: FxHashSet<(&'m str, &'m str)>,
    is_everywhere: bool,
    holding: FxHashSet<&'m str>,
}

impl<'m> Mesh<'m> {
    /// The workloads that some RequestAuthentication is for: by its selector in its namespace or, from
    /// the root namespace, in all; or by `targetRefs` to a Kubernetes Gateway.
    pub fn authenticated(&self) -> Authenticated<'m> {
        let mut found = Authenticated::default();
        for policy in self.all::<RequestAuthentication>() {
            found.holding.insert(policy.namespace());
            let targets: Vec<&'m TargetRef> = policy.spec.targets().collect();
            for target in targets.iter().filter(|target| target.kind.text() == "Gateway") {
                found.gateways.insert((policy.namespace(), target.name.text()));
            }
            let Some(selection) = self.selection(policy.id).filter(|_| targets.is_empty()) else { continue };
            if !selection.selector.is_empty() {
                found.workloads.extend(self.selected_by(policy.id));
            } else {
                match selection.scope {
                    Scope::Mesh => found.is_everywhere = true,
                    Scope::Namespace(namespace) => drop(found.namespaces.insert(namespace)),
                }
            }
        }
        found
    }
}

impl Authenticated<'_> {
    /// Whether some RequestAuthentication is for a workload.
    pub fn includes(&self, id: WorkloadId, workload: &Workload<'_>) -> bool {
        let by_gateway = || {
            let gateway = workload.gateway_name();
            gateway.is_some_and(|name| self.gateways.contains(&(workload.namespace, name)))
        };
        self.is_everywhere
            || self.namespaces.contains(workload.namespace)
            || self.workloads.contains(&id)
            || by_gateway()
    }

    /// Whether the input holds any RequestAuthentication in one of these namespaces.
    pub fn is_shown_in(&self, namespaces: [&str; 2]) -> bool {
        namespaces.iter().any(|namespace| self.holding.contains(namespace))
    }
}
