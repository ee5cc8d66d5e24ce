//! Namespaces that say nothing about the mesh.

use super::istiod::selects;
use super::{Mesh, Workload, WorkloadId, WorkloadKind};
use crate::model::Kind;
use crate::source::ObjectId;

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
    /// those of the control plane and of Kubernetes, those that istiod does not watch, those whose
    /// workloads all decide for themselves, and those whose workloads the input does not show.
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
                // A proxy in a Pod of a cluster was injected; one in a template is brought along.
                let brings_proxy = workload.proxy_container().is_some()
                    && workload.object.is_some_and(|id| &*self.object(id).kind_name != "Pod");
                workload.kind == WorkloadKind::Pods && !brings_proxy && self.asks_nobody(workload)
            };
            let example = workloads.iter().find(depends).copied();
            if workloads.is_empty() && self.model.complete || example.is_some() {
                found.push(UndecidedNamespace { object, example });
            }
        }
        found
    }

    /// Whether neither the pods of a workload nor their namespace say anything about the mesh.
    fn asks_nobody(&self, workload: &Workload<'_>) -> bool {
        let own = ["sidecar.istio.io/inject", "istio.io/rev", "istio.io/dataplane-mode"];
        own.iter().all(|label| workload.labels.get(label).is_none())
            // By the annotation pods can decline, and not ask: webhooks do not see it.
            && workload.annotation("sidecar.istio.io/inject").is_none_or(|value| value == "true")
            && !workload.uses_host_network()
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
