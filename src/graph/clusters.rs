//! The clusters that istiod knows by name.

mod services;

pub use services::{DifferingPart, ServiceDifference};

use super::Mesh;
use crate::model::{IstioOperator, Kind, OrEmpty, PodTemplate, SecretData, TextField};

/// Names of clusters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterNames {
    /// All of them, sorted.
    pub names: Vec<String>,
    /// Whether the input holds the Secret of a remote cluster.
    pub has_remotes: bool,
}

impl Mesh<'_> {
    /// The clusters that istiod knows: the registries that it has by itself, its own cluster, and those
    /// of remote secrets (label `istio/multiCluster: "true"`), whose keys are names of clusters.
    pub fn cluster_names(&self) -> ClusterNames {
        let mut clusters = ClusterNames::default();
        clusters.names.extend(["Kubernetes", "External", "Mock"].map(str::to_owned));
        for secret in self.all::<SecretData>() {
            let label = secret.object.labels.get("istio/multiCluster");
            if label.is_some_and(|label| &*label.value == "true") {
                clusters.has_remotes = true;
                let data = secret.spec.data.items().iter().chain(secret.spec.string_data.items());
                clusters.names.extend(data.map(|pair| pair.name.to_string()));
            }
        }
        for operator in self.all::<IstioOperator>() {
            let values = operator.spec.values.as_ref().and_then(|values| values.value.global.as_ref());
            let cluster = values.and_then(|global| global.value.multi_cluster.as_ref());
            clusters.names.extend(cluster.map(|cluster| cluster.value.cluster_name.text().to_owned()));
        }
        for (_, object) in self.of_kind(Kind::Workload) {
            let is_istiod = object.labels.get("app").is_some_and(|app| &*app.value == "istiod");
            let spec = object.spec::<PodTemplate>().filter(|_| is_istiod).and_then(|pods| pods.spec.as_ref());
            let containers = spec.map_or(&[][..], |spec| spec.value.containers.items());
            let variables = containers.iter().flat_map(|container| container.env.items());
            let id = variables.filter(|variable| variable.name.text() == "CLUSTER_ID");
            clusters.names.extend(id.map(|variable| variable.value.value.text().to_owned()));
        }
        // Clusters are named as istiod knows them.
        clusters.has_remotes |= !self.model.other_clusters.is_empty();
        clusters.names.extend(self.model.other_clusters.iter().map(|other| other.name.clone()));
        clusters.names.retain(|name| !name.is_empty());
        clusters.names.sort_unstable();
        clusters.names.dedup();
        clusters
    }
}
