//! The ports under which gateway workloads are reached.

use crate::graph::{Mesh, ServiceId, WorkloadKind};
use crate::source::ObjectId;

/// Ports of the Services in front of the workloads of a Gateway.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct GatewayPorts {
    /// The Services.
    pub services: Vec<ServiceId>,
    /// Their port numbers, sorted.
    pub numbers: Vec<i64>,
    /// Numbers that a server may have: those of the Services, and those of the pods behind them.
    pub accepted: Vec<i64>,
    /// Whether pods are among the workloads, and all of them listen in a network of their own, so that
    /// nobody reaches them but through a Service.
    pub need_service: bool,
}

/// The ports under which the workloads of a Gateway are reached. A server names a port of the
/// Service, or the port of the pods that it leads to.
pub(super) fn gateway_ports(mesh: &Mesh<'_>, gateway: ObjectId) -> GatewayPorts {
    let mut ports = GatewayPorts::default();
    let workloads = mesh.gateway_workloads(gateway);
    ports.need_service = !workloads.is_empty();
    for id in workloads {
        let workload = mesh.workloads.get(id);
        ports.need_service &= workload.kind == WorkloadKind::Pods && !workload.is_on_node();
        for (id, service) in mesh.services.selecting(workload.namespace, workload.labels) {
            if ports.services.contains(&id) {
                continue;
            }
            ports.services.push(id);
            for port in service.ports.iter().filter(|port| port.protocol == "TCP") {
                ports.numbers.push(port.number);
                ports.accepted.push(port.number);
                ports.accepted.extend(workload.target_of(port));
            }
        }
    }
    ports.numbers.sort_unstable();
    ports.numbers.dedup();
    ports
}
