//! What one client sees of the mesh.
//!
//! Hardly any question about a host has one answer for the whole mesh: a Service may be kept to its
//! namespace, a Sidecar may import only some, two ServiceEntries may have one host. A [`View`] is what
//! istiod tells the proxy of one client.

mod listening;
mod services;
mod sidecar;

pub use listening::{Served, Serves};
pub use services::SeenService;
pub(in crate::graph) use services::{RoutesByName, RoutesLeadingTo};
pub use sidecar::{EgressListener, Import, SidecarScope, Sidecars};

use crate::graph::{Mesh, ServiceId, Workload, WorkloadId};
use crate::model::{Labels, Object, VirtualService};

/// Someone whose proxy sends requests.
#[derive(Clone, Copy, Debug)]
pub struct Client<'c> {
    /// The namespace of its workload.
    pub namespace: &'c str,
    /// The labels of its workload; none for any workload of the namespace.
    pub labels: Labels<'c>,
    /// What kind of proxy it has.
    pub proxy: Proxy,
}

/// A kind of proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proxy {
    /// Beside a workload.
    Sidecar,
    /// A gateway, for which Sidecars do not count.
    Gateway,
    /// ztunnel, which knows services, and no rules.
    Ztunnel,
    /// None: what is sent goes out as it is.
    None,
}

impl<'c> Client<'c> {
    /// Some workload of a namespace, with no labels that anything selects.
    pub fn in_namespace(namespace: &'c str) -> Client<'c> {
        Client { namespace, labels: Labels::default(), proxy: Proxy::Sidecar }
    }

    /// A workload: a gateway if that is what it is, else one with a sidecar.
    pub fn workload(workload: &'c Workload<'_>) -> Client<'c> {
        let proxy = if workload.is_gateway { Proxy::Gateway } else { Proxy::Sidecar };
        Client { namespace: workload.namespace, labels: workload.labels, proxy }
    }
}

/// What a client sees. Cheap to make: it holds no copies, and answers from the indexes of the mesh.
#[derive(Clone, Copy, Debug)]
pub struct View<'v, 'm> {
    pub(in crate::graph) mesh: &'v Mesh<'m>,
    /// Whose it is.
    pub client: Client<'v>,
    /// The Sidecar that limits it.
    pub sidecar: Option<&'v SidecarScope<'m>>,
}

impl<'m> Mesh<'m> {
    /// What a client sees.
    pub fn view<'v>(&'v self, client: Client<'v>) -> View<'v, 'm> {
        let sidecar = match client.proxy {
            Proxy::Sidecar => self.sidecars().of_workload(client.namespace, client.labels),
            Proxy::Gateway | Proxy::Ztunnel | Proxy::None => None,
        };
        View { mesh: self, client, sidecar }
    }

    /// What the pods of a gateway see, whatever else they are taken for.
    pub(in crate::graph) fn view_of_gateway(&self, pods: WorkloadId) -> View<'_, 'm> {
        let pods = self.workloads.get(pods);
        self.view(Client { namespace: pods.namespace, labels: pods.labels, proxy: Proxy::Gateway })
    }

    /// Whether a DestinationRule of a namespace for a host of a service of another one may count for somebody: for
    /// clients of its own namespace where their Sidecar imports the host, or else for those of other namespaces.
    pub(in crate::graph) fn rule_may_count(&self, namespace: &str, service: &str, host: &str) -> bool {
        namespace == service
            || namespace == self.root_namespace()
            || self.view(Client::in_namespace(namespace)).sidecar.is_none_or(|sidecar| {
                sidecar.listeners.iter().any(|listener| listener.imports_service(namespace, service, host))
            })
    }

    /// All Sidecars, read when they are first asked for.
    pub fn sidecars(&self) -> &Sidecars<'m> {
        self.ask()
    }
}

impl<'v, 'm> View<'v, 'm> {
    /// The mesh that it is a view of.
    pub fn mesh(&self) -> &'v Mesh<'m> {
        self.mesh
    }

    /// Whether an object is exported to the client's namespace, whatever its Sidecar imports.
    pub fn is_exported_here(&self, object: &'m Object) -> bool {
        self.mesh.exported_to(object).reaches(self.client.namespace)
    }

    /// The egress listeners of the Sidecar; none where everything is imported.
    pub fn listeners(&self) -> &'v [EgressListener<'m>] {
        self.sidecar.map_or(&[], |sidecar| &sidecar.listeners)
    }

    /// Whether the rules of a VirtualService reach the client's sidecar: exported to it, and imported by
    /// one of its egress listeners. Not whether the VirtualService is for sidecars.
    pub fn sees_routes(&self, routes: &'m Object) -> bool {
        let Some(spec) = routes.spec::<VirtualService>() else { return false };
        let hosts = || self.mesh.full_hosts(routes, spec);
        self.is_exported_here(routes)
            && (self.sidecar.is_none()
                || self.listeners().iter().any(|listener| {
                    hosts().any(|host| {
                        listener.imports_routes(self.client.namespace, &routes.namespace, &host, false)
                    })
                }))
    }

    /// Whether a service is exported to the client and imported by its Sidecar, or comes along because an imported
    /// VirtualService leads there.
    pub fn sees_service(&self, id: ServiceId) -> bool {
        let service = self.mesh.services.get(id);
        let is_exported = self.mesh.service_exported_to(id).reaches(self.client.namespace);
        let is_seen = is_exported && (self.sidecar.is_none() || self.imports(service));
        is_seen || self.client.proxy == Proxy::Sidecar && self.is_led_to(service)
    }
}
