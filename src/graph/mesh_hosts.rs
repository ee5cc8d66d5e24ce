//! What the hosts of VirtualServices stand for at sidecars.

use rustc_hash::FxHashMap;

use super::{Answer, ExportTo, HostSet, Mesh, ServiceId, WorkOut};
use crate::model::{OrEmpty, Resource, VirtualService};
use crate::source::{ObjectId, Span};

/// A host of a VirtualService for sidecars.
#[derive(Clone, Debug)]
pub struct MeshHost<'m> {
    /// The VirtualService.
    pub routes: Resource<'m, VirtualService>,
    /// The host.
    pub span: Span,
    /// Its full name in lower case.
    pub host: String,
    /// What it stands for.
    pub standing: HostStanding,
}

/// What a host stands for, whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostStanding {
    /// A service has this very host, a name or a wildcard.
    Registered(ServiceId),
    /// A wildcard is spread over registered hosts within it, this one and maybe others.
    Spread(ServiceId),
    /// A name, or a wildcard, lies within the wildcard of a ServiceEntry.
    Within(ServiceId),
    /// The input ought to hold a service with this host, and holds none.
    Unregistered,
    /// The input does not tell.
    Unknown,
}

/// A service that fewer namespaces see than rules for its host.
#[derive(Clone, Copy, Debug)]
pub struct HiddenHost<'m> {
    /// The VirtualService.
    pub routes: Resource<'m, VirtualService>,
    /// The host.
    pub span: Span,
    /// The service.
    pub service: ServiceId,
    /// A namespace that sees the rules alone; `None` for all but those that see the service.
    pub namespace: Option<&'m str>,
}

impl<'m> WorkOut<'m> for Vec<MeshHost<'m>> {
    fn work_out(mesh: &Mesh<'m>) -> Vec<MeshHost<'m>> {
        let registered = HostSet::new(mesh.services.iter().map(|(id, service)| (&*service.host, id)));
        let mut known: FxHashMap<String, HostStanding> = FxHashMap::default();
        let mut hosts = Vec::new();
        for routes in mesh.all::<VirtualService>().filter(|routes| routes.spec.is_for_mesh()) {
            let full = mesh.full_hosts(routes.object, routes.spec);
            for (written, full) in routes.spec.hosts.items().iter().zip(full) {
                let host = full.to_ascii_lowercase();
                let standing = match known.get(&host) {
                    Some(standing) => *standing,
                    None => {
                        let standing = mesh.standing(&registered, &written.value, &host);
                        known.insert(host.clone(), standing);
                        standing
                    }
                };
                hosts.push(MeshHost { routes, span: written.span, host, standing });
            }
        }
        hosts
    }
}

impl<'m> Mesh<'m> {
    /// All hosts of VirtualServices for sidecars, in order, worked out once.
    pub fn mesh_hosts(&self) -> &[MeshHost<'m>] {
        self.ask::<Vec<MeshHost<'m>>>()
    }

    fn standing(&self, registered: &HostSet<ServiceId>, written: &str, host: &str) -> HostStanding {
        if let Some(&own) = self.services.exactly(host).first() {
            return HostStanding::Registered(own);
        }
        if let Some(&wider) = self.services.with_host(host).first() {
            return HostStanding::Within(wider);
        }
        if host.starts_with('*') {
            let narrower = registered.overlapping(host).next();
            return narrower.map_or(HostStanding::Unknown, |id| HostStanding::Spread(*id));
        }
        match self.host_answer(written, host) {
            Answer::Absent(_) => HostStanding::Unregistered,
            _ => HostStanding::Unknown,
        }
    }

    /// Hosts of VirtualServices for sidecars whose service is not exported to all namespaces that see the
    /// rules.
    pub fn hidden_hosts(&self) -> Vec<HiddenHost<'m>> {
        let mut hidden = Vec::new();
        for MeshHost { routes, span, host, standing } in self.mesh_hosts() {
            let (routes, span) = (*routes, *span);
            let HostStanding::Registered(service) = *standing else { continue };
            let services: Vec<ExportTo<'m>> =
                self.services.exactly(host).iter().map(|&id| self.service_exported_to(id)).collect();
            if services.contains(&ExportTo::All) {
                continue;
            }
            let sees = |namespace: &str| services.iter().any(|export| export.reaches(namespace));
            let namespace = match self.exported_to(routes.object) {
                ExportTo::All => None,
                ExportTo::Only(namespaces) => match namespaces.into_iter().find(|name| !sees(name)) {
                    Some(blind) => Some(blind),
                    None => continue,
                },
            };
            hidden.push(HiddenHost { routes, span, service, namespace });
        }
        hidden
    }

    /// The Service that is probably meant by a host which istiod does not expand: `name.namespace`.
    pub fn meant_service(&self, host: &str) -> Option<ServiceId> {
        let (name, namespace) = self.dotted_short_name(host)?;
        // A ServiceEntry may really have this host.
        let is_registered = !self.services.exactly(host).is_empty();
        self.services.exactly(&self.service_host(name, namespace)).first().copied().filter(|_| !is_registered)
    }

    /// The VirtualServices for sidecars by host, each in the order of the input.
    pub fn mesh_routes_by_host(&self) -> FxHashMap<String, Vec<ObjectId>> {
        let mut by_host: FxHashMap<String, Vec<ObjectId>> = FxHashMap::default();
        for routes in self.all::<VirtualService>().filter(|routes| routes.spec.is_for_mesh()) {
            for host in self.full_hosts(routes.object, routes.spec) {
                let list = by_host.entry(host.to_ascii_lowercase()).or_default();
                if list.last() != Some(&routes.id) {
                    list.push(routes.id);
                }
            }
        }
        by_host
    }
}
