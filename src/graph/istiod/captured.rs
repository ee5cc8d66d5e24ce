//! How the traffic of a workload is captured, and the waypoints that stand before services in ambient mode.

use crate::graph::{Membership, Mesh, NotInjected, Service, Workload, WorkloadKind};
use crate::model::{KubernetesGateway, Labels, Object, Resource};

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

/// Which waypoint stands before a service.
#[derive(Clone, Copy, Debug)]
pub enum WaypointUse<'m> {
    /// None.
    Nobody,
    /// This one.
    Of(Waypoint<'m>),
    /// The input lacks the Namespace, whose label may name one.
    Unknown,
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

    /// The waypoint of a service, where the input names one.
    pub fn waypoint_of(&self, service: &Service<'m>) -> Option<Waypoint<'m>> {
        let own = service.object().map(|id| Labels::of(Some(&self.object(id).labels)));
        match self.named_waypoint(own, service.namespace) {
            WaypointUse::Of(waypoint) => Some(waypoint),
            WaypointUse::Nobody | WaypointUse::Unknown => None,
        }
    }

    /// The waypoint that a Service or ServiceEntry uses.
    pub fn waypoint_use(&self, object: &'m Object) -> WaypointUse<'m> {
        self.named_waypoint(Some(Labels::of(Some(&object.labels))), &object.namespace)
    }

    /// The own label names the waypoint, or else that of the namespace (istiod: `fetchWaypointForTarget`, and
    /// `getUseWaypoint` for `none`).
    fn named_waypoint(&self, own: Option<Labels<'m>>, namespace: &'m str) -> WaypointUse<'m> {
        let own = own.filter(|labels| labels.get(USE_WAYPOINT).is_some());
        let Some(labels) = own.or_else(|| self.namespaces.labels(namespace)) else {
            return WaypointUse::Unknown;
        };
        let Some(name) = labels.get(USE_WAYPOINT).filter(|name| !matches!(*name, "" | "none")) else {
            return WaypointUse::Nobody;
        };
        let namespace = labels.get(USE_WAYPOINT_NAMESPACE).unwrap_or(namespace);
        let mut named = self.gateways.in_namespace(namespace).named(name);
        WaypointUse::Of(Waypoint { namespace, name, gateway: named.find_map(|id| self.resource(id)) })
    }

    /// Whether requests from gateways go through the waypoint of a Service (istiod: `IngressUseWaypoint`).
    pub fn ingress_uses_waypoint(&self, object: &'m Object) -> bool {
        const INGRESS: &str = "istio.io/ingress-use-waypoint";
        let own = Labels::of(Some(&object.labels)).get(INGRESS);
        let around = || self.namespaces.labels(&object.namespace).and_then(|labels| labels.get(INGRESS));
        own.or_else(around) == Some("true")
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
