//! A request of a client without a sidecar: one that nothing captures, or one that ztunnel carries.

use super::address::Address;
use super::{Outcome, Scheme, Stage, Walk};
use crate::graph::protocol::Handling;
use crate::graph::{Capture, Mesh, NotInjected, ServiceId, View};

impl<'w, 'm> Walk<'w, 'm> {
    /// From a client without a sidecar: the name is looked up, and the cluster's own network chooses a pod.
    pub(super) fn bare(&mut self) {
        let start = self.start;
        let view: View<'w, 'm> = self.mesh.view(start.client());
        self.introduce(&view);
        let own = start.workload.and_then(|id| self.mesh.workloads.get(id).object);
        let location = own.map(|id| self.mesh.object(id).name_location());
        let what = match start.capture {
            Capture::Nothing(why) => format!(
                "these pods have no proxy ({}): plain text goes out as it is, past VirtualServices and DestinationRules, and without a certificate",
                because(why)
            ),
            Capture::Ztunnel | Capture::Sidecar => {
                "ztunnel carries what these pods send: mTLS (HBONE) with their identity to pods of the mesh; VirtualServices and DestinationRules count at waypoints alone".to_owned()
            }
        };
        self.note(Stage::Request, location, what);
        match self.address() {
            Address::Service(id) => self.call_service(&view, id),
            Address::Literal(_) | Address::Unknown => {
                let host = self.request.host.clone();
                let message = match start.capture {
                    Capture::Nothing(_) => format!(
                        "`{host}` is not a Service of the input: the connection goes to its address, and ServiceEntries and REGISTRY_ONLY do not count"
                    ),
                    _ => format!(
                        "`{host}` is not a Service of the input: ztunnel passes the connection on to its address"
                    ),
                };
                self.end(Outcome::Passthrough, None, message, "");
            }
        }
    }

    fn call_service(&mut self, view: &View<'w, 'm>, id: ServiceId) {
        let mesh: &'w Mesh<'m> = self.mesh;
        let service = mesh.services.get(id);
        if let Some((location, lack)) = self.portless() {
            self.hop.outcome = Outcome::NoServicePort;
            let message = format!("{lack}: the client gets no connection");
            self.fail(location, message, "ask for one of its ports, or add this one to the Service");
            return;
        }
        if self.start.capture == Capture::Ztunnel
            && let Some(waypoint) = mesh.waypoint_of(service)
        {
            let name = format!("{}/{}", waypoint.namespace, waypoint.name);
            let Some(gateway) = waypoint.gateway else {
                let message = format!(
                    "{} asks for the waypoint `{name}`, which the input does not hold: without it ztunnel sends to the pods",
                    self.service(service)
                );
                self.note(Stage::Listener, None, message);
                self.hop.open = Some(format!("if no waypoint `{name}` decides otherwise"));
                self.arrive_at(view, id);
                return;
            };
            let message = format!("{} is behind the waypoint `{name}`", self.service(service));
            self.taken(Stage::Listener, gateway.object.name_location(), message);
            self.hop.open = Some(format!(
                "as the waypoint `{name}` decides, whose routes and policies (`targetRefs`) are not traced"
            ));
            self.hop.outcome = Outcome::Route;
            let message =
                "the waypoint applies the routes and policies of requests: what it does is not known here";
            self.step(Stage::End, super::Mark::Open, Some(gateway.object.name_location()), message);
            return;
        }
        self.arrive_at(view, id);
    }

    /// Straight to the pods of a Service.
    fn arrive_at(&mut self, view: &View<'w, 'm>, id: ServiceId) {
        let service = self.mesh.services.get(id);
        let port = self.request.port;
        let is_http =
            self.request.scheme == Scheme::Http && self.mesh.handling(id, port) != Some(Handling::Bytes);
        let cluster = view.cluster_of(&service.host.to_ascii_lowercase(), port, "");
        self.settle(vec![cluster], &[], view, is_http);
    }
}

/// Why pods have no proxy.
fn because(why: NotInjected) -> &'static str {
    match why {
        NotInjected::NobodyAsks => "neither they nor their namespace ask for a sidecar",
        NotInjected::NamespaceDisabled => "their namespace declines sidecars",
        NotInjected::HostNetwork => "they use the network of their node",
        NotInjected::PodsDecline => "they decline a sidecar",
    }
}
