//! What the name that a client asks for stands for.

use std::net::IpAddr;

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
            let has = |service: &Service<'m>| {
                let addresses = mesh.virtual_addresses(service).unwrap_or_default();
                addresses.iter().any(|own| own.parse::<IpAddr>() == Ok(ip))
            };
            return match mesh.services.iter().find(|(_, service)| has(service)) {
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
                let Some(id) = found else { break };
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
