//! Routes and gateways: rules that lead a gateway back to itself, routes that do not reach the gateway that
//! they are bound to, and requests that go past an egress gateway.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Answer, Hop, Mesh, Origin, Role, ServiceId, Target, WorkloadId};
use crate::model::{OrEmpty, Resource, VirtualService};
use crate::source::{ObjectId, Span};
use crate::text::Protocol;

/// A VirtualService that is bound to a Gateway, and not exported to the pods of it.
#[derive(Clone, Debug)]
pub struct UnexportedBinding<'m> {
    /// The VirtualService.
    pub routes: Resource<'m, VirtualService>,
    /// The Gateway.
    pub gateway: ObjectId,
    /// The entry of `gateways`.
    pub span: Span,
    /// A namespace of its pods.
    pub namespace: &'m str,
}

/// A host that some requests reach past the gateway which others are sent to.
#[derive(Clone, Debug)]
pub struct BypassedGateway<'m> {
    /// The VirtualService.
    pub routes: Resource<'m, VirtualService>,
    /// Its host.
    pub span: Span,
    /// The ServiceEntry's host.
    pub entry: ServiceId,
    /// The port that goes past.
    pub port: i64,
    /// The Service of the gateway.
    pub gateway: ServiceId,
}

impl<'m> Mesh<'m> {
    /// Destinations by which a gateway sends requests to a port that it listens on itself.
    pub fn gateway_loops(&self) -> Vec<(&Hop<'m>, ObjectId)> {
        let mut in_front: FxHashMap<ObjectId, Vec<WorkloadId>> = FxHashMap::default();
        let mut found = Vec::new();
        for hop in self.hops() {
            let Some(&service) = self.services.exactly(&hop.host).first() else { continue };
            let gateways = hop.followers.iter().filter_map(|follower| follower.gateway);
            for gateway in gateways {
                let workloads = in_front.entry(gateway).or_insert_with(|| self.gateway_workloads(gateway));
                let port = hop.to.port.as_ref().and_then(|port| port.value.number.as_ref());
                if workloads.iter().any(|&id| self.listens_behind(id, service, port.map(|port| port.value))) {
                    found.push((hop, gateway));
                    break;
                }
            }
        }
        found
    }

    /// Whether a port of a Service leads to a listener of a gateway workload; without port, any of them.
    fn listens_behind(&self, workload: WorkloadId, service: ServiceId, port: Option<i64>) -> bool {
        let Some(merged) = self.merged_gateway_of(workload) else { return false };
        let pods = self.workloads.get(workload);
        let mut ports = self.services.get(service).ports.iter();
        merged.services.contains(&service)
            && ports.any(|own| {
                let target = pods.target_of(own);
                port.is_none_or(|port| port == own.number)
                    && target.is_some_and(|target| merged.listeners.contains_key(&target))
            })
    }

    /// VirtualServices that are bound to a Gateway whose pods run in namespaces that do not see them.
    pub fn unexported_bindings(&self) -> Vec<UnexportedBinding<'m>> {
        let mut namespaces: FxHashMap<ObjectId, Vec<&'m str>> = FxHashMap::default();
        let mut found = Vec::new();
        for reference in self.references(Role::Gateway) {
            let Answer::Present(targets) = &reference.answer else { continue };
            let Some(routes) = self.resource::<VirtualService>(reference.from) else { continue };
            for target in targets.iter() {
                let Target::Object(gateway) = *target else { continue };
                let of_gateway = namespaces.entry(gateway).or_insert_with(|| {
                    let workloads = self.gateway_workloads(gateway);
                    workloads.into_iter().map(|id| self.workloads.get(id).namespace).collect()
                });
                let export = self.exported_to(routes.object);
                let is_blind = !of_gateway.iter().any(|namespace| export.reaches(namespace));
                if let Some(&namespace) = of_gateway.first().filter(|_| is_blind) {
                    found.push(UnexportedBinding { routes, gateway, span: reference.span, namespace });
                }
            }
        }
        found
    }

    /// Hosts of ServiceEntries of which sidecars send HTTP to a gateway by rules, while a port for TLS of
    /// the same host has no rules and goes straight out.
    pub fn bypassed_gateways(&self) -> Vec<BypassedGateway<'m>> {
        let by_host = self.mesh_routes_by_host();
        let mut of_gateway: FxHashMap<ServiceId, bool> = FxHashMap::default();
        let mut known: FxHashSet<(ObjectId, Span)> = FxHashSet::default();
        let mut found = Vec::new();
        let for_sidecars =
            |hop: &&Hop<'m>| hop.is_http && hop.followers.iter().any(|own| own.gateway.is_none());
        for hop in self.hops().iter().filter(for_sidecars) {
            let Some(&gateway) = self.services.exactly(&hop.host).first() else { continue };
            let is_gateway = *of_gateway.entry(gateway).or_insert_with(|| self.is_of_gateway(gateway));
            if !is_gateway {
                continue;
            }
            let written = hop.routes.spec.hosts.items();
            for (item, host) in written.iter().zip(self.full_hosts(hop.routes.object, hop.routes.spec)) {
                let Some(&entry) = self.services.exactly(&host).first() else { continue };
                let service = self.services.get(entry);
                let is_tls =
                    |number: i64| self.declared_protocol(entry, number).is_some_and(Protocol::is_tls);
                let mut ports = service.ports.iter().map(|port| port.number);
                let Some(port) = ports.find(|number| is_tls(*number)) else { continue };
                let mut rivals = by_host.get(&host.to_ascii_lowercase()).into_iter().flatten();
                let has_tls_rules = rivals.any(|&id| {
                    self.resource::<VirtualService>(id)
                        .is_some_and(|routes| !routes.spec.tls.items().is_empty())
                });
                let is_entry = matches!(service.origin, Origin::Entry(_));
                if is_entry && !has_tls_rules && known.insert((hop.routes.id, item.span)) {
                    found.push(BypassedGateway { routes: hop.routes, span: item.span, entry, port, gateway });
                }
            }
        }
        found
    }

    /// Whether a Service leads to gateway pods.
    fn is_of_gateway(&self, service: ServiceId) -> bool {
        let service = self.services.get(service);
        let Some(selector) = service.selector else { return false };
        let selected = self.workloads.selected(selector, Some(service.namespace));
        selected.into_iter().any(|id| self.workloads.get(id).is_gateway)
    }
}
