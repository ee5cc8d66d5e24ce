//! What stands behind a port of a service.

use crate::graph::{Mesh, Origin, Port, Service, WorkloadId};
use crate::model::{EndpointsData, Kind, Labels, OrEmpty, ServiceEntry, ServiceSpec, TextField};

/// What stands behind a port of a service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Endpoints {
    /// Pods.
    pub workloads: Vec<WorkloadId>,
    /// What else there is.
    pub backing: Backing,
}

/// Endpoints that are no pods of the input.
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
        let pods = || match service.selector {
            Some(selector) => {
                Endpoints { workloads: self.pods(service, selector, port, subset), backing: Backing::None }
            }
            None => Endpoints::default(),
        };
        match service.origin {
            _ if self.is_headless(service) => Endpoints { workloads: Vec::new(), backing: Backing::Original },
            Origin::Entry(id) => {
                let Some(entry) = self.resource::<ServiceEntry>(id) else { return Endpoints::default() };
                let fits = |labels: Labels<'_>| subset.select(labels);
                let written = entry.spec.endpoints.items();
                let backing = match entry.spec.resolution.text() {
                    _ if service.selector.is_some() => return pods(),
                    _ if written
                        .iter()
                        .any(|item| fits(Labels::of(item.labels.as_ref().map(|map| &map.value)))) =>
                    {
                        Backing::Written
                    }
                    "DNS" | "DNS_ROUND_ROBIN" | "DYNAMIC_DNS" if written.is_empty() && subset.is_empty() => {
                        Backing::Written
                    }
                    _ => Backing::None,
                };
                Endpoints { workloads: Vec::new(), backing }
            }
            Origin::Service(_) | Origin::Made(_) => match service.selector {
                Some(_) => {
                    let found = pods();
                    // Elsewhere in the mesh there may be pods that this input does not show.
                    let hides = !self.model.complete && !self.shows_pods(service.namespace);
                    let backing = if found.is_empty() && hides { Backing::NotShown } else { found.backing };
                    Endpoints { backing, ..found }
                }
                None => Endpoints { workloads: Vec::new(), backing: self.written_endpoints(service) },
            },
        }
    }

    /// The endpoints of a service and of those that are mixed with it.
    pub(super) fn mixed_endpoints<'s>(
        &'s self,
        services: impl Iterator<Item = &'s Service<'m>>,
        port: i64,
        subset: Labels<'m>,
    ) -> Endpoints {
        let of = |service: &'s Service<'m>| {
            let port = service.ports.iter().find(|own| own.number == port)?;
            Some(self.endpoints(service, port, subset))
        };
        services.filter_map(of).fold(Endpoints::default(), Endpoints::join)
    }

    fn pods(
        &self,
        service: &Service<'m>,
        selector: Labels<'m>,
        port: &Port<'m>,
        subset: Labels<'m>,
    ) -> Vec<WorkloadId> {
        let mut selected = self.workloads.selected(selector, Some(service.namespace));
        selected.retain(|&id| {
            let workload = self.workloads.get(id);
            let has_port = port.target.is_some()
                || workload.template.is_none()
                || workload.port_named(port.target_name).is_some();
            // A WorkloadGroup is a machine only once one has registered for it.
            let is_group = workload.object.is_some_and(|id| self.object(id).kind == Kind::WorkloadGroup);
            has_port && !is_group && subset.select(workload.labels)
        });
        selected
    }

    fn shows_pods(&self, namespace: &str) -> bool {
        let namespaces = self
            .pod_namespaces
            .get_or_init(|| self.workloads.iter().map(|(_, workload)| workload.namespace).collect());
        namespaces.contains(namespace)
    }

    /// Endpoints of a Service without selector: an Endpoints object of its name, or EndpointSlices.
    fn written_endpoints(&self, service: &Service<'m>) -> Backing {
        let has_addresses = |data: &EndpointsData| {
            data.subsets.items().iter().any(|subset| !subset.addresses.items().is_empty())
        };
        let is_its = |name: &str, namespace: &str| name == service.name && namespace == service.namespace;
        let mut written =
            self.all::<EndpointsData>().filter(|endpoints| is_its(endpoints.name(), endpoints.namespace()));
        let mut slices = self.of_kind(Kind::Other).map(|(_, object)| object).filter(|object| {
            &*object.kind_name == "EndpointSlice"
                && object
                    .labels
                    .get("kubernetes.io/service-name")
                    .is_some_and(|name| is_its(&name.value, &object.namespace))
        });
        match () {
            () if written.any(|endpoints| has_addresses(endpoints.spec)) || slices.next().is_some() => {
                Backing::Written
            }
            () if self.model.complete => Backing::None,
            () => Backing::NotShown,
        }
    }
}
