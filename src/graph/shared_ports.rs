//! Ports of pods to which several Services lead.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::protocol::{self, Handling};
use super::{Mesh, Origin, ServiceId, WorkOut, Workload, WorkloadId};
use crate::model::{OrEmpty, ServiceSpec, TextField};
use crate::source::Location;
use crate::text::Protocol;

/// A port of a Service that leads to a port of pods.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PortUse {
    /// The Service.
    pub service: ServiceId,
    /// The number of its port.
    pub number: i64,
    /// The protocol that it declares.
    pub protocol: Option<Protocol>,
    /// Where the number is written.
    pub location: Location,
}

/// A port of pods to which two Services lead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SharedPort {
    /// The pods.
    pub workload: WorkloadId,
    /// Their port.
    pub target: i64,
    /// The port of one Service.
    pub first: PortUse,
    /// The port of another.
    pub other: PortUse,
}

impl SharedPort {
    /// Whether a proxy cannot serve both alike.
    pub fn is_clash(&self) -> bool {
        clash(&self.first, &self.other)
    }
}

/// A port of pods, and the ports of Services that lead to it.
#[derive(Debug)]
struct UsedPort {
    workload: WorkloadId,
    target: i64,
    uses: Vec<PortUse>,
}

/// The ports of all pods with a sidecar to which several Services lead.
#[derive(Debug)]
pub(super) struct UsedPorts(Vec<UsedPort>);

impl<'m> WorkOut<'m> for UsedPorts {
    fn work_out(mesh: &Mesh<'m>) -> UsedPorts {
        let mut all = Vec::new();
        for (id, workload) in mesh.workloads.iter() {
            if workload.is_gateway || workload.object.is_none() || mesh.lacks_sidecar(workload) {
                continue;
            }
            let uses = mesh.port_uses(workload).into_iter();
            all.extend(uses.map(|(target, uses)| UsedPort { workload: id, target, uses }));
        }
        UsedPorts(all)
    }
}

/// How many Services of one workload are compared at most: pods have a handful, and a check may not
/// take time in proportion to workloads times Services.
const SERVICES: usize = 64;

impl<'m> Mesh<'m> {
    /// Ports of pods with a sidecar to which two Services lead from the same port, and with protocols
    /// that a proxy serves differently.
    pub fn clashing_ports(&self) -> Vec<SharedPort> {
        self.shared_ports(|uses| {
            let mut first: BTreeMap<i64, PortUse> = BTreeMap::new();
            uses.iter().find_map(|other| {
                let first = *first.entry(other.number).or_insert(*other);
                (first.service != other.service && clash(&first, other)).then_some((first, *other))
            })
        })
    }

    /// Ports of pods with a sidecar to which two Services lead from different ports; where there are
    /// several, two whose protocols clash.
    pub fn joined_ports(&self) -> Vec<SharedPort> {
        self.shared_ports(|uses| {
            let first = *uses.first()?;
            let mut others =
                uses.iter().filter(|other| other.service != first.service && other.number != first.number);
            let clashing = others.clone().find(|other| clash(&first, other));
            Some((first, *clashing.or_else(|| others.next())?))
        })
    }

    fn shared_ports(&self, two: impl Fn(&[PortUse]) -> Option<(PortUse, PortUse)>) -> Vec<SharedPort> {
        let shared = |used: &UsedPort| {
            let (first, other) = two(&used.uses)?;
            Some(SharedPort { workload: used.workload, target: used.target, first, other })
        };
        self.used_ports().iter().filter_map(shared).collect()
    }

    /// The ports of all pods with a sidecar to which several Services lead, worked out once.
    fn used_ports(&self) -> &[UsedPort] {
        &self.ask::<UsedPorts>().0
    }

    /// The ports of Services that lead to each port of the pods. None where only one Service does. A
    /// sidecar has nothing to do with UDP and SCTP, nor with the selector of an ExternalName Service.
    fn port_uses(&self, workload: &Workload<'m>) -> BTreeMap<i64, Vec<PortUse>> {
        let mut uses: BTreeMap<i64, Vec<PortUse>> = BTreeMap::new();
        let selecting = self.services.selecting(workload.namespace, workload.labels);
        let mut services: Vec<_> = selecting
            .filter_map(|(id, service)| match service.origin {
                Origin::Service(object) => Some((id, service, self.resource::<ServiceSpec>(object)?)),
                _ => None,
            })
            .filter(|(_, _, written)| written.spec.service_type.text() != "ExternalName")
            .take(SERVICES)
            .collect();
        services.sort_unstable_by_key(|(id, ..)| *id);
        // Copies of one Service, as two overlays have them, are one.
        let mut hosts = FxHashSet::default();
        services.retain(|(_, service, _)| hosts.insert(&*service.host));
        if services.len() < 2 {
            return uses;
        }
        for (service, read, written) in services {
            // The service has those ports that have a number, in the same order.
            let written_ports = written.spec.ports.items().iter().filter(|port| port.port.is_some());
            for (port, written_port) in read.ports.iter().zip(written_ports) {
                let is_tcp = !matches!(port.protocol, "UDP" | "SCTP");
                let target = workload.target_of(port);
                if let (true, Some(target), Some(span)) = (is_tcp, target, port.span) {
                    uses.entry(target).or_default().push(PortUse {
                        service,
                        number: port.number,
                        protocol: protocol::of(&written_port.value),
                        location: written.at(span),
                    });
                }
            }
        }
        uses
    }
}

fn clash(a: &PortUse, b: &PortUse) -> bool {
    let handling = |port: &PortUse| port.protocol.map(Handling::of);
    matches!((handling(a), handling(b)), (Some(a), Some(b)) if a != b)
}
