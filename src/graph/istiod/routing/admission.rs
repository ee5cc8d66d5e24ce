//! Which routes of the Gateway API a listener takes,
//! <https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#allowedroutes>.

use super::refused_listeners::supported_kinds;
use crate::graph::Mesh;
use crate::model::{
    GatewayListener, KubernetesGateway, Object, OrEmpty, ParentKind, ParentRef, Resource, TextField,
};
use crate::source::ObjectId;
use crate::text::host;

/// Why a listener does not take a route, from what it says first to what it says last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// Routes of the kind do not go with its protocol.
    Protocol,
    /// `allowedRoutes.kinds` does not list the kind.
    Kind,
    /// `allowedRoutes.namespaces` leaves out the namespace of the route.
    Namespace,
    /// No hostname of the route is one of the listener's.
    Hostname,
}

/// A route that no listener takes, of those that an entry of `parentRefs` names.
#[derive(Debug)]
pub struct Unadmitted<'m> {
    /// The route.
    pub route: ObjectId,
    /// The entry.
    pub parent: &'m ParentRef,
    /// The Gateway.
    pub gateway: Resource<'m, KubernetesGateway>,
    /// The listener that comes nearest to taking it.
    pub listener: &'m GatewayListener,
    /// Why that one does not.
    pub refusal: Refusal,
    /// Whether it takes routes of the namespace, whatever else it does not take.
    pub takes_namespace: bool,
}

/// Whether an entry of `parentRefs` means a listener of the Gateway that it names.
pub(super) fn is_named(listener: &GatewayListener, parent: &ParentRef) -> bool {
    let section = parent.section_name.text();
    let port = |field: &Option<crate::model::Field<i64>>| field.as_ref().map(|port| port.value);
    (section.is_empty() || section == listener.name.text())
        && port(&parent.port).is_none_or(|wanted| port(&listener.port) == Some(wanted))
}

/// Why a listener of a Gateway (or ListenerSet) in a namespace does not take a route, if so. Hostnames are not looked at: they
/// decide which requests a route gets, not whether it is attached.
pub(super) fn refusal(
    mesh: &Mesh<'_>,
    gateway: &str,
    listener: &GatewayListener,
    route: &Object,
) -> Option<Refusal> {
    let kind = &*route.kind_name;
    if !supported_kinds(listener).contains(&kind) {
        return Some(Refusal::Protocol);
    }
    let allowed = listener.allowed_routes.as_ref().map(|allowed| &allowed.value);
    let kinds = allowed.map_or(&[][..], |allowed| allowed.kinds.items());
    if !kinds.is_empty() && !kinds.iter().any(|item| item.kind.text() == kind) {
        return Some(Refusal::Kind);
    }
    (!takes_namespace(mesh, gateway, listener, &route.namespace)).then_some(Refusal::Namespace)
}

/// Whether a listener of a Gateway in a namespace takes routes of another namespace.
fn takes_namespace(mesh: &Mesh<'_>, gateway: &str, listener: &GatewayListener, namespace: &str) -> bool {
    let allowed = listener.allowed_routes.as_ref().map(|allowed| &allowed.value);
    let namespaces = allowed.and_then(|allowed| allowed.namespaces.as_ref());
    match namespaces {
        Some(namespaces) => mesh.are_allowed(&namespaces.value, gateway, namespace, "Same"),
        None => gateway == namespace,
    }
}

impl<'m> Mesh<'m> {
    /// Routes that none of the listeners takes that an entry of theirs names. Left out is what the input does
    /// not show: labels of namespaces that it does not hold, and listeners that others may add.
    pub fn unadmitted_routes(&self) -> Vec<Unadmitted<'m>> {
        use crate::model::Kind::{GrpcRouteResource, HttpRouteResource, TcpRouteResource, TlsRouteResource};
        let mut found = Vec::new();
        for kind in [HttpRouteResource, GrpcRouteResource, TcpRouteResource, TlsRouteResource] {
            for (id, route) in self.model.of_kind(kind) {
                for parent in route.route_parents() {
                    found.extend(self.unadmitted(id, route, &parent.value));
                }
            }
        }
        found
    }

    fn unadmitted(&self, id: ObjectId, route: &'m Object, parent: &'m ParentRef) -> Option<Unadmitted<'m>> {
        let is_gateway = parent.parent_kind() == Some(ParentKind::Gateway);
        let namespace = parent.namespace_or(&route.namespace);
        let named = self.gateways.in_namespace(namespace).named(parent.name.text()).filter(|_| is_gateway);
        let mut nearest: Option<Unadmitted<'m>> = None;
        for gateway in named.filter_map(|gateway| self.resource::<KubernetesGateway>(gateway)) {
            // Two that name no namespace, in two folders, need not meet.
            if gateway.spec.allowed_listeners.is_some() || self.may_be_apart(route, gateway.object) {
                return None;
            }
            for listener in gateway.spec.listeners.items() {
                let listener = &listener.value;
                if !is_named(listener, parent) {
                    continue;
                }
                let refusal = refusal(self, gateway.namespace(), listener, route)
                    .or_else(|| by_hostname(listener, route))?;
                let depends_on_labels = || {
                    let allowed = listener.allowed_routes.as_ref()?.value.namespaces.as_ref()?;
                    Some(allowed.value.from.text() == "Selector")
                };
                let is_shown = self.model.complete || self.namespaces.labels(&route.namespace).is_some();
                if refusal == Refusal::Namespace && !is_shown && depends_on_labels() == Some(true) {
                    return None;
                }
                if nearest.as_ref().is_none_or(|known| known.refusal < refusal) {
                    let takes_namespace =
                        takes_namespace(self, gateway.namespace(), listener, &route.namespace);
                    nearest =
                        Some(Unadmitted { route: id, parent, gateway, listener, refusal, takes_namespace });
                }
            }
        }
        nearest
    }
}

fn by_hostname(listener: &GatewayListener, route: &Object) -> Option<Refusal> {
    let own = listener.hostname.text().to_ascii_lowercase();
    let wanted = route.route_hostnames();
    let meets = |wanted: &str| host::overlap(&own, &wanted.to_ascii_lowercase());
    let is_met = own.is_empty() || wanted.is_empty() || wanted.iter().any(|host| meets(&host.value));
    (!is_met).then_some(Refusal::Hostname)
}
