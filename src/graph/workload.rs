//! Workloads: the pods that the input has or makes.

use rustc_hash::FxHashMap;

use super::directory::{Directories, Directory};
use crate::model::{Labels, Map, Model, Object, ObjectId, OrEmpty, PodTemplate, Text, TextField};

/// Index of a workload in its mesh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorkloadId(pub u32);

/// Pods that share one template.
#[derive(Clone, Copy, Debug)]
pub struct Workload<'m> {
    /// Their namespace.
    pub namespace: &'m str,
    /// The name of what makes them.
    pub name: &'m str,
    /// Their labels.
    pub labels: Labels<'m>,
    /// What makes them: a workload, or the IstioOperator or Gateway from which a controller makes one.
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
            Some(metadata) => Labels::of(metadata.value.labels.as_ref().map(|field| &field.value)),
            None => Labels::default(),
        };
        Workload {
            namespace: &object.namespace,
            name: object.name(),
            labels,
            object: Some(id),
            template: Some(template),
            is_gateway: is_gateway(template),
        }
    }

    /// The number of a container port.
    pub fn port_named(&self, name: &str) -> Option<i64> {
        let containers = self.template?.spec.as_ref()?.value.containers.items();
        let mut ports = containers.iter().flat_map(|container| container.ports.items());
        ports.find(|port| port.name.text() == name)?.container_port.as_ref().map(|field| field.value)
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
    by_label: FxHashMap<(&'m str, &'m str), Vec<WorkloadId>>,
    values: Directories<'m, ()>,
    made: FxHashMap<ObjectId, Vec<WorkloadId>>,
    has_gateways: bool,
}

impl<'m> Workloads<'m> {
    pub(super) fn of(model: &'m Model) -> Workloads<'m> {
        let mut workloads = Workloads::default();
        for written in model.all::<PodTemplate>() {
            workloads.add(Workload::written(written.id, written.object, written.spec));
        }
        for made in model.made.iter().filter(|made| !made.labels.is_empty()) {
            workloads.add(Workload {
                namespace: &made.namespace,
                name: &made.workload,
                labels: Labels::Made(&made.labels),
                object: made.object,
                template: None,
                is_gateway: true,
            });
        }
        workloads
    }

    fn add(&mut self, workload: Workload<'m>) {
        let id = WorkloadId(self.all.len() as u32);
        for (name, value) in workload.labels.iter() {
            let ids = self.by_label.entry((name, value)).or_default();
            if ids.is_empty() {
                self.values.add(name, value, ());
            }
            ids.push(id);
        }
        if let (Some(object), None) = (workload.object, workload.template) {
            self.made.entry(object).or_default().push(id);
        }
        self.has_gateways |= workload.is_gateway;
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

    /// The workloads that a selector selects, in one namespace or in all.
    pub fn selected(&self, selector: Labels<'_>, namespace: Option<&str>) -> Vec<WorkloadId> {
        let fits = |id: &WorkloadId| {
            let workload = self.get(*id);
            namespace.is_none_or(|namespace| workload.namespace == namespace)
                && selector.select(workload.labels)
        };
        let rarest =
            selector.iter().map(|(name, value)| self.with_label(name, value)).min_by_key(|ids| ids.len());
        match rarest {
            Some(ids) => ids.iter().copied().filter(fits).collect(),
            None => self.iter().map(|(id, _)| id).filter(fits).collect(),
        }
    }

    /// The workloads that have a label.
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

    /// Whether any is a gateway.
    pub fn has_gateways(&self) -> bool {
        self.has_gateways
    }
}
