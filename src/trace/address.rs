//! What the name that a client asks for stands for.

use std::net::IpAddr;

use super::streams::within;
use super::{Stage, Walk};
use crate::graph::{Service, ServiceId};

/// What the name that a client asks for stands for.
pub(super) enum Address {
    /// A service with an address of its own, or the pods of a headless one.
    Service(ServiceId),
    /// An address that belongs to no service.
    Literal(IpAddr),
    /// An address outside of the mesh, or none.
    Unknown,
}

impl<'w, 'm> Walk<'w, 'm> {
    /// What the host of the request stands for: an address, or a name that is looked up from the client's
    /// namespace, whatever the proxy knows of it.
    pub(super) fn address(&mut self) -> Address {
        let mesh = self.mesh;
        let host = self.request.host.trim_end_matches('.').to_owned();
        if let Ok(ip) = host.parse::<IpAddr>() {
            // The narrowest network that holds the address, and of several services the oldest.
            let width = |service: &Service<'m>| {
                let addresses = mesh.virtual_addresses(service).unwrap_or_default();
                addresses.iter().filter_map(|own| within(ip, own)).max()
            };
            let having = mesh.services.iter().filter_map(|(id, service)| Some((width(service)?, id)));
            let best =
                having.min_by_key(|(width, id)| (std::cmp::Reverse(*width), mesh.service_seniority(*id)));
            return match best.map(|(_, id)| (id, mesh.services.get(id))) {
                Some((id, service)) => {
                    let location = service.object().map(|id| mesh.object(id).name_location());
                    self.note(
                        Stage::Request,
                        location,
                        format!("{ip} is the address of {}", self.service(service)),
                    );
                    Address::Service(id)
                }
                None => Address::Literal(ip),
            };
        }
        for candidate in mesh.looked_up_as(&host, &self.start.namespace) {
            let mut name = candidate;
            for _ in 0..4 {
                let found = mesh.services.exactly(&name).iter().copied().find(|&id| {
                    let service = mesh.services.get(id);
                    service.is_in_cluster() || mesh.virtual_addresses(service).is_some()
                });
                // A pod of a StatefulSet has a name below that of its headless Service.
                let of_pod = || {
                    let (_, parent) = name.split_once('.')?;
                    let is_headless = |id: &ServiceId| {
                        let service = mesh.services.get(*id);
                        service.is_in_cluster() && mesh.is_headless(service)
                    };
                    mesh.services.exactly(parent).iter().copied().find(is_headless)
                };
                let Some(id) = found.or_else(of_pod) else { break };
                let service = mesh.services.get(id);
                let Some(alias) = mesh.external_name(service) else {
                    let location = service.object().map(|id| mesh.object(id).name_location());
                    self.note(
                        Stage::Request,
                        location,
                        format!("`{host}` is looked up as {}", self.service(service)),
                    );
                    return Address::Service(id);
                };
                let location = service.object().map(|id| mesh.object(id).name_location());
                self.note(
                    Stage::Request,
                    location,
                    format!("{} stands for `{alias}`", self.service(service)),
                );
                name = alias.trim_end_matches('.').to_ascii_lowercase();
            }
        }
        Address::Unknown
    }
}
