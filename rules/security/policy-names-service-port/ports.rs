//! The ports on which workloads listen, as far as the input tells.

use crate::graph::{Mesh, ServiceId, Workload};
use crate::model::OrEmpty;
use crate::source::Span;

/// A port of a Service and the port of a workload that it leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::rules) struct LedTo {
    /// The Service.
    pub service: ServiceId,
    /// The port of the Service.
    pub number: i64,
    /// Where that is written.
    pub span: Option<Span>,
    /// The port of the workload.
    pub target: i64,
}

/// The ports of Services that lead to a workload.
pub(in crate::rules) fn ports_leading_to(mesh: &Mesh<'_>, workload: &Workload<'_>) -> Vec<LedTo> {
    let mut ports = Vec::new();
    for (id, service) in mesh.services.selecting(workload.namespace, workload.labels) {
        for port in &service.ports {
            let target = workload.target_of(port);
            let Some(target) = target else { continue };
            let led = LedTo { service: id, number: port.number, span: port.span, target };
            // A Service is found once by each label of the workload.
            if !ports.contains(&led) {
                ports.push(led);
            }
        }
    }
    ports
}

/// The ports that the containers of a workload declare. They need not declare any.
pub(in crate::rules) fn declared_ports(workload: &Workload<'_>) -> Vec<i64> {
    let spec = workload.template.and_then(|template| template.spec.as_ref());
    let containers = spec.map_or(&[][..], |spec| spec.value.containers.items());
    let ports = containers.iter().flat_map(|container| container.ports.items());
    ports.filter_map(|port| port.container_port.as_ref().map(|field| field.value)).collect()
}
