//! How the traffic of a workload is captured, and the waypoints that stand before services in ambient mode.

use crate::graph::{
    Mark, Membership, Mesh, NotInjected, Scope, Service, ServiceId, WorkOut, Workload, WorkloadId,
    WorkloadKind,
};
use crate::model::{Kind, KubernetesGateway, Labels, Object, Resource};
use crate::source::ObjectId;

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

/// A label that names a waypoint.
#[derive(Clone, Copy, Debug)]
pub struct WaypointLabel<'m> {
    /// Where it stands.
    pub mark: Mark<'m>,
    /// The namespace of the waypoint.
    pub namespace: &'m str,
    /// Its name.
    pub name: &'m str,
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

/// Why no waypoint follows rules for a service.
#[derive(Clone, Copy, Debug)]
pub enum PastWaypoint<'m> {
    /// The service uses none.
    Unused,
    /// This one reads rules of its own namespace and of the service's.
    Elsewhere(Waypoint<'m>),
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
        self.ask::<ShownInjection>().is_spoken_of
    }

    /// Whether the input shows that namespaces of this mesh get into it by labels.
    pub fn joins_by_label(&self) -> bool {
        self.ask::<ShownInjection>().is_asked_for
    }

    /// All labels of the input that name a waypoint, in order; those for none left out.
    pub fn waypoint_labels(&self) -> impl Iterator<Item = WaypointLabel<'m>> {
        let named = |mark: &Mark<'m>| {
            let is_one = mark.is_label && mark.key() == USE_WAYPOINT;
            let name = waypoint_name(&mark.pair.value).filter(|_| is_one)?;
            let object = self.object(mark.object);
            let own = if object.kind == Kind::Namespace { object.name() } else { &*object.namespace };
            let namespace = mark.beside.get(USE_WAYPOINT_NAMESPACE).map_or(own, |pair| &*pair.value);
            Some(WaypointLabel { mark: *mark, namespace, name })
        };
        self.marks().iter().filter_map(named)
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

    /// The waypoint for requests to the pods of a workload by their own addresses.
    pub fn waypoint_of_workload(&self, workload: &Workload<'m>) -> WaypointUse<'m> {
        self.named_waypoint(Some(workload.labels), workload.namespace)
    }

    /// Whether all workloads that an object selects, or its namespace where it selects none, ask for a waypoint.
    pub fn is_behind_waypoints(&self, id: ObjectId) -> bool {
        let uses_one = |waypoint: WaypointUse<'m>| matches!(waypoint, WaypointUse::Of(_));
        let mut selected = self.selected_by(id).peekable();
        match selected.peek() {
            None => uses_one(self.named_waypoint(None, &self.object(id).namespace)),
            Some(_) => selected.all(|id| uses_one(self.waypoint_of_workload(self.workloads.get(id)))),
        }
    }

    /// Whether some Service of a namespace, or the namespace itself, asks for a waypoint, or one is there.
    pub fn has_waypoints(&self, namespace: &'m str) -> bool {
        let services = self.services.in_namespace(namespace);
        let mut services = services.entries().iter().map(|(_, id)| self.services.get(*id));
        let mut workloads = self.workloads.in_namespace(namespace).iter().map(|id| self.workloads.get(*id));
        let gateways = self.gateways.in_namespace(namespace);
        !matches!(self.named_waypoint(None, namespace), WaypointUse::Nobody)
            || services.any(|service| self.waypoint_of(service).is_some())
            || workloads.any(Workload::is_waypoint)
            || gateways.entries().iter().any(|(_, id)| self.object(*id).kind == Kind::KubernetesGateway)
    }

    /// Whether ztunnel serves all workloads that an object is for by its selector or its namespace, and no proxy
    /// that could read the object: waypoints read what is attached to something alone (istiod:
    /// `WorkloadPolicyMatcher.ShouldAttachPolicy`).
    pub fn is_for_ztunnel_alone(&self, id: ObjectId) -> bool {
        let Some(selection) = self.selection(id).filter(|selection| !selection.has_target) else {
            return false;
        };
        let is_captured = |id: WorkloadId| self.membership_of(id) == Membership::Ambient;
        if !selection.selector.is_empty() {
            let mut selected = self.selected_by(id).peekable();
            return selected.peek().is_some() && selected.all(is_captured);
        }
        let Scope::Namespace(namespace) = selection.scope else { return false };
        let workloads = self.workloads.in_namespace(namespace).iter().copied();
        workloads.filter(|id| !self.workloads.get(*id).is_waypoint()).all(is_captured)
            && self.is_ambient_namespace(namespace)
    }

    /// Whether some workload of the mesh may have a sidecar, as far as the input shows: not where all that asks to be
    /// in the mesh asks for ambient mode.
    pub fn may_have_sidecars(&self) -> bool {
        self.ask::<Modes>().sidecars
    }

    /// Whether some pods of the input are in ambient mode, or are to be.
    pub fn has_ambient_mode(&self) -> bool {
        self.ask::<Modes>().ambient
    }

    /// Why rules of a namespace for a service in ambient mode are followed by no waypoint. ztunnel, which carries what
    /// clients in ambient mode send, knows neither VirtualServices nor DestinationRules (istiod:
    /// `getVirtualServiceForWaypoint`, `PushContext.destinationRule`).
    pub fn past_waypoint(&self, namespace: &str, service: ServiceId) -> Option<PastWaypoint<'m>> {
        let service = self.services.get(service);
        let object = self.object(service.object()?);
        match self.waypoint_use(object) {
            _ if !self.is_ambient_namespace(service.namespace) => None,
            WaypointUse::Nobody => Some(PastWaypoint::Unused),
            WaypointUse::Of(waypoint) if ![service.namespace, waypoint.namespace].contains(&namespace) => {
                Some(PastWaypoint::Elsewhere(waypoint))
            }
            WaypointUse::Of(_) | WaypointUse::Unknown => None,
        }
    }

    /// The own label names the waypoint, or else that of the namespace (istiod: `fetchWaypointForTarget`).
    fn named_waypoint(&self, own: Option<Labels<'m>>, namespace: &'m str) -> WaypointUse<'m> {
        let own = own.filter(|labels| labels.get(USE_WAYPOINT).is_some());
        let Some(labels) = own.or_else(|| self.namespaces.labels(namespace)) else {
            return WaypointUse::Unknown;
        };
        let Some(name) = labels.get(USE_WAYPOINT).and_then(waypoint_name) else { return WaypointUse::Nobody };
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

/// What a label calls a waypoint; `none` stands for not having one (istiod: `getUseWaypoint`).
fn waypoint_name(value: &str) -> Option<&str> {
    (!matches!(value, "" | "none")).then_some(value)
}

/// What labels of the namespaces in the input show of who is in the mesh.
#[derive(Debug)]
pub(in crate::graph) struct ShownInjection {
    /// Whether some say whether they are in the mesh, or the input is all of it.
    is_spoken_of: bool,
    /// Whether some ask for sidecars or for ambient mode.
    is_asked_for: bool,
}

impl<'m> WorkOut<'m> for ShownInjection {
    fn work_out(mesh: &Mesh<'m>) -> ShownInjection {
        let speaks = |object: &Object| {
            ["istio-injection", "istio.io/rev", "istio.io/dataplane-mode"]
                .iter()
                .any(|name| object.labels.get(name).is_some())
        };
        let asks = |labels: Labels<'_>| {
            labels.get("istio-injection") == Some("enabled")
                || labels.get("istio.io/rev").is_some()
                || labels.get("istio.io/dataplane-mode") == Some("ambient")
        };
        let mut namespaces = mesh.of_kind(Kind::Namespace);
        ShownInjection {
            is_spoken_of: mesh.model.complete || namespaces.any(|(_, object)| speaks(object)),
            is_asked_for: mesh.namespaces.names().any(|name| mesh.namespaces.labels(name).is_some_and(asks)),
        }
    }
}

/// Which modes there are in the mesh.
#[derive(Debug)]
pub(in crate::graph) struct Modes {
    sidecars: bool,
    ambient: bool,
}

impl<'m> WorkOut<'m> for Modes {
    fn work_out(mesh: &Mesh<'m>) -> Modes {
        let asks = |labels: Labels<'_>| {
            labels.get("istio-injection") == Some("enabled")
                || labels.get("istio.io/rev").is_some_and(|revision| !revision.is_empty())
        };
        let mut namespaces = mesh.namespaces.names();
        let mut workloads = mesh.workloads.iter();
        let sidecars = mesh.injector.by_default.is_some()
            || namespaces.any(|name| mesh.namespaces.labels(name).is_some_and(asks))
            || workloads.any(|(id, workload)| {
                let has_own = matches!(mesh.membership_of(id), Membership::Proxy | Membership::Unknown);
                has_own && !workload.is_gateway && !workload.is_waypoint() && workload.object.is_some()
            });
        let mut captured = mesh.workloads.iter().map(|(id, _)| mesh.membership_of(id));
        let ambient = mesh.namespaces.names().any(|name| mesh.is_ambient_namespace(name))
            || captured.any(|membership| membership == Membership::Ambient);
        Modes { sidecars, ambient }
    }
}
