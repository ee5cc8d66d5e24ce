//! Istio and Kubernetes Gateways by name.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::directory::{Directories, Directory};
use super::revision::seen_together;
use super::{Mesh, WorkOut, WorkloadId};
use crate::model::{
    Gateway, IstioOperator, Kind, Labels, MESH_GATEWAY, Model, OrEmpty, PodTemplate, Resource, TextField,
};
use crate::source::ObjectId;

/// A Gateway as a VirtualService refers to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GatewayName<'a> {
    /// Its namespace.
    pub namespace: Cow<'a, str>,
    /// Its name.
    pub name: Cow<'a, str>,
}

impl<'a> GatewayName<'a> {
    /// Reads an entry of `gateways`, seen from a namespace: `name`, `namespace/name`, `./name`, or the
    /// legacy `name.namespace.svc.cluster.local`. `None` for `mesh`. (istiod: `resolveGatewayName`.)
    pub fn of(entry: &'a str, namespace: &'a str) -> Option<GatewayName<'a>> {
        if entry == MESH_GATEWAY {
            return None;
        }
        let (namespace, name) = match entry.split_once('/') {
            Some((".", name)) => (namespace, name),
            Some(parts) => parts,
            None => match entry.split_once('.') {
                Some((name, rest)) => (rest.split('.').next().unwrap_or_default(), name),
                None => (namespace, entry),
            },
        };
        Some(GatewayName { namespace: Cow::Borrowed(namespace), name: Cow::Borrowed(name) })
    }
}

/// As an entry of `gateways` may say it from anywhere: `namespace/name`.
impl std::fmt::Display for GatewayName<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}/{}", self.namespace, self.name)
    }
}

/// All Gateways.
#[derive(Debug, Default)]
pub struct Gateways<'m> {
    by_namespace: Directories<'m, ObjectId>,
    by_name: Directories<'m, ObjectId>,
}

impl<'m> Gateways<'m> {
    pub(super) fn of(model: &'m Model) -> Gateways<'m> {
        let mut gateways = Gateways::default();
        for (id, object) in model.of_kind(Kind::Gateway).chain(model.of_kind(Kind::KubernetesGateway)) {
            gateways.by_namespace.add(&object.namespace, object.name(), id);
            gateways.by_name.add(object.name(), &object.namespace, id);
        }
        gateways
    }

    /// The Gateways of this name (an Istio and a Kubernetes one may share it).
    pub fn find<'s>(&'s self, name: &GatewayName<'_>) -> impl Iterator<Item = ObjectId> + use<'s, 'm> {
        self.in_namespace(&name.namespace).named(&name.name)
    }

    /// The Gateways of a namespace, by name.
    pub fn in_namespace(&self, namespace: &str) -> &Directory<'m, ObjectId> {
        self.by_namespace.of(namespace)
    }

    /// The Gateways with a name, by namespace.
    pub fn named(&self, name: &str) -> &Directory<'m, ObjectId> {
        self.by_name.of(name)
    }
}

/// Whether istiod has Gateways configure pods of their own namespace alone.
#[derive(Debug)]
pub(super) struct GatewayScope(bool);

impl<'m> WorkOut<'m> for GatewayScope {
    fn work_out(mesh: &Mesh<'m>) -> GatewayScope {
        const VARIABLE: &str = "PILOT_SCOPE_GATEWAY_TO_NAMESPACE";
        let by_operator = mesh.all::<IstioOperator>().any(|operator| {
            let values = operator.spec.values.as_ref().and_then(|values| values.value.pilot.as_ref());
            let variables = values.map_or(&[][..], |pilot| pilot.value.env.items());
            variables.iter().any(|pair| &*pair.name == VARIABLE && &*pair.value.0 == "true")
        });
        let mut pods = mesh
            .all::<PodTemplate>()
            .filter(|pods| pods.object.labels.get("app").is_some_and(|app| &*app.value == "istiod"));
        let by_pods = pods.any(|pods| {
            let containers = pods.spec.spec.as_ref().map_or(&[][..], |spec| spec.value.containers.items());
            let mut variables = containers.iter().flat_map(|container| container.env.items());
            variables.any(|own| own.name.text() == VARIABLE && own.value.value.text() == "true")
        });
        GatewayScope(by_operator || by_pods)
    }
}

impl<'m> Mesh<'m> {
    /// Whether istiod has Gateways configure pods of their own namespace alone:
    /// `PILOT_SCOPE_GATEWAY_TO_NAMESPACE` (istiod: `Environment.mergeGateways`).
    pub fn are_gateways_scoped(&self) -> bool {
        self.ask::<GatewayScope>().0
    }

    /// Gateways that are for one workload, each combination once; those for no workload of the input, by
    /// their selectors.
    pub(super) fn gateway_groups(&self) -> Vec<Vec<Resource<'m, Gateway>>> {
        let copies: FxHashSet<ObjectId> =
            self.duplicates().iter().flat_map(|duplicate| duplicate.copies()).copied().collect();
        let mut by_workload: BTreeMap<WorkloadId, Vec<Resource<'m, Gateway>>> = BTreeMap::new();
        let mut by_selector: BTreeMap<Vec<(&str, &str)>, Vec<Resource<'m, Gateway>>> = BTreeMap::new();
        for gateway in self.all::<Gateway>().filter(|gateway| !copies.contains(&gateway.id)) {
            let workloads = self.gateway_workloads(gateway.id);
            if workloads.is_empty() {
                let selector = Labels::of_field(&gateway.spec.selector);
                let mut selector: Vec<_> = selector.iter().collect();
                selector.sort_unstable();
                by_selector.entry(selector).or_default().push(gateway);
            }
            for id in workloads {
                by_workload.entry(id).or_default().push(gateway);
            }
        }
        let mut known: FxHashSet<Vec<ObjectId>> = FxHashSet::default();
        let groups = by_workload.into_values().chain(by_selector.into_values());
        let revision = |gateway: &Resource<'m, Gateway>| self.revision_of(gateway.id);
        let mut groups: Vec<_> = groups.flat_map(|group| seen_together(group, revision)).collect();
        groups.retain(|group| known.insert(group.iter().map(|gateway| gateway.id).collect()));
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::GatewayName;

    #[test]
    fn reads_all_forms() {
        let read =
            |entry| GatewayName::of(entry, "own").map(|name| format!("{}/{}", name.namespace, name.name));
        assert_eq!(read("mesh"), None);
        assert_eq!(read("edge").as_deref(), Some("own/edge"));
        assert_eq!(read("./edge").as_deref(), Some("own/edge"));
        assert_eq!(read("in/edge").as_deref(), Some("in/edge"));
        assert_eq!(read("edge.in").as_deref(), Some("in/edge"));
        assert_eq!(read("edge.in.svc.cluster.local").as_deref(), Some("in/edge"));
    }
}
