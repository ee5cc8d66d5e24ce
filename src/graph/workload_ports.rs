//! The ports on which workloads listen, as far as the input tells.

use super::{Mesh, ServiceId, Workload};
use crate::model::{OrEmpty, Sidecar};
use crate::source::Span;

/// A port of a Service and the port of a workload that it leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LedTo {
    /// The Service.
    pub service: ServiceId,
    /// The port of the Service.
    pub number: i64,
    /// Where that is written.
    pub span: Option<Span>,
    /// The port of the workload.
    pub target: i64,
}

impl Mesh<'_> {
    /// The ports of Services that lead to a workload.
    pub fn ports_leading_to(&self, workload: &Workload<'_>) -> Vec<LedTo> {
        let mut ports = Vec::new();
        for (id, service) in self.services.selecting(workload.namespace, workload.labels) {
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
    pub fn declared_ports(&self, workload: &Workload<'_>) -> Vec<i64> {
        let spec = workload.template.and_then(|template| template.spec.as_ref());
        let containers = spec.map_or(&[][..], |spec| spec.value.containers.items());
        let ports = containers.iter().flat_map(|container| container.ports.items());
        ports.filter_map(|port| port.container_port.as_ref().map(|field| field.value)).collect()
    }

    /// Whether a Sidecar opens a port for workloads of a namespace.
    pub fn is_opened_by_sidecar(&self, namespace: &str, port: i64) -> bool {
        let sidecars = self.all::<Sidecar>().filter(|sidecar| sidecar.namespace() == namespace);
        let mut ingress = sidecars.flat_map(|sidecar| sidecar.spec.ingress.items());
        ingress.any(|ingress| {
            let number = ingress.port.as_ref().and_then(|port| port.number.as_ref());
            number.is_some_and(|number| number.value == port)
        })
    }
}
