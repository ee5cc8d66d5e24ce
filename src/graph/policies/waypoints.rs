//! Which waypoint enforces what is attached to a Service,
//! <https://istio.io/latest/docs/ambient/usage/waypoint/>.

use crate::graph::Mesh;
use crate::model::{Kind, Labels, Object};
use crate::source::ObjectId;

/// The waypoint of a Service.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WaypointUse {
    /// None.
    Nobody,
    /// This Gateway.
    Gateway(ObjectId),
    /// One that is not in the input.
    Elsewhere,
    /// The input lacks the Namespace, whose label may name one.
    Unknown,
}

const USE: &str = "istio.io/use-waypoint";
const USE_NAMESPACE: &str = "istio.io/use-waypoint-namespace";

impl<'m> Mesh<'m> {
    /// The waypoint that a Service or ServiceEntry uses: its own label names it, or else that of its namespace
    /// (istiod: `fetchWaypointForService`).
    pub fn waypoint_of(&self, object: &'m Object) -> WaypointUse {
        let own = Labels::of(Some(&object.labels));
        let around = self.namespaces.labels(&object.namespace);
        let labels = match (own.get(USE), around) {
            (Some(_), _) => own,
            (None, Some(around)) => around,
            (None, None) => return WaypointUse::Unknown,
        };
        let Some(name) = labels.get(USE).filter(|name| !matches!(*name, "" | "none")) else {
            return WaypointUse::Nobody;
        };
        let namespace = labels.get(USE_NAMESPACE).unwrap_or(&object.namespace);
        let mut gateways = self.gateways.in_namespace(namespace).named(name);
        match gateways.find(|id| self.object(*id).kind == Kind::KubernetesGateway) {
            Some(gateway) => WaypointUse::Gateway(gateway),
            None => WaypointUse::Elsewhere,
        }
    }

    /// Whether requests from gateways go through the waypoint of a Service (istiod: `IngressUseWaypoint`).
    pub fn ingress_uses_waypoint(&self, object: &'m Object) -> bool {
        const INGRESS: &str = "istio.io/ingress-use-waypoint";
        let own = Labels::of(Some(&object.labels)).get(INGRESS);
        let around = || self.namespaces.labels(&object.namespace).and_then(|labels| labels.get(INGRESS));
        own.or_else(around) == Some("true")
    }
}
