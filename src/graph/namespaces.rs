//! Namespaces: those that are written, and those that are merely used.

use rustc_hash::FxHashMap;

use super::directory::Directory;
use crate::model::{Kind, Labels, Model, Object, ObjectId};

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
                namespaces.objects.insert(object.name(), object);
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

    /// The labels of the Namespace object.
    pub fn labels(&self, name: &str) -> Option<Labels<'m>> {
        self.objects.get(name).map(|object| Labels::of(Some(&object.labels)))
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
