//! Which services a client sees, and which one of several with one host.

use super::View;
use rustc_hash::FxHashMap;

use crate::graph::{Mesh, Origin, Port, Service, ServiceId, WorkOut};
use crate::model::{Object, OrEmpty, Resource, ServiceEntry, TextField, VirtualService};
use crate::source::ObjectId;
use crate::text::host;

/// A service as a client sees it: of all those with one host the one that counts, and those of its
/// namespace that are mixed with it.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenService {
    /// The one that counts.
    pub id: ServiceId,
    /// Others of the same host and namespace, whose endpoints are added to it.
    pub mixed: Vec<ServiceId>,
    /// Others that the client would see if this one were not there.
    pub hidden: Vec<ServiceId>,
}

impl SeenService {
    /// All that its endpoints come from.
    pub fn all(&self) -> impl Iterator<Item = ServiceId> {
        std::iter::once(self.id).chain(self.mixed.iter().copied())
    }
}

impl<'v, 'm> View<'v, 'm> {
    /// The service with this very host, a full name or a wildcard as registered. Of several the one in the
    /// client's namespace counts, then Services before ServiceEntries, then the oldest (istiod:
    /// `SidecarScope.appendSidecarServices`, `PushContext.initServiceRegistry`).
    pub fn service(&self, host: &str) -> Option<SeenService> {
        self.choose(host, |id| self.sees_service(id))
    }

    /// The service that a name belongs to: the one with this host, or else the one with the narrowest
    /// wildcard over it.
    pub fn covering(&self, host: &str) -> Option<SeenService> {
        let wildcard = |suffix: &str| self.service(&format!("*{suffix}"));
        self.service(host).or_else(|| host::wildcards(host).find_map(wildcard))
    }

    /// The service with this host among those that fit.
    pub(crate) fn choose(&self, host: &str, fits: impl Fn(ServiceId) -> bool) -> Option<SeenService> {
        let mesh = self.mesh;
        let mut seen: Vec<ServiceId> =
            mesh.services.exactly(host).iter().copied().filter(|id| fits(*id)).collect();
        if seen.len() > 1 {
            let own = self.client.namespace;
            seen.sort_by_cached_key(|&id| {
                let service = mesh.services.get(id);
                let export = mesh.service_exported_to(id).closeness(service.namespace, own);
                (service.namespace != own, !service.is_in_cluster(), export, mesh.service_seniority(id), id)
            });
        }
        let (&first, rest) = seen.split_first()?;
        let namespace = mesh.services.get(first).namespace;
        let is_mixed = |id: &ServiceId| mesh.services.get(*id).namespace == namespace;
        let (mixed, hidden) = rest.iter().copied().partition(is_mixed);
        Some(SeenService { id: first, mixed, hidden })
    }

    /// Whether a listener of the Sidecar imports a service, port included.
    pub(super) fn imports(&self, service: &Service<'m>) -> bool {
        self.listeners().iter().any(|listener| {
            listener.imports_service(self.client.namespace, service.namespace, &service.host)
                && listener.port.is_none_or(|port| {
                    listener.protocol.eq_ignore_ascii_case("HTTP_PROXY")
                        || service.ports.iter().any(|own| own.number == port)
                })
        })
    }

    /// Whether an imported VirtualService sends to a service, which then comes along: the one of the
    /// client's namespace, whoever that one is exported to, or else of the first namespace that has it (istiod:
    /// `collectImportedServices`).
    pub(super) fn is_led_to(&self, service: &Service<'m>) -> bool {
        let mesh = self.mesh;
        let routes = mesh.routes_leading_to(&service.host);
        if !routes.iter().any(|&id| self.sees_routes(mesh.object(id))) {
            return false;
        }
        let client = self.client.namespace;
        let exported = |id: &&ServiceId| {
            mesh.services.get(**id).namespace == client || mesh.service_exported_to(**id).reaches(client)
        };
        let namespaces = mesh.services.exactly(&service.host).iter().filter(exported);
        let first =
            namespaces.map(|&id| mesh.services.get(id).namespace).min_by_key(|name| (*name != client, *name));
        first == Some(service.namespace)
    }

    /// The ports of a service; those of mixed ServiceEntries are added that are alike but for their ports (istiod:
    /// `canMergeServices`).
    pub fn ports(&self, service: &SeenService) -> Vec<Port<'m>> {
        let ports = self.listened_ports(service).into_iter();
        ports.filter(|(id, _)| self.is_merged(service.id, *id)).map(|(_, port)| port).collect()
    }

    /// The ports that proxies listen on for a service, each with the service that it is of. Those of ServiceEntries that
    /// are not merged have listeners, and no clusters.
    pub(super) fn listened_ports(&self, service: &SeenService) -> Vec<(ServiceId, Port<'m>)> {
        let services = &self.mesh.services;
        let first = services.get(service.id);
        let mut ports: Vec<(ServiceId, Port<'m>)> =
            first.ports.iter().map(|port| (service.id, *port)).collect();
        for &id in &service.mixed {
            let other = services.get(id);
            if first.is_in_cluster() || other.is_in_cluster() {
                continue;
            }
            for port in &other.ports {
                if !ports.iter().any(|(_, own)| own.number == port.number) {
                    ports.push((id, *port));
                }
            }
        }
        ports
    }

    fn is_merged(&self, first: ServiceId, other: ServiceId) -> bool {
        let mesh = self.mesh;
        let entry = |id: ServiceId| match mesh.services.get(id).origin {
            Origin::Entry(id) => mesh.resource::<ServiceEntry>(id),
            _ => None,
        };
        let Some((own, their)) = entry(first).zip(entry(other)) else { return first == other };
        let labels = |entry: Resource<'m, ServiceEntry>| -> Vec<(&'m str, &'m str)> {
            let mut labels: Vec<_> =
                entry.object.labels.iter().map(|pair| (&*pair.name, &*pair.value)).collect();
            labels.sort_unstable();
            labels
        };
        let selector = |id: ServiceId| {
            let mut pairs: Vec<_> =
                mesh.services.get(id).selector.iter().flat_map(|own| own.iter()).collect();
            pairs.sort_unstable();
            pairs
        };
        let resolution = |entry: Resource<'m, ServiceEntry>| match entry.spec.resolution.text() {
            "" => "NONE",
            resolution => resolution,
        };
        first == other
            || resolution(own) == resolution(their)
                && labels(own) == labels(their)
                && selector(first) == selector(other)
                && mesh.service_exported_to(first) == mesh.service_exported_to(other)
    }
}

/// The VirtualServices for sidecars that send to each host, delegated rules included.
#[derive(Debug)]
pub(in crate::graph) struct RoutesLeadingTo(FxHashMap<String, Vec<ObjectId>>);

impl<'m> WorkOut<'m> for RoutesLeadingTo {
    fn work_out(mesh: &Mesh<'m>) -> RoutesLeadingTo {
        let mut index: FxHashMap<String, Vec<ObjectId>> = FxHashMap::default();
        for routes in mesh.all::<VirtualService>().filter(|routes| routes.spec.is_for_mesh()) {
            let mut add = |from: Resource<'m, VirtualService>| {
                for to in from.spec.destinations() {
                    let full = mesh.full_host(to.host.text(), from.namespace());
                    let list = index.entry(full.to_ascii_lowercase()).or_default();
                    if list.last() != Some(&routes.id) {
                        list.push(routes.id);
                    }
                }
            };
            add(routes);
            for rule in routes.spec.http.items() {
                if let Some(delegate) = &rule.delegate
                    && let Some(delegate) = mesh.delegate_of(routes, &delegate.value)
                {
                    add(delegate);
                }
            }
        }
        RoutesLeadingTo(index)
    }
}

/// VirtualServices by namespace and name.
#[derive(Debug)]
pub(in crate::graph) struct RoutesByName<'m>(FxHashMap<(&'m str, &'m str), ObjectId>);

impl<'m> WorkOut<'m> for RoutesByName<'m> {
    fn work_out(mesh: &Mesh<'m>) -> RoutesByName<'m> {
        let all = mesh.all::<VirtualService>();
        RoutesByName(all.map(|routes| ((routes.namespace(), routes.name()), routes.id)).collect())
    }
}

impl<'m> Mesh<'m> {
    /// The hosts of a VirtualService by their full names.
    pub fn full_hosts<'s>(
        &'s self,
        object: &'m Object,
        spec: &'m VirtualService,
    ) -> impl Iterator<Item = std::borrow::Cow<'m, str>> + use<'s, 'm> {
        let full = move |host: &'m str| self.full_host(host, &object.namespace);
        spec.hosts.items().iter().map(move |item| full(&item.value))
    }

    /// The VirtualServices for sidecars that send to a host, delegated rules included.
    pub fn routes_leading_to(&self, host: &str) -> &[ObjectId] {
        self.ask::<RoutesLeadingTo>().0.get(&host.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// The VirtualService that a delegate refers to: one without hosts that the root's namespace sees.
    pub fn delegate_of(
        &self,
        root: Resource<'m, VirtualService>,
        delegate: &crate::model::Delegate,
    ) -> Option<Resource<'m, VirtualService>> {
        let namespace = match delegate.namespace.text() {
            "" => root.namespace(),
            namespace => namespace,
        };
        let named = self.routes_named(namespace, delegate.name.text())?;
        let is_delegate = named.spec.hosts.items().is_empty();
        (is_delegate && self.exported_to(named.object).reaches(root.namespace())).then_some(named)
    }

    /// The VirtualService of this name.
    pub fn routes_named(&self, namespace: &str, name: &str) -> Option<Resource<'m, VirtualService>> {
        self.resource(*self.ask::<RoutesByName<'m>>().0.get(&(namespace, name))?)
    }
}
