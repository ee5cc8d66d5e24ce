//! What stands behind a port of a service.

use rustc_hash::FxHashSet;

use crate::graph::{Mesh, Origin, Port, Service, WorkOut, WorkloadId};
use crate::model::{
    Endpoint, EndpointsData, Kind, Labels, Object, OrEmpty, ServiceEntry, ServiceSpec, Spanned, TextField,
};

/// What stands behind a port of a service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Endpoints {
    /// Pods.
    pub workloads: Vec<WorkloadId>,
    /// What else there is.
    pub backing: Backing,
}

/// Endpoints that are not pods of the input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Backing {
    /// None.
    #[default]
    None,
    /// Addresses or names that are written down.
    Written,
    /// The address that the client asked for: headless Services and resolution NONE.
    Original,
    /// The input shows no pods where they would be.
    NotShown,
}

impl Endpoints {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.workloads.is_empty() && self.backing == Backing::None
    }

    fn join(mut self, other: Endpoints) -> Endpoints {
        self.workloads.extend(other.workloads);
        self.workloads.sort_unstable();
        self.workloads.dedup();
        if self.backing == Backing::None {
            self.backing = other.backing;
        }
        self
    }
}

impl<'m> Mesh<'m> {
    /// Whether a service sends connections where the client asked, without choosing among endpoints.
    pub fn is_headless(&self, service: &Service<'m>) -> bool {
        match service.origin {
            Origin::Service(id) => {
                let spec = self.resource::<ServiceSpec>(id).map(|service| service.spec);
                spec.is_some_and(|spec| spec.cluster_ip.text() == "None")
            }
            Origin::Entry(id) => {
                let spec = self.resource::<ServiceEntry>(id).map(|entry| entry.spec);
                spec.is_some_and(|spec| matches!(spec.resolution.text(), "" | "NONE"))
            }
            Origin::Made(_) => false,
        }
    }

    /// Whether a service is said to be outside of the mesh, as ServiceEntries are by default.
    pub fn is_mesh_external(&self, service: &Service<'m>) -> bool {
        let Origin::Entry(id) = service.origin else { return false };
        let entry = self.resource::<ServiceEntry>(id);
        entry.is_none_or(|entry| entry.spec.location.text() != "MESH_INTERNAL")
    }

    /// The name that an ExternalName Service stands for.
    pub fn external_name(&self, service: &Service<'m>) -> Option<&'m str> {
        let Origin::Service(id) = service.origin else { return None };
        let spec = self.resource::<ServiceSpec>(id)?.spec;
        let name = &spec.external_name.as_ref()?.value;
        (spec.service_type.text() == "ExternalName").then_some(name)
    }

    /// What stands behind a port of a service; with labels, only the part that a subset selects.
    pub fn endpoints(&self, service: &Service<'m>, port: &Port<'m>, subset: Labels<'m>) -> Endpoints {
        let of = |backing| Endpoints { workloads: Vec::new(), backing };
        match self.is_headless(service) {
            true => of(Backing::Original),
            false => self.listed_endpoints(service, port, subset),
        }
    }

    fn listed_endpoints(&self, service: &Service<'m>, port: &Port<'m>, subset: Labels<'m>) -> Endpoints {
        let of = |backing| Endpoints { workloads: Vec::new(), backing };
        match self.members(service) {
            Members::Selected(mut workloads) => {
                workloads.retain(|&id| self.is_endpoint(id, port, subset));
                // Elsewhere in the mesh there may be pods that this input does not show.
                let hides = service.is_in_cluster()
                    && !self.model.complete
                    && !self.ask::<Shown<'m>>().namespaces.contains(service.namespace);
                let backing = if workloads.is_empty() && hides { Backing::NotShown } else { Backing::None };
                Endpoints { workloads, backing }
            }
            Members::Listed(list) => {
                let fits = list.iter().any(|endpoint| subset.select(Labels::of_field(&endpoint.labels)));
                of(if fits { Backing::Written } else { Backing::None })
            }
            Members::Names if subset.is_empty() => of(Backing::Written),
            Members::Names => of(Backing::None),
            Members::Written => of(Backing::Written),
            Members::Alias | Members::Nobody if self.model.complete => of(Backing::None),
            Members::Alias | Members::Nobody => of(Backing::NotShown),
        }
    }

    /// Who stands behind a service, whatever the port.
    pub(in crate::graph) fn members(&self, service: &Service<'m>) -> Members<'m> {
        if let Some(selector) = service.selector {
            return Members::Selected(self.workloads.selected(selector, Some(service.namespace)));
        }
        match service.origin {
            Origin::Entry(id) => {
                let Some(entry) = self.resource::<ServiceEntry>(id) else { return Members::Nobody };
                let list = entry.spec.endpoints.items();
                match entry.spec.resolution.text() {
                    "DNS" | "DNS_ROUND_ROBIN" | "DYNAMIC_DNS" if list.is_empty() => Members::Names,
                    _ => Members::Listed(list),
                }
            }
            // Someone else writes the endpoints.
            _ if self.ask::<Shown<'m>>().written.contains(&(service.namespace, service.name)) => {
                Members::Written
            }
            _ if self.external_name(service).is_some() => Members::Alias,
            _ => Members::Nobody,
        }
    }

    /// The endpoints of a service and of those that are mixed with it.
    pub(super) fn mixed_endpoints<'s>(
        &'s self,
        services: impl Iterator<Item = &'s Service<'m>>,
        port: i64,
        subset: Labels<'m>,
        is_listed: bool,
    ) -> Endpoints {
        let of = |service: &'s Service<'m>| {
            let port = service.ports.iter().find(|own| own.number == port)?;
            Some(match is_listed {
                true => self.listed_endpoints(service, port, subset),
                false => self.endpoints(service, port, subset),
            })
        };
        services.filter_map(of).fold(Endpoints::default(), Endpoints::join)
    }

    /// Whether what a service selects is an endpoint of one of its ports, and of a subset.
    fn is_endpoint(&self, id: WorkloadId, port: &Port<'m>, subset: Labels<'m>) -> bool {
        let workload = self.workloads.get(id);
        let has_port = port.target.is_some()
            || workload.template.is_none()
            || workload.port_named(port.target_name).is_some();
        // A WorkloadGroup is a machine only once one has registered for it.
        let is_group = workload.object.is_some_and(|id| self.object(id).kind == Kind::WorkloadGroup);
        has_port && !is_group && subset.select(workload.labels)
    }
}

/// What the input shows of endpoints.
#[derive(Debug)]
pub(in crate::graph) struct Shown<'m> {
    /// Namespaces that hold workloads.
    namespaces: FxHashSet<&'m str>,
    /// Services for which someone writes the endpoints, by namespace and name: Endpoints of their name, or
    /// EndpointSlices.
    written: FxHashSet<(&'m str, &'m str)>,
}

impl<'m> WorkOut<'m> for Shown<'m> {
    fn work_out(mesh: &Mesh<'m>) -> Shown<'m> {
        let has_addresses = |data: &EndpointsData| {
            data.subsets.items().iter().any(|subset| !subset.addresses.items().is_empty())
        };
        let endpoints = mesh.all::<EndpointsData>().filter(|endpoints| has_addresses(endpoints.spec));
        let slices = mesh.of_kind(Kind::Other).map(|(_, object)| object);
        let of_slice = |object: &'m Object| {
            let service = object.labels.get("kubernetes.io/service-name")?;
            Some((&*object.namespace, &*service.value))
        };
        let slices = slices.filter(|object| &*object.kind_name == "EndpointSlice").filter_map(of_slice);
        Shown {
            namespaces: mesh.workloads.iter().map(|(_, workload)| workload.namespace).collect(),
            written: endpoints.map(|it| (it.namespace(), it.name())).chain(slices).collect(),
        }
    }
}

/// Who stands behind a service.
pub(in crate::graph) enum Members<'m> {
    /// What it selects: pods, machines, and groups of machines.
    Selected(Vec<WorkloadId>),
    /// What its ServiceEntry lists.
    Listed(&'m [Spanned<Endpoint>]),
    /// Whatever the hosts are resolved to.
    Names,
    /// What someone writes, without labels.
    Written,
    /// Another host, for which it is a name.
    Alias,
    /// Nobody who is known.
    Nobody,
}
