//! What a gateway workload listens on: the servers of all its Gateways, put together as istiod does
//! (`MergeGateways`).

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::servers::Serving;
use crate::graph::{Mesh, Port, ServiceId, WorkOut, WorkloadId};
use crate::model::{Gateway, Kind, Labels};
use crate::source::{Location, ObjectId};

/// What a gateway workload listens on.
#[derive(Debug, Default)]
pub struct MergedGateway<'m> {
    /// Listeners by the port of the pods.
    pub listeners: BTreeMap<i64, Listener<'m>>,
    /// Servers that istiod leaves out, and why.
    pub refused: Vec<(Serving<'m>, Refused)>,
    /// The Services in front of the workload.
    pub services: Vec<ServiceId>,
}

/// One port of the pods.
#[derive(Debug, Default)]
pub struct Listener<'m> {
    /// Its servers, in the order in which they count.
    pub servers: Vec<Serving<'m>>,
}

impl<'m> Listener<'m> {
    /// Its servers for requests, those together that share their routes, each group at the place of its first one.
    pub fn groups_for_requests(&self) -> Vec<Vec<&Serving<'m>>> {
        let mut groups: Vec<Vec<&Serving<'m>>> = Vec::new();
        let mut by_name: FxHashMap<&str, usize> = FxHashMap::default();
        for server in self.servers.iter().filter(|server| server.is_http()) {
            let index = *by_name.entry(&server.route_name).or_insert(groups.len());
            match groups.get_mut(index) {
                Some(group) => group.push(server),
                None => groups.push(vec![server]),
            }
        }
        groups
    }
}

/// Why istiod leaves out a server.
#[derive(Clone, Debug, PartialEq)]
pub enum Refused {
    /// A server of the port has this host already.
    HostTaken(String, Location),
    /// The port has a server of another kind.
    OtherProtocol(Location),
}

/// What all workloads listen on that Gateways select, in order.
#[derive(Debug)]
pub(in crate::graph) struct MergedGateways<'m>(Vec<(WorkloadId, MergedGateway<'m>)>);

impl<'m> WorkOut<'m> for MergedGateways<'m> {
    fn work_out(mesh: &Mesh<'m>) -> MergedGateways<'m> {
        let mut all: Vec<WorkloadId> = mesh.ask::<GatewayIndex>().0.keys().copied().collect();
        all.sort_unstable();
        MergedGateways(all.into_iter().map(|id| (id, mesh.merged_gateway(id))).collect())
    }
}

/// The Gateways that configure each workload, the oldest first.
#[derive(Debug)]
pub(in crate::graph) struct GatewayIndex(FxHashMap<WorkloadId, Vec<ObjectId>>);

impl<'m> WorkOut<'m> for GatewayIndex {
    fn work_out(mesh: &Mesh<'m>) -> GatewayIndex {
        let mut index: FxHashMap<WorkloadId, Vec<ObjectId>> = FxHashMap::default();
        let gateways = mesh.of_kind(Kind::Gateway);
        let mut all: Vec<_> = gateways.chain(mesh.of_kind(Kind::KubernetesGateway)).collect();
        all.sort_by_key(|(_, object)| object.seniority());
        for (id, _) in all {
            for workload in mesh.gateway_workloads(id) {
                index.entry(workload).or_default().push(id);
            }
        }
        GatewayIndex(index)
    }
}

impl<'m> Mesh<'m> {
    /// What a gateway workload listens on.
    pub fn merged_gateway(&self, workload: WorkloadId) -> MergedGateway<'m> {
        let pods = self.workloads.get(workload);
        let services = self.services.selecting(pods.namespace, pods.labels).map(|(id, _)| id).collect();
        self.merged(Some(workload), services, self.gateways_of(workload))
    }

    /// What a gateway would listen on whose pods have these labels.
    pub fn merged_gateway_with(&self, namespace: &str, labels: Labels<'_>) -> MergedGateway<'m> {
        let services = self.services.selecting(namespace, labels).map(|(id, _)| id).collect();
        self.merged(None, services, self.gateways_for(namespace, labels))
    }

    /// The labels that a Gateway selects.
    pub fn gateway_selector(&self, gateway: ObjectId) -> Option<Labels<'m>> {
        let selector = self.resource::<Gateway>(gateway)?.spec.selector.as_ref()?;
        Some(Labels::of(Some(&selector.value))).filter(|labels| !labels.is_empty())
    }

    /// The Gateways that select pods with these labels, the oldest first.
    pub fn gateways_for(&self, _namespace: &str, labels: Labels<'_>) -> Vec<ObjectId> {
        let mut all: Vec<_> = self.of_kind(Kind::Gateway).collect();
        all.sort_by_key(|(_, object)| object.seniority());
        let selects =
            |id: ObjectId| self.gateway_selector(id).is_some_and(|selector| selector.select(labels));
        all.into_iter().map(|(id, _)| id).filter(|id| selects(*id)).collect()
    }

    fn merged(
        &self,
        workload: Option<WorkloadId>,
        services: Vec<ServiceId>,
        selecting: Vec<ObjectId>,
    ) -> MergedGateway<'m> {
        let mut merged = MergedGateway { services, ..MergedGateway::default() };
        merged.services.sort_unstable();
        merged.services.dedup();
        let mut seen_hosts: FxHashMap<(i64, String), FxHashSet<(String, String)>> = FxHashMap::default();
        let mut first_with: FxHashMap<(i64, String), Location> = FxHashMap::default();
        for id in selecting {
            let servers = match self.object(id).kind {
                Kind::Gateway => Serving::of_gateway(id, self),
                _ => Serving::of_kubernetes_gateway(id, self),
            };
            for server in servers {
                for port in self.pod_ports(workload, &merged.services, server.number) {
                    let mut server = Serving { pod_port: port, ..server.clone() };
                    if server.is_plain_http() {
                        server.route_name = format!("http.{port}{}", server.bind);
                    }
                    let refusal = refusal(&merged, port, &server, &mut seen_hosts, &mut first_with);
                    match refusal {
                        Some(why) => merged.refused.push((server, why)),
                        None => merged.listeners.entry(port).or_default().servers.push(server),
                    }
                }
            }
        }
        merged
    }

    /// What all workloads listen on that Gateways select, in order.
    pub fn merged_gateways(&self) -> &[(WorkloadId, MergedGateway<'m>)] {
        &self.ask::<MergedGateways<'m>>().0
    }

    /// What a workload listens on, where Gateways select it.
    pub fn merged_gateway_of(&self, workload: WorkloadId) -> Option<&MergedGateway<'m>> {
        let all = self.merged_gateways();
        let index = all.binary_search_by_key(&workload, |(id, _)| *id).ok()?;
        Some(&all[index].1)
    }

    /// The servers of all Gateways at a workload.
    pub fn servers_at(&self, workload: WorkloadId) -> impl Iterator<Item = &Serving<'m>> {
        let listeners =
            self.merged_gateway_of(workload).into_iter().flat_map(|merged| merged.listeners.values());
        listeners.flat_map(|listener| &listener.servers)
    }

    /// The Gateways that configure a workload, the oldest first.
    pub fn gateways_of(&self, workload: WorkloadId) -> Vec<ObjectId> {
        self.ask::<GatewayIndex>().0.get(&workload).cloned().unwrap_or_default()
    }

    /// The port of a gateway's pods that a port of a Service leads to; of pods that the input does not show by number.
    pub fn target_at(&self, workload: Option<WorkloadId>, port: &Port<'m>) -> Option<i64> {
        workload.map_or(port.target, |id| self.workloads.get(id).target_of(port))
    }

    /// The ports of the pods that a server's port stands for: where a Service leads with that port, or
    /// else the number itself.
    fn pod_ports(&self, workload: Option<WorkloadId>, services: &[ServiceId], number: i64) -> Vec<i64> {
        let ports = services.iter().flat_map(|&id| &self.services.get(id).ports);
        let leading = ports.filter(|port| port.number == number && port.protocol == "TCP");
        let mut targets: Vec<i64> = leading.filter_map(|port| self.target_at(workload, port)).collect();
        targets.sort_unstable();
        targets.dedup();
        if targets.is_empty() { vec![number] } else { targets }
    }
}

/// Whether a server cannot join those of its port.
fn refusal(
    merged: &MergedGateway<'_>,
    port: i64,
    server: &Serving<'_>,
    seen: &mut FxHashMap<(i64, String), FxHashSet<(String, String)>>,
    first_with: &mut FxHashMap<(i64, String), Location>,
) -> Option<Refused> {
    let bind = server.bind.to_owned();
    if server.is_tls() {
        let seen = seen.entry((port, bind.clone())).or_default();
        let own = || server.hosts.iter().map(|(scope, host)| (scope.to_string(), host.clone()));
        // A server that is left out takes no hosts from those behind it (istiod: `CheckDuplicates`).
        let mut own_hosts = FxHashSet::default();
        let taken = own().find(|host| seen.contains(host) || !own_hosts.insert(host.clone()));
        if let Some((_, host)) = taken {
            let location = first_with.get(&(port, host.clone())).copied().unwrap_or(server.location);
            return Some(Refused::HostTaken(host, location));
        }
        for (scope, host) in own() {
            first_with.entry((port, host.clone())).or_insert(server.location);
            seen.insert((scope, host));
        }
    }
    let first = merged.listeners.get(&port)?.servers.iter().find(|other| other.bind == server.bind)?;
    let fits = match (first.is_tls(), server.is_tls()) {
        (true, true) => true,
        (false, false) => first.is_plain_http() && server.is_plain_http(),
        _ => false,
    };
    (!fits).then_some(Refused::OtherProtocol(first.location))
}
