//! Policies that meet nothing but HTTP.

use super::Mesh;
use crate::model::{AuthorizationPolicy, Kind, KubernetesGateway, OrEmpty, TargetRef, TextField};
use crate::source::ObjectId;
use crate::text::Protocol;

impl Mesh<'_> {
    /// Whether an AuthorizationPolicy is for nothing but HTTP: it selects gateways alone all of whose servers are for
    /// HTTP, or end TLS and serve HTTP; or it is attached to Gateways of that kind, or to Services (and so enforced by
    /// a waypoint) all of whose ports are for HTTP.
    pub fn is_for_http_alone(&self, policy: ObjectId) -> bool {
        let Some(spec) = self.resource::<AuthorizationPolicy>(policy).map(|policy| policy.spec) else {
            return false;
        };
        let mut targets = spec.targets().peekable();
        if targets.peek().is_some() {
            let namespace = &*self.object(policy).namespace;
            return targets.all(|target| self.is_http_target(target, namespace));
        }
        let mut workloads = self.selected_by(policy).peekable();
        workloads.peek().is_some()
            && workloads.all(|workload| {
                let mut servers = self.servers_at(workload).peekable();
                servers.peek().is_some() && servers.all(|server| server.is_http())
            })
    }

    fn is_http_target(&self, target: &TargetRef, namespace: &str) -> bool {
        match target.kind.text() {
            "Service" => {
                let mut found = self.services.in_namespace(namespace).named(target.name.text()).peekable();
                found.peek().is_some()
                    && found.all(|id| {
                        let mut ports = self.services.get(id).ports.iter();
                        ports.all(|port| {
                            self.declared_protocol(id, port.number).is_some_and(Protocol::is_http)
                        })
                    })
            }
            "Gateway" => {
                let mut found = self.gateways.in_namespace(namespace).named(target.name.text());
                let gateway = found.find(|id| self.object(*id).kind == Kind::KubernetesGateway);
                let listeners = gateway.and_then(|id| self.resource::<KubernetesGateway>(id));
                listeners.is_some_and(|gateway| {
                    let mut listeners = gateway.spec.listeners.items().iter().peekable();
                    listeners.peek().is_some()
                        && listeners.all(|listener| matches!(listener.protocol.text(), "HTTP" | "HTTPS"))
                })
            }
            _ => false,
        }
    }
}
