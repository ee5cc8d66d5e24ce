//! Namespaces: those that are written, and those that are merely used.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Mesh;
use super::directory::{Directories, Directory};
use super::istiod::selects;
use crate::model::{Kind, LabelSelector, Labels, Model, Object, OrEmpty};
use crate::source::ObjectId;

/// The label that the API server gives to every namespace: its name.
const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// What is known of a namespace.
#[derive(Clone, Copy, Debug, Default)]
pub struct NamespaceInfo {
    /// Its Namespace object.
    pub object: Option<ObjectId>,
    /// Some object lives in it.
    pub is_used: bool,
}

/// All namespaces that the input names.
#[derive(Debug, Default)]
pub struct Namespaces<'m> {
    all: FxHashMap<&'m str, NamespaceInfo>,
    objects: FxHashMap<&'m str, &'m Object>,
    directory: Directory<'m, ()>,
    /// Namespaces that are defined several times, with different labels.
    disputed: FxHashSet<&'m str>,
    /// Values of labels with the Namespace objects that have them, by the name of the label.
    values: Directories<'m, ObjectId>,
    root: &'m str,
    /// Whether every namespace in use has its object.
    all_shown: bool,
}

impl<'m> Namespaces<'m> {
    pub(super) fn of(model: &'m Model) -> Namespaces<'m> {
        let mut namespaces = Namespaces { root: model.settings.root_namespace(), ..Default::default() };
        for (index, object) in model.objects.iter().enumerate() {
            if object.kind == Kind::Namespace {
                let id = ObjectId(index as u32);
                namespaces.all.entry(object.name()).or_default().object = Some(id);
                let before = namespaces.objects.insert(object.name(), object);
                if before.is_some_and(|before| !have_same_labels(before, object)) {
                    namespaces.disputed.insert(object.name());
                }
                for (name, value) in Labels::of(Some(&object.labels)).iter() {
                    namespaces.values.add(name, value, id);
                }
                namespaces.values.add(NAME_LABEL, object.name(), id);
            } else if !object.namespace.is_empty() {
                namespaces.all.entry(&object.namespace).or_default().is_used = true;
            }
        }
        let mut names: Vec<&'m str> = namespaces.all.keys().copied().collect();
        names.sort_unstable();
        names.into_iter().for_each(|name| namespaces.directory.add(name, ()));
        let mut others = namespaces.all.iter().filter(|(name, _)| !namespaces.always_exists(name)).peekable();
        namespaces.all_shown = others.peek().is_some() && others.all(|(_, info)| info.object.is_some());
        namespaces
    }

    /// Namespaces that every cluster with Istio has.
    pub fn always_exists(&self, name: &str) -> bool {
        name == "default" || name == self.root || name.starts_with("kube-")
    }

    /// Whether the namespace is known to exist.
    pub fn exists(&self, name: &str) -> bool {
        self.all.contains_key(name) || self.always_exists(name)
    }

    /// Whether the input holds a Namespace object for every namespace that it uses, so that one without
    /// is missing.
    pub fn are_all_shown(&self) -> bool {
        self.all_shown
    }

    /// The Namespace object.
    pub fn object(&self, name: &str) -> Option<(ObjectId, &'m Object)> {
        Some((self.all.get(name)?.object?, *self.objects.get(name)?))
    }

    /// The labels of the Namespace object; none where several such objects have different ones, of which one is
    /// applied last.
    pub fn labels(&self, name: &str) -> Option<Labels<'m>> {
        if self.disputed.contains(name) {
            return None;
        }
        self.objects.get(name).map(|object| Labels::of(Some(&object.labels)))
    }

    /// Whether a selector selects a namespace, which has its name as a label as well. One whose Namespace object
    /// is not there has no other label.
    pub fn selects(&self, selector: &LabelSelector, namespace: &str) -> bool {
        let own = self.labels(namespace).unwrap_or_default();
        let own = own.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let labels: Vec<_> = own.chain([(NAME_LABEL.to_owned(), namespace.to_owned())]).collect();
        selects(Some(selector), Labels::Made(&labels))
    }

    /// Whether the Namespace is defined several times, with different labels.
    pub fn is_disputed(&self, name: &str) -> bool {
        self.disputed.contains(name)
    }

    /// The values that namespaces have for a label, with their objects.
    pub fn values_of(&self, label: &str) -> &Directory<'m, ObjectId> {
        self.values.of(label)
    }

    /// Whether the Namespace object of some namespace has a label.
    pub fn has_label(&self, name: &str, value: &str) -> bool {
        self.values_of(name).named(value).next().is_some()
    }

    /// Whether a selector asks for a namespace by its name, and that is one which exists, or for one that OpenShift
    /// brings, whose operators label it (<https://docs.openshift.com/container-platform/latest/networking/network_security/network_policy/about-network-policy.html>).
    pub fn is_given(&self, selector: &LabelSelector) -> bool {
        let [only] = selector.match_labels.items() else { return false };
        let is_named = matches!(&*only.name, NAME_LABEL | "name") && only.value.starts_with("openshift-");
        let is_labelled =
            only.name.split('/').next().is_some_and(|group| group.ends_with("network.openshift.io"));
        is_named || is_labelled || &*only.name == NAME_LABEL && self.exists(&only.value)
    }

    /// All names, in alphabetical order.
    pub fn names(&self) -> impl Iterator<Item = &'m str> {
        self.directory.entries().iter().map(|(name, ())| *name)
    }

    /// All names, to look for one that is nearly the same.
    pub fn directory(&self) -> &Directory<'m, ()> {
        &self.directory
    }
}

fn have_same_labels(one: &Object, other: &Object) -> bool {
    let sorted = |object: &Object| {
        let mut labels: Vec<(String, String)> =
            object.labels.iter().map(|pair| (pair.name.to_string(), pair.value.to_string())).collect();
        labels.sort_unstable();
        labels
    };
    sorted(one) == sorted(other)
}

impl Mesh<'_> {
    /// The Namespace objects that a selector with at least one label selects.
    pub fn namespaces_selected(&self, selector: &LabelSelector) -> Vec<ObjectId> {
        let is_selected = |id: &ObjectId| self.namespaces.selects(selector, self.object(*id).name());
        let first = selector.match_labels.items().first();
        let candidates =
            first.into_iter().flat_map(|pair| self.namespaces.values_of(&pair.name).named(&pair.value));
        candidates.filter(is_selected).collect()
    }
}
