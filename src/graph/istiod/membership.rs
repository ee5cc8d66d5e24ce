//! Which workloads are in the mesh, and how.

use crate::graph::{Injection, Mesh, NotInjected, WorkOut, Workload, WorkloadId, WorkloadKind};
use crate::model::Labels;
use crate::source::ObjectId;

/// How a workload is in the mesh.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Membership {
    /// It has a proxy of its own: a sidecar, or it is a gateway or a machine.
    Proxy,
    /// ztunnel captures its traffic.
    Ambient,
    /// It is not in the mesh, for this reason.
    Outside(NotInjected),
    /// The input lacks the Namespace object.
    Unknown,
}

const AMBIENT: &str = "istio.io/dataplane-mode";

/// Whether each workload is part of the mesh, by id.
#[derive(Debug)]
pub(in crate::graph) struct Memberships(Vec<Membership>);

impl<'m> WorkOut<'m> for Memberships {
    fn work_out(mesh: &Mesh<'m>) -> Memberships {
        Memberships(mesh.workloads.iter().map(|(_, workload)| mesh.membership(workload)).collect())
    }
}

impl<'m> Mesh<'m> {
    /// Whether the pods of a workload are injected. Of a whole mesh it is known that a namespace
    /// without an object has no labels.
    pub fn injection(&self, workload: &Workload<'m>) -> Injection<'m> {
        let is_known = self.model.complete && !self.namespaces.is_disputed(workload.namespace);
        let unlabelled = is_known.then(Labels::default);
        let labels = self.namespaces.labels(workload.namespace).or(unlabelled);
        self.injector.injection(workload, labels)
    }

    /// Whether and how a workload is in the mesh. Where both the injector and ambient mode are asked
    /// for, the injector comes first.
    pub fn membership(&self, workload: &Workload<'m>) -> Membership {
        let has_proxy = workload.kind != WorkloadKind::Pods || workload.proxy_container().is_some();
        if has_proxy {
            return Membership::Proxy;
        }
        let injection = self.injector.injection(workload, self.namespaces.labels(workload.namespace));
        if matches!(injection, Injection::Injected(_)) {
            return Membership::Proxy;
        }
        if workload.annotation("ambient.istio.io/redirection") == Some("enabled") {
            return Membership::Ambient;
        }
        let is_captured = match workload.labels.get(AMBIENT) {
            Some(mode) => mode == "ambient",
            None => self.is_ambient_namespace(workload.namespace),
        };
        match injection {
            _ if is_captured && !workload.uses_host_network() => Membership::Ambient,
            Injection::Not(reason) => Membership::Outside(reason),
            _ => Membership::Unknown,
        }
    }

    /// The same by id: worked out once for all workloads, as many objects may select one.
    pub fn membership_of(&self, id: WorkloadId) -> Membership {
        self.ask::<Memberships>().0.get(id.0 as usize).copied().unwrap_or(Membership::Unknown)
    }

    /// What makes a Pod of a cluster, where the input holds it: the workload of its namespace whose template has all of
    /// its labels but those that controllers add. A ReplicaSet is made itself.
    pub fn maker_of(&self, pod: &Workload<'m>) -> Option<ObjectId> {
        let siblings = self.workloads.in_namespace(pod.namespace).iter().map(|id| self.workloads.get(*id));
        let mut makers = siblings.filter_map(|workload| {
            let object = workload.object?;
            let is_maker = !matches!(&*self.object(object).kind_name, "Pod" | "ReplicaSet");
            let has_labels = workload.labels.iter().next().is_some() && workload.labels.select(pod.labels);
            (is_maker && has_labels).then_some(object)
        });
        makers.next().filter(|_| makers.next().is_none())
    }

    /// Whether ambient mode captures the pods of a namespace by default: it asks for that, and neither
    /// for injection nor for a revision of the injector.
    pub fn is_ambient_namespace(&self, namespace: &str) -> bool {
        let Some(labels) = self.namespaces.labels(namespace) else { return false };
        labels.get(AMBIENT) == Some("ambient")
            && labels.get("istio-injection") != Some("enabled")
            && labels.get("istio.io/rev").is_none_or(str::is_empty)
    }

    /// Whether the pods of a workload refuse a sidecar, or their namespace does. Where nobody asks for one
    /// in the input, the injector of the cluster may still add it.
    pub fn declines_sidecar(&self, workload: &Workload<'m>) -> bool {
        matches!(self.membership(workload), Membership::Outside(reason) if reason != NotInjected::NobodyAsks)
    }

    /// Whether the pods of a workload certainly run without a sidecar: none is injected, and they bring
    /// none of their own.
    pub fn lacks_sidecar(&self, workload: &Workload<'m>) -> bool {
        matches!(self.membership(workload), Membership::Outside(_) | Membership::Ambient)
    }
}
