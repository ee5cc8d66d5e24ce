//! How the traffic of a workload is captured, and the waypoints that stand before services in ambient mode.

use crate::graph::{Membership, Mesh, NotInjected, Service, Workload, WorkloadKind};
use crate::model::{KubernetesGateway, Resource};

/// What stands between a workload and the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Capture {
    /// A proxy of its own.
    Sidecar,
    /// ztunnel of its node: mTLS and identities, no routes.
    Ztunnel,
    /// Nothing, for this reason.
    Nothing(NotInjected),
}

/// A waypoint that a service or its namespace asks for.
#[derive(Clone, Copy, Debug)]
pub struct Waypoint<'m> {
    /// Its namespace.
    pub namespace: &'m str,
    /// Its name.
    pub name: &'m str,
    /// Its Gateway, where the input holds it.
    pub gateway: Option<Resource<'m, KubernetesGateway>>,
}

const USE_WAYPOINT: &str = "istio.io/use-waypoint";
const USE_WAYPOINT_NAMESPACE: &str = "istio.io/use-waypoint-namespace";

impl<'m> Mesh<'m> {
    /// How the traffic of a workload is captured. Where nobody asks for a sidecar, the input decides only if it is the
    /// whole mesh, or shows elsewhere who asks for one: labels of namespaces are often set by hand.
    pub fn capture(&self, workload: &Workload<'m>) -> Capture {
        match self.membership(workload) {
            Membership::Ambient => Capture::Ztunnel,
            Membership::Outside(reason)
                if workload.kind == WorkloadKind::Pods
                    && (reason != NotInjected::NobodyAsks || self.shows_injection()) =>
            {
                Capture::Nothing(reason)
            }
            Membership::Proxy | Membership::Outside(_) | Membership::Unknown => Capture::Sidecar,
        }
    }

    /// Whether the input shows which namespaces are in the mesh.
    pub fn shows_injection(&self) -> bool {
        self.ask::<ShownInjection>().0
    }

    /// The waypoint of a service: that of its own label, or else that of its namespace; `none` stands for none at all.
    pub fn waypoint_of(&self, service: &Service<'m>) -> Option<Waypoint<'m>> {
        let object = service.object().map(|id| self.object(id));
        let own = |name: &str| object.and_then(|object| object.labels.get(name)).map(|pair| &*pair.value);
        let labels = self.namespaces.labels(service.namespace);
        let of_namespace = |name: &str| labels.and_then(|labels| labels.get(name));
        let (name, namespace) = match own(USE_WAYPOINT) {
            Some(name) => (name, own(USE_WAYPOINT_NAMESPACE)),
            None => (of_namespace(USE_WAYPOINT)?, of_namespace(USE_WAYPOINT_NAMESPACE)),
        };
        if name.is_empty() || name.eq_ignore_ascii_case("none") {
            return None;
        }
        let namespace = namespace.filter(|name| !name.is_empty()).unwrap_or(service.namespace);
        let mut named = self.gateways.in_namespace(namespace).named(name);
        Some(Waypoint { namespace, name, gateway: named.find_map(|id| self.resource(id)) })
    }
}

/// Whether some namespace or pod of the input asks for a sidecar or for ambient mode.
#[derive(Debug)]
pub(in crate::graph) struct ShownInjection(bool);

impl<'m> crate::graph::WorkOut<'m> for ShownInjection {
    fn work_out(mesh: &Mesh<'m>) -> ShownInjection {
        let asks = |object: &crate::model::Object| {
            ["istio-injection", "istio.io/rev", "istio.io/dataplane-mode"]
                .iter()
                .any(|name| object.labels.get(name).is_some())
        };
        let mut namespaces = mesh.of_kind(crate::model::Kind::Namespace);
        ShownInjection(mesh.model.complete || namespaces.any(|(_, object)| asks(object)))
    }
}
