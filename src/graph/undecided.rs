//! Namespaces that say nothing about the mesh.

use super::injection::selects;
use super::{Membership, Mesh, NotInjected, WorkloadId, WorkloadKind};
use crate::model::{Kind, ObjectId};

/// A namespace without a label that decides whether its pods are in the mesh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndecidedNamespace {
    /// Its Namespace object.
    pub object: ObjectId,
    /// A workload that depends on it.
    pub example: Option<WorkloadId>,
}

impl Mesh<'_> {
    /// The namespaces that ask neither for injection nor for ambient mode, nor decline. Left out are
    /// those of the control plane and of Kubernetes, those that istiod does not watch, and those whose
    /// workloads all decide for themselves.
    pub fn undecided_namespaces(&self) -> Vec<UndecidedNamespace> {
        let mut found = Vec::new();
        for (object, namespace) in self.of_kind(Kind::Namespace) {
            let name = namespace.name();
            let is_of_system = name == self.root_namespace() || name.starts_with("kube-");
            let label = |name| namespace.labels.get(name).filter(|label| !label.value.is_empty());
            let decides = ["istio-injection", "istio.io/rev", "istio.io/dataplane-mode"].map(label);
            if is_of_system || name == "local-path-storage" || decides.iter().any(Option::is_some) {
                continue;
            }
            if !self.is_discovered(name) {
                continue;
            }
            let workloads = self.workloads.in_namespace(name);
            let depends = |id: &&WorkloadId| {
                let workload = self.workloads.get(**id);
                workload.kind == WorkloadKind::Pods
                    && match self.membership(workload) {
                        Membership::Outside(reason) => reason == NotInjected::NobodyAsks,
                        _ => self.injector.by_default.is_some() && workload.proxy_container().is_none(),
                    }
            };
            let example = workloads.iter().find(depends).copied();
            if workloads.is_empty() || example.is_some() {
                found.push(UndecidedNamespace { object, example });
            }
        }
        found
    }

    /// Whether istiod watches a namespace: one of the mesh's `discoverySelectors` selects it, if there
    /// are any.
    pub fn is_discovered(&self, namespace: &str) -> bool {
        let Some((_, selectors)) = self.model.settings.find(|config| config.discovery_selectors.as_ref())
        else {
            return true;
        };
        let labels = self.namespaces.labels(namespace).unwrap_or_default();
        let selectors = &selectors.value;
        selectors.is_empty() || selectors.iter().any(|selector| selects(Some(&selector.value), labels))
    }
}
