//! What the sidecar of a client listens on.

use super::{EgressListener, SeenService, View};
use crate::graph::protocol::Handling;
use crate::graph::{Mesh, Origin, Port, Service, ServiceId};
use crate::model::{OrEmpty, ServiceEntry, ServiceSpec};
use crate::text::Protocol;

/// How a sidecar serves a port of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serves {
    /// As requests: the Host header decides where they go.
    Requests,
    /// As bytes, maybe with a look at the server name.
    Bytes,
    /// As it comes: requests and bytes are told apart.
    Either,
}

/// A service with a port that a sidecar serves.
#[derive(Clone, Debug)]
pub struct Served<'m> {
    /// The service.
    pub seen: SeenService,
    /// Its port.
    pub port: Port<'m>,
    /// Protocol; `None` where it is not declared.
    pub protocol: Option<Protocol>,
    /// How the port is served.
    pub serves: Serves,
}

impl Served<'_> {
    /// Whether the port is declared to carry TLS.
    pub fn is_tls(&self) -> bool {
        self.protocol.is_some_and(Protocol::is_tls)
    }
}

impl<'m> Mesh<'m> {
    /// The addresses under which a service is reached itself, as opposed to its endpoints: `None` where it
    /// has none, an empty list where it has one that is nowhere written.
    pub fn virtual_addresses(&self, service: &Service<'m>) -> Option<Vec<&'m str>> {
        match service.origin {
            Origin::Service(id) => {
                let spec = self.resource::<ServiceSpec>(id)?.spec;
                if self.is_headless(service) || self.external_name(service).is_some() {
                    return None;
                }
                let one = spec.cluster_ip.iter().map(|field| &*field.value);
                let several = spec.cluster_ips.items().iter().map(|item| &*item.value);
                Some(one.chain(several).filter(|address| !address.is_empty()).collect())
            }
            Origin::Made(_) => Some(Vec::new()),
            Origin::Entry(id) => {
                let addresses = self.resource::<ServiceEntry>(id)?.spec.addresses.items();
                (!addresses.is_empty()).then(|| addresses.iter().map(|item| &*item.value).collect())
            }
        }
    }
}

impl<'m> Mesh<'m> {
    /// How istiod orders services: the oldest first, then by name (of those from ServiceEntries that is the host), then
    /// by namespace (`SortServicesByCreationTime`).
    pub fn service_seniority(&self, id: ServiceId) -> (bool, &'m str, String) {
        let service = self.services.get(id);
        let name = match service.origin {
            Origin::Entry(_) => &*service.host,
            Origin::Service(_) | Origin::Made(_) => service.name,
        };
        let (is_new, created) = match service.object().map(|id| self.object(id).seniority()) {
            Some((is_new, created, ..)) => (is_new, created),
            None => (false, ""),
        };
        (is_new, created, format!("{name}.{}", service.namespace))
    }
}

impl<'v, 'm> View<'v, 'm> {
    /// The services that an egress listener of the Sidecar serves on a port (or on all, where the listener
    /// is an HTTP proxy), in the order in which istiod takes them. Without a Sidecar, all that are exported
    /// to the client.
    pub fn served(&self, listener: Option<&EgressListener<'m>>, port: Option<i64>) -> Vec<Served<'m>> {
        let mesh = self.mesh;
        let client = self.client.namespace;
        let fits = |id: ServiceId| {
            let service = mesh.services.get(id);
            let is_imported = || {
                listener
                    .is_none_or(|listener| listener.imports_service(client, service.namespace, &service.host))
            };
            is_imported() && mesh.service_exported_to(id).reaches(client)
        };
        let mut hosts = rustc_hash::FxHashSet::default();
        let mut served = Vec::new();
        for (_, service) in mesh.services.with_port(port) {
            if !hosts.insert(service.host.to_ascii_lowercase()) {
                continue;
            }
            let Some(seen) = self.choose(&service.host, fits) else { continue };
            for (id, own) in self.listened_ports(&seen) {
                let protocol = mesh.declared_protocol(id, own.number);
                let is_datagrams = matches!(own.protocol, "UDP" | "SCTP") || protocol == Some(Protocol::Udp);
                if port.is_some_and(|port| port != own.number) || is_datagrams {
                    continue;
                }
                let serves = match mesh.handling(id, own.number) {
                    None => Serves::Either,
                    Some(Handling::Http | Handling::Http2) => Serves::Requests,
                    Some(Handling::Bytes) => Serves::Bytes,
                };
                served.push(Served { seen: seen.clone(), port: own, protocol, serves });
            }
        }
        served.sort_by_cached_key(|served| {
            let service = mesh.services.get(served.seen.id);
            let export = mesh.service_exported_to(served.seen.id).closeness(service.namespace, client);
            (export, mesh.service_seniority(served.seen.id))
        });
        served
    }
}
