//! The names that istiod gives to routes and virtual hosts.

use crate::graph::routing::Serving;
use crate::graph::{GatewayName, Mesh};
use crate::model::{EnvoyFilter, Gateway, OrEmpty, Resource, TextField};

/// The names at the proxies that an EnvoyFilter is for.
pub(super) struct Names<'g, 'm> {
    mesh: &'g Mesh<'m>,
    /// Servers of the gateways that the filter selects.
    servers: Vec<&'g Serving<'m>>,
    namespace: &'m str,
}

impl<'g, 'm> Names<'g, 'm> {
    pub fn of(mesh: &'g Mesh<'m>, filter: &Resource<'m, EnvoyFilter>) -> Names<'g, 'm> {
        let servers = mesh.selected_by(filter.id).take(16).flat_map(|id| mesh.servers_at(id)).collect();
        Names { mesh, servers, namespace: filter.namespace() }
    }

    /// What a virtual host is called, where none is called as it is written. (istiod: `util.DomainName` in
    /// `buildGatewayHTTPRouteConfig` and `buildVirtualHost`; inbound ones begin with `inbound|`.)
    pub fn virtual_host(&self, context: &str, written: &str) -> Option<String> {
        const OWN: [&str; 4] = ["allow_any", "block_all", "blackhole", "default"];
        if written.starts_with("inbound") || OWN.contains(&written) {
            return None;
        }
        let host = written.rsplit_once(':').map_or(written, |(host, _)| host);
        let serving = |server: &&&Serving<'m>| {
            server.is_http() && server.hosts.iter().any(|(_, own)| crate::text::host::overlap(own, host))
        };
        let known = self.servers.iter().find(serving).map(|server| format!("{host}:{}", server.number));
        match written.rsplit_once(':') {
            // A name of the registry may have any port of its Service.
            Some((host, port)) if context == "GATEWAY" => {
                let mut served = self.servers.iter().filter(serving).peekable();
                let first = served.peek()?.number;
                let is_port = |number: i64| port.parse() == Ok(number);
                (!served.any(|server| is_port(server.number))).then(|| format!("{host}:{first}"))
            }
            Some(_) => None,
            None => Some(known.unwrap_or_else(|| match context {
                "SIDECAR_INBOUND" => "inbound|http|PORT".to_owned(),
                _ => format!("{written}:{}", self.port_of(written).unwrap_or(80)),
            })),
        }
    }

    fn port_of(&self, host: &str) -> Option<i64> {
        let service = *self.mesh.services.exactly(host).first()?;
        self.mesh.services.get(service).ports.first().map(|port| port.number)
    }

    /// What routes for plain HTTP are called, where the port of a Service is in the place of that of the pods.
    /// (istiod: `model.GatewayRDSRouteName`.)
    pub fn route_configuration(&self, written: &str) -> Option<String> {
        let number: i64 = written.strip_prefix("http.")?.parse().ok()?;
        let plain = || self.servers.iter().filter(|server| server.is_plain_http());
        if plain().any(|server| server.pod_port == number) {
            return None;
        }
        let server = plain().find(|server| server.number == number)?;
        Some(format!("http.{}", server.pod_port))
    }

    /// Whether a Gateway is known, and all of its servers are for plain HTTP.
    pub fn is_plain_alone(&self, written: &str) -> bool {
        let Some(name) = GatewayName::of(written, self.namespace).filter(|_| !written.is_empty()) else {
            return false;
        };
        let mut found = self.mesh.gateways.find(&name).filter_map(|id| self.mesh.resource::<Gateway>(id));
        found.next().is_some_and(|gateway| {
            let servers = gateway.spec.servers.items();
            let is_plain = |server: &crate::model::Spanned<crate::model::Server>| {
                let protocol = server.port.as_ref().map_or("", |port| port.value.protocol.text());
                ["HTTP", "HTTP2", "GRPC"].iter().any(|plain| protocol.eq_ignore_ascii_case(plain))
            };
            !servers.is_empty() && servers.iter().all(is_plain)
        })
    }
}
