//! The protocol of a Service port, as istiod tells it.

use crate::graph::routing::ApiListener;
use crate::graph::{Mesh, Origin, ServiceId};
use crate::model::{KubernetesGateway, OrEmpty, ServiceEntry, ServicePort, ServiceSpec, Spanned, TextField};
use crate::text::Protocol;

/// The protocol that a port declares; `None` where istiod has to look into the traffic.
///
/// <https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/>
pub fn of(port: &ServicePort) -> Option<Protocol> {
    if port.protocol.text().eq_ignore_ascii_case("udp") {
        return Some(Protocol::Udp);
    }
    let declared = match &port.app_protocol {
        Some(declared) => named(&declared.value).or(match &*declared.value {
            "kubernetes.io/h2c" => Some(Protocol::Http2),
            "kubernetes.io/ws" | "kubernetes.io/wss" => Some(Protocol::Http),
            _ => None,
        }),
        None => named(port.name.text()),
    };
    declared.or_else(|| match port.port.as_ref()?.value {
        // Servers that speak first, on their well-known ports.
        25 | 53 | 3306 | 27017 => Some(Protocol::Tcp),
        _ => None,
    })
}

impl<'m> Mesh<'m> {
    /// The protocol that a port of the registry declares; `None` where istiod has to look into the traffic.
    pub fn declared_protocol(&self, service: ServiceId, number: i64) -> Option<Protocol> {
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
                Protocol::of(port.protocol.text())
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
        Some(Handling::of(self.declared_protocol(service, number)?))
    }
}

/// The protocol that the name of a port begins with.
fn named(name: &str) -> Option<Protocol> {
    let web = Protocol::GrpcWeb.port_name();
    if name.get(..web.len()).is_some_and(|start| start.eq_ignore_ascii_case(web)) {
        return Some(Protocol::GrpcWeb);
    }
    Protocol::of(name.split('-').next().unwrap_or_default())
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
    /// How a proxy serves a protocol.
    pub fn of(protocol: Protocol) -> Handling {
        match protocol {
            Protocol::Http | Protocol::HttpProxy => Handling::Http,
            Protocol::Http2 | Protocol::Grpc | Protocol::GrpcWeb => Handling::Http2,
            _ => Handling::Bytes,
        }
    }
}
