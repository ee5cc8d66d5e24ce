//! What tells objects apart: group, version, kind, namespace and name.

use std::fmt;
use std::sync::Arc;

use super::schema;

/// The namespace of what is in none (`TotallyNotANamespace`).
const NO_NAMESPACE: &str = "_non_namespaceable_";
const DEFAULT_NAMESPACE: &str = "default";

/// The group and the version of an `apiVersion` (`ParseGroupVersion`).
pub(super) fn group_version(api_version: &str) -> (&str, &str) {
    api_version.split_once('/').unwrap_or(("", api_version))
}

/// The id of an object, as kustomize compares them (`ResId`): the namespace is the effective one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Id {
    pub api_version: Arc<str>,
    pub kind: Arc<str>,
    pub name: Arc<str>,
    pub namespace: Arc<str>,
}

impl Id {
    /// An id of a namespace as written (`CurId`, `EffectiveNamespace`).
    pub fn new(api_version: Arc<str>, kind: Arc<str>, name: Arc<str>, namespace: &str) -> Id {
        let namespace = match namespace {
            _ if schema::is_cluster_scoped(&api_version, &kind) => NO_NAMESPACE,
            "" => DEFAULT_NAMESPACE,
            namespace => namespace,
        };
        Id { api_version, kind, name, namespace: namespace.into() }
    }

    pub fn is_cluster_scoped(&self) -> bool {
        &*self.namespace == NO_NAMESPACE
    }

    /// Whether it is the same but for the namespace (`GvknEquals`).
    pub fn same_but_namespace(&self, other: &Id) -> bool {
        self.name == other.name && self.kind == other.kind && self.api_version == other.api_version
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.namespace {
            NO_NAMESPACE | DEFAULT_NAMESPACE => write!(f, "{} {}", self.kind, self.name),
            namespace => write!(f, "{} {namespace}/{}", self.kind, self.name),
        }
    }
}

/// A group, version and kind to look for; what is empty does not matter (`Gvk.IsSelected`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Gvk {
    pub group: Arc<str>,
    pub version: Arc<str>,
    pub kind: Arc<str>,
}

impl Gvk {
    /// Whether an object of this kind is meant.
    pub fn selects(&self, api_version: &str, kind: &str) -> bool {
        let (group, version) = group_version(api_version);
        (self.group.is_empty() || &*self.group == group)
            && (self.version.is_empty() || &*self.version == version)
            && (self.kind.is_empty() || &*self.kind == kind)
    }

    /// Whether everything that the other one selects is of this kind (`effectivelyEquals` asks it).
    pub fn is_selected_by(&self, other: &Gvk) -> bool {
        (other.group.is_empty() || self.group == other.group)
            && (other.version.is_empty() || self.version == other.version)
            && (other.kind.is_empty() || self.kind == other.kind)
    }
}

/// The kinds that come first, and those that come last (`orderFirst`, `orderLast`).
pub(super) const FIRST: [&str; 22] = [
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
];
pub(super) const LAST: [&str; 2] = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

/// The place of a kind in the order.
pub(super) fn kind_order(kind: &str, first: &[&str], last: &[&str]) -> i64 {
    if let Some(index) = last.iter().rposition(|known| *known == kind) {
        return 1 + index as i64;
    }
    first.iter().rposition(|known| *known == kind).map_or(0, |index| index as i64 - first.len() as i64)
}

/// The text by which group, version and kind are sorted (`stableSortString`).
pub(super) fn sort_text(group: &str, version: &str, kind: &str) -> String {
    let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
    format!("{}_{}_{}", or(group, "~G"), or(version, "~V"), or(kind, "~K"))
}
