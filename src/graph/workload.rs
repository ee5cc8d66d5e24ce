//! Workloads: the pods that the input has or makes, and the machines outside of Kubernetes.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Port;
use super::directory::{Directories, Directory};
use crate::model::{
    Container, Labels, Map, Model, Object, OrEmpty, PodTemplate, Text, TextField, WorkloadEntry,
    WorkloadGroup,
};
use crate::source::ObjectId;

/// Index of a workload in its mesh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorkloadId(pub u32);

/// What a workload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkloadKind {
    /// Pods, from a written template.
    Pods,
    /// Pods of a gateway that an operator or controller makes.
    Made,
    /// A machine outside of Kubernetes: a WorkloadEntry, or those that register for a WorkloadGroup.
    Machine,
}

/// Pods that share one template, or a machine.
#[derive(Clone, Copy, Debug)]
pub struct Workload<'m> {
    /// What it is.
    pub kind: WorkloadKind,
    /// Their namespace.
    pub namespace: &'m str,
    /// The name of what makes them.
    pub name: &'m str,
    /// Their labels.
    pub labels: Labels<'m>,
    /// What makes them: a workload, or the IstioOperator or Gateway from which a controller makes one;
    /// for a machine its WorkloadEntry or WorkloadGroup.
    /// `None` for the stock ingress gateway, which is nowhere written.
    pub object: Option<ObjectId>,
    /// The template, where it is written.
    pub template: Option<&'m PodTemplate>,
    /// Whether they are a gateway.
    pub is_gateway: bool,
}

impl<'m> Workload<'m> {
    fn written(id: ObjectId, object: &'m Object, template: &'m PodTemplate) -> Workload<'m> {
        let labels = match &template.metadata {
            Some(metadata) => Labels::of_field(&metadata.value.labels),
            None => Labels::default(),
        };
        Workload {
            kind: WorkloadKind::Pods,
            namespace: &object.namespace,
            name: object.name(),
            labels,
            object: Some(id),
            template: Some(template),
            is_gateway: is_gateway(template),
        }
    }

    fn machine(id: ObjectId, object: &'m Object, labels: Option<&'m Map<Text>>) -> Workload<'m> {
        Workload {
            kind: WorkloadKind::Machine,
            namespace: &object.namespace,
            name: object.name(),
            labels: Labels::of(labels),
            object: Some(id),
            template: None,
            is_gateway: false,
        }
    }

    /// Whether it is a waypoint: a Gateway of class `istio-waypoint` makes it.
    pub fn is_waypoint(&self) -> bool {
        self.labels.get("gateway.istio.io/managed") == Some("istio.io-mesh-controller")
            || self.labels.get("gateway.networking.k8s.io/gateway-class-name") == Some("istio-waypoint")
    }

    /// The Kubernetes Gateway whose proxies the pods are, by the label that istiod looks at.
    pub fn gateway_name(&self) -> Option<&'m str> {
        self.labels.get("gateway.networking.k8s.io/gateway-name")
    }

    /// The pods' container of the proxy, where the template has it.
    pub fn proxy_container(&self) -> Option<&'m Container> {
        let spec = &self.template?.spec.as_ref()?.value;
        let mut containers = spec.containers.items().iter().chain(spec.init_containers.items());
        containers.find(|container| container.name.text() == "istio-proxy").map(|container| &container.value)
    }

    /// Whether the pods use the network of their node, which keeps them out of the mesh.
    pub fn uses_host_network(&self) -> bool {
        let spec = self.template.and_then(|template| template.spec.as_ref());
        spec.and_then(|spec| spec.value.host_network.as_ref()).is_some_and(|field| field.value)
    }

    /// Whether the pods listen at the address of their node: in its network, or by a `hostPort`.
    pub fn is_on_node(&self) -> bool {
        let spec = self.template.and_then(|template| template.spec.as_ref());
        let containers = spec.map_or(&[][..], |spec| spec.value.containers.items());
        let mut ports = containers.iter().flat_map(|container| container.ports.items());
        self.uses_host_network() || ports.any(|port| port.host_port.is_some())
    }

    /// The number of a container port.
    pub fn port_named(&self, name: &str) -> Option<i64> {
        let containers = self.template?.spec.as_ref()?.value.containers.items();
        let mut ports = containers.iter().flat_map(|container| container.ports.items());
        ports.find(|port| port.name.text() == name)?.container_port.as_ref().map(|field| field.value)
    }

    /// The port of the pods that a port of a Service leads to; `None` where its name is of no container.
    pub fn target_of(&self, port: &Port<'_>) -> Option<i64> {
        port.target.or_else(|| self.port_named(port.target_name))
    }

    /// An annotation of the pods.
    pub fn annotation(&self, name: &str) -> Option<&'m str> {
        let metadata = self.template?.metadata.as_ref()?;
        let annotations: &'m Map<Text> = &metadata.value.annotations.as_ref()?.value;
        annotations.get(name).map(|pair| &*pair.value)
    }
}

/// A template for the gateway injection template, or one that brings its own proxy and nothing else.
fn is_gateway(template: &PodTemplate) -> bool {
    let annotations = template.metadata.as_ref().and_then(|metadata| metadata.value.annotations.as_ref());
    let templates = annotations.and_then(|annotations| annotations.value.get("inject.istio.io/templates"));
    if templates.is_some_and(|templates| templates.value.split(',').any(|name| name.trim() == "gateway")) {
        return true;
    }
    let containers = template.spec.as_ref().map_or(&[][..], |spec| spec.value.containers.items());
    matches!(containers, [only] if only.name.text() == "istio-proxy")
}

/// All workloads, with an index over their labels.
#[derive(Debug, Default)]
pub struct Workloads<'m> {
    all: Vec<Workload<'m>>,
    /// For each label the workloads that have it, those of a namespace together.
    by_label: FxHashMap<(&'m str, &'m str), Vec<WorkloadId>>,
    by_namespace: FxHashMap<&'m str, Vec<WorkloadId>>,
    label_names: FxHashSet<&'m str>,
    values: Directories<'m, ()>,
    made: FxHashMap<ObjectId, Vec<WorkloadId>>,
}

impl<'m> Workloads<'m> {
    pub(super) fn of(model: &'m Model) -> Workloads<'m> {
        let mut workloads = Workloads::default();
        for written in model.all::<PodTemplate>() {
            workloads.add(Workload::written(written.id, written.object, written.spec));
        }
        for entry in model.all::<WorkloadEntry>() {
            let labels = entry.spec.labels.as_ref().map(|field| &field.value);
            workloads.add(Workload::machine(entry.id, entry.object, labels));
        }
        for group in model.all::<WorkloadGroup>() {
            let metadata = group.spec.metadata.as_ref();
            let labels = metadata.and_then(|metadata| metadata.value.labels.as_ref());
            workloads.add(Workload::machine(group.id, group.object, labels.map(|field| &field.value)));
        }
        for made in model.made.iter().filter(|made| !made.has_written_pods) {
            workloads.add(Workload {
                kind: WorkloadKind::Made,
                namespace: &made.namespace,
                name: &made.workload,
                labels: Labels::Made(&made.labels),
                object: made.object,
                template: None,
                is_gateway: true,
            });
        }
        let Workloads { all, by_label, .. } = &mut workloads;
        let namespace = |id: &WorkloadId| all[id.0 as usize].namespace;
        by_label.values_mut().for_each(|ids| ids.sort_by_key(namespace));
        workloads
    }

    fn add(&mut self, workload: Workload<'m>) {
        let id = WorkloadId(self.all.len() as u32);
        for (name, value) in workload.labels.iter() {
            let ids = self.by_label.entry((name, value)).or_default();
            if ids.is_empty() {
                self.values.add(name, value, ());
                self.label_names.insert(name);
            }
            ids.push(id);
        }
        self.by_namespace.entry(workload.namespace).or_default().push(id);
        if let (Some(object), WorkloadKind::Made) = (workload.object, workload.kind) {
            self.made.entry(object).or_default().push(id);
        }
        self.all.push(workload);
    }

    /// The workload with this id.
    pub fn get(&self, id: WorkloadId) -> &Workload<'m> {
        &self.all[id.0 as usize]
    }

    /// All workloads.
    pub fn iter(&self) -> impl Iterator<Item = (WorkloadId, &Workload<'m>)> {
        self.all.iter().enumerate().map(|(index, workload)| (WorkloadId(index as u32), workload))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The workloads that a selector selects, in one namespace or in all, in the order of the input.
    pub fn selected(&self, selector: Labels<'_>, namespace: Option<&str>) -> Vec<WorkloadId> {
        let candidates = |(name, value)| match namespace {
            Some(namespace) => self.with_label_in(namespace, name, value),
            None => self.with_label(name, value),
        };
        let all = || match namespace {
            Some(namespace) => self.in_namespace(namespace).to_vec(),
            None => self.iter().map(|(id, _)| id).collect(),
        };
        let Some(rarest) = selector.iter().map(candidates).min_by_key(|ids| ids.len()) else { return all() };
        let fits = |id: &WorkloadId| selector.select(self.get(*id).labels);
        let mut selected: Vec<WorkloadId> = rarest.iter().copied().filter(fits).collect();
        selected.sort_unstable();
        selected
    }

    /// The workloads of a namespace.
    pub fn in_namespace(&self, namespace: &str) -> &[WorkloadId] {
        self.by_namespace.get(namespace).map_or(&[], Vec::as_slice)
    }

    /// The workloads of a namespace that have a label.
    pub fn with_label_in<'s>(&'s self, namespace: &str, name: &'s str, value: &'s str) -> &'s [WorkloadId] {
        let ids = self.with_label(name, value);
        let from = ids.partition_point(|&id| self.get(id).namespace < namespace);
        let to = from + ids[from..].partition_point(|&id| self.get(id).namespace == namespace);
        &ids[from..to]
    }

    /// Whether any workload has a label of this name.
    pub fn has_label_name(&self, name: &str) -> bool {
        self.label_names.contains(name)
    }

    /// The workloads that have a label, by namespace.
    pub fn with_label<'s>(&'s self, name: &'s str, value: &'s str) -> &'s [WorkloadId] {
        self.by_label.get(&(name, value)).map_or(&[], Vec::as_slice)
    }

    /// The values that workloads have for a label, each once, in the order of the input.
    pub fn values_of(&self, name: &str) -> &Directory<'m, ()> {
        self.values.of(name)
    }

    /// The workloads that a controller makes from an object.
    pub fn made_from(&self, object: ObjectId) -> &[WorkloadId] {
        self.made.get(&object).map_or(&[], Vec::as_slice)
    }
}
