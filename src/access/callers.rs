//! Clients, and what they may call.

use std::collections::BTreeMap;

use super::matches;
use crate::graph::protocol::Handling;
use crate::graph::{Mesh, ServiceId, WorkloadId};
use crate::model::{DestinationRule, NetworkPolicySpec, Sidecar};
use crate::trace::Start;

/// How many workloads of one client are told.
const SHOWN: usize = 3;

/// Workloads that no rule tells apart, or everybody who comes in by a gateway.
#[derive(Clone, Debug)]
pub struct Caller {
    /// One of them, or the gateway.
    pub start: Start,
    /// All of them, as `namespace/name`.
    pub names: Vec<String>,
    /// Their service account.
    pub account: String,
    /// Whether it stands for everybody outside, by this gateway.
    pub is_outside: bool,
    /// How it is captured.
    pub(super) capture: String,
    /// Its labels, where they tell clients apart.
    pub(super) labels: Vec<(String, String)>,
}

impl Caller {
    /// For people.
    pub fn describe(&self) -> String {
        match self.is_outside {
            true => format!("outside, by gateway {}/{}", self.start.namespace, self.start.name),
            false if self.names.len() > SHOWN + 1 => {
                format!("{} and {} more", self.names[..SHOWN].join(", "), self.names.len() - SHOWN)
            }
            false => self.names.join(", "),
        }
    }

    /// Whether a text means it.
    pub(super) fn is_named(&self, text: &str) -> bool {
        let one = |text: &str, name: &String| {
            name.split_once('/').is_some_and(|(namespace, name)| matches(text, namespace, name))
        };
        match text.strip_prefix("gateway:") {
            Some(text) => self.is_outside && self.names.iter().any(|name| one(text, name)),
            None if text == "outside" => self.is_outside,
            None if text == "*" => true,
            None => !self.is_outside && self.names.iter().any(|name| one(text, name)),
        }
    }
}

/// A workload by a port of a Service.
#[derive(Clone, Debug)]
pub struct Target {
    /// Namespace of both.
    pub namespace: String,
    /// Name of the workload.
    pub name: String,
    /// Name of the Service.
    pub service: String,
    /// Port of the Service.
    pub port: i64,
    /// `None` for what is outside of the cluster.
    pub(super) workload: Option<WorkloadId>,
    pub(super) of: ServiceId,
    pub(super) pod_port: Option<i64>,
    pub(super) handling: Option<Handling>,
}

impl Target {
    /// For people.
    pub fn describe(&self) -> String {
        if self.workload.is_none() {
            return format!("{}:{} (ServiceEntry {}/{})", self.service, self.port, self.namespace, self.name);
        }
        let whose = if self.name == self.service { String::new() } else { format!(" ({})", self.name) };
        format!("{}/{}:{}{whose}", self.namespace, self.service, self.port)
    }
}

/// What tells clients apart: namespace, service account, how they are captured, and labels where they count.
type Key<'a> = (&'a str, &'a str, String, Vec<(&'a str, &'a str)>);

/// The clients of a mesh: its workloads by what policies can tell apart, and outside by each gateway.
pub(super) fn callers(mesh: &Mesh<'_>) -> Vec<Caller> {
    // Labels tell clients apart only where something selects them.
    let by_labels = mesh.all::<NetworkPolicySpec>().next().is_some()
        || mesh.all::<Sidecar>().any(|sidecar| sidecar.spec.workload_selector.is_some())
        || mesh.all::<DestinationRule>().any(|rule| rule.spec.workload_selector.is_some());
    let mut groups: BTreeMap<Key<'_>, Vec<WorkloadId>> = BTreeMap::new();
    let mut outside = Vec::new();
    for (id, workload) in mesh.workloads.iter() {
        if workload.is_gateway {
            if !workload.is_waypoint() && !mesh.gateways_of(id).is_empty() {
                outside.push(id);
            }
            continue;
        }
        let labels = if by_labels { workload.labels.iter().collect() } else { Vec::new() };
        let capture = format!("{:?}", mesh.capture(workload));
        let key = (workload.namespace, mesh.service_account(workload), capture, labels);
        groups.entry(key).or_default().push(id);
    }
    let name = |id: &WorkloadId| {
        let workload = mesh.workloads.get(*id);
        format!("{}/{}", workload.namespace, workload.name)
    };
    let owned = |labels: Vec<(&str, &str)>| {
        labels.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    let inside = groups.into_iter().map(|((_, account, capture, labels), ids)| Caller {
        start: Start::of(mesh, ids[0], false),
        names: ids.iter().map(name).collect(),
        account: account.to_owned(),
        is_outside: false,
        capture,
        labels: owned(labels),
    });
    let mut callers: Vec<Caller> = inside.collect();
    callers.extend(outside.into_iter().map(|id| Caller {
        start: Start::of(mesh, id, true),
        names: vec![name(&id)],
        account: mesh.service_account(mesh.workloads.get(id)).to_owned(),
        is_outside: true,
        capture: String::new(),
        labels: Vec::new(),
    }));
    callers
}

/// What may be called: workloads by the ports of Services that lead to them.
pub(super) fn targets(mesh: &Mesh<'_>) -> Vec<Target> {
    let mut targets = Vec::new();
    for (id, service) in mesh.services.iter().filter(|(_, service)| service.is_in_cluster()) {
        let Some(selector) = service.selector else { continue };
        for workload in mesh.workloads.selected(selector, Some(service.namespace)) {
            let pods = mesh.workloads.get(workload);
            if pods.is_gateway {
                continue;
            }
            targets.extend(service.ports.iter().filter(|port| port.protocol == "TCP").map(|port| Target {
                namespace: service.namespace.to_owned(),
                name: pods.name.to_owned(),
                service: service.name.to_owned(),
                port: port.number,
                workload: Some(workload),
                of: id,
                pod_port: pods.target_of(port),
                handling: mesh.handling(id, port.number),
            }));
        }
    }
    for (id, service) in mesh.services.iter().filter(|(_, service)| !service.is_in_cluster()) {
        targets.extend(service.ports.iter().filter(|port| port.protocol != "UDP").map(|port| Target {
            namespace: service.namespace.to_owned(),
            name: service.name.to_owned(),
            service: service.host.to_string(),
            port: port.number,
            workload: None,
            of: id,
            pod_port: None,
            handling: mesh.handling(id, port.number),
        }));
    }
    targets.sort_by(|a, b| {
        (&a.namespace, &a.service, a.port, &a.name).cmp(&(&b.namespace, &b.service, b.port, &b.name))
    });
    targets
}
