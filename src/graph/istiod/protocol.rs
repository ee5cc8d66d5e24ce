//! The protocol of a Service port, as istiod tells it.

use crate::graph::routing::ApiListener;
use crate::graph::{Mesh, Origin, ServiceId};
use crate::model::{KubernetesGateway, OrEmpty, ServiceEntry, ServicePort, ServiceSpec, Spanned, TextField};

/// Protocols that a port name may begin with.
const NAMES: [&str; 12] = [
    "tcp",
    "udp",
    "grpc",
    "grpc-web",
    "http",
    "http_proxy",
    "http2",
    "https",
    "tls",
    "mongo",
    "redis",
    "mysql",
];

/// The protocol that a port declares; `None` where istiod has to look into the traffic.
///
/// <https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/>
pub fn of(port: &ServicePort) -> Option<&str> {
    if port.protocol.text().eq_ignore_ascii_case("udp") {
        return Some("udp");
    }
    let declared = match &port.app_protocol {
        Some(declared) => named(&declared.value).or(match &*declared.value {
            "kubernetes.io/h2c" => Some("http2"),
            "kubernetes.io/ws" | "kubernetes.io/wss" => Some("http"),
            _ => None,
        }),
        None => named(port.name.text()),
    };
    declared.or_else(|| match port.port.as_ref()?.value {
        // Servers that speak first, on their well-known ports.
        25 | 53 | 3306 | 27017 => Some("tcp"),
        _ => None,
    })
}

impl<'m> Mesh<'m> {
    /// The protocol that a port of the registry declares; `None` where istiod has to look into the traffic.
    pub fn declared_protocol(&self, service: ServiceId, number: i64) -> Option<&'m str> {
        match self.services.get(service).origin {
            Origin::Service(id) => {
                let ports = self.resource::<ServiceSpec>(id)?.spec.ports.items();
                let is_it =
                    |port: &&Spanned<ServicePort>| port.port.as_ref().is_some_and(|own| own.value == number);
                of(&ports.iter().find(is_it)?.value)
            }
            Origin::Entry(id) => {
                let ports = self.resource::<ServiceEntry>(id)?.spec.ports.items();
                let port =
                    ports.iter().find(|port| port.number.as_ref().is_some_and(|own| own.value == number))?;
                Some(port.protocol.text()).filter(|protocol| !protocol.is_empty())
            }
            // istiod gives the ports that it makes for listeners their protocols.
            Origin::Made(Some(id)) if self.resource::<KubernetesGateway>(id).is_some() => {
                let gateway = self.resource::<KubernetesGateway>(id)?;
                let listeners = self.api_listeners(gateway);
                let is_it = |of: &&ApiListener<'m>| {
                    of.listener.port.as_ref().is_some_and(|port| port.value == number)
                };
                named(listeners.iter().find(is_it)?.listener.protocol.text())
            }
            // A controller names its ports by their protocols.
            Origin::Made(_) => {
                let ports = &self.services.get(service).ports;
                named(ports.iter().find(|port| port.number == number)?.name)
            }
        }
    }
}

impl Mesh<'_> {
    /// How proxies serve a port of a service; `None` where they tell by the traffic.
    pub fn handling(&self, service: ServiceId, number: i64) -> Option<Handling> {
        Some(Handling::of(&self.declared_protocol(service, number)?.to_ascii_lowercase()))
    }
}

/// The protocol that the name of a port begins with.
fn named(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    if name.starts_with("grpc-web") {
        return Some("grpc-web");
    }
    let first = name.split('-').next().unwrap_or_default();
    NAMES.into_iter().find(|known| *known == first)
}

/// How a proxy serves a protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handling {
    /// As requests, passed on in HTTP/1.
    Http,
    /// As requests, passed on in HTTP/2.
    Http2,
    /// As bytes.
    Bytes,
}

impl Handling {
    /// How a proxy serves a protocol that [`of`] tells.
    pub fn of(protocol: &str) -> Handling {
        match protocol {
            "http" | "http_proxy" => Handling::Http,
            "http2" | "grpc" | "grpc-web" => Handling::Http2,
            _ => Handling::Bytes,
        }
    }
}
