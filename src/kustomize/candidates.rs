//! Objects that names may refer to.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::id::Id;
use super::object::Object;

/// An object that may be referred to by a name that it had.
pub(super) struct Candidate {
    pub id: Id,
    /// The name and namespace that it has now, as they are written.
    pub name: Arc<str>,
    pub namespace: Arc<str>,
    pub object: Arc<Object>,
}

/// Candidates by their former names, and by former name and present namespace.
#[derive(Default)]
pub(super) struct Candidates {
    pub list: Vec<Candidate>,
    pub by_name: FxHashMap<Arc<str>, Vec<usize>>,
    pub by_namespace: FxHashMap<(Arc<str>, Arc<str>), Vec<usize>>,
    /// The present and the first namespace of every object.
    pub namespaces: FxHashSet<(Arc<str>, Arc<str>)>,
    /// The first namespaces of all objects.
    pub originals: FxHashSet<Arc<str>>,
}

impl Candidates {
    pub fn new(objects: &[Arc<Object>]) -> Candidates {
        let mut candidates = Candidates::default();
        for object in objects {
            let original = object.original_id().namespace;
            candidates.namespaces.insert((object.id().namespace, original.clone()));
            candidates.originals.insert(original);
        }
        for object in objects.iter().filter(|object| !object.previous.is_empty()) {
            let index = candidates.list.len();
            let id = object.id();
            for previous in &object.previous {
                let add = |list: &mut Vec<usize>| {
                    if list.last() != Some(&index) {
                        list.push(index);
                    }
                };
                add(candidates.by_name.entry(previous.name.clone()).or_default());
                let key = (previous.name.clone(), id.namespace.clone());
                add(candidates.by_namespace.entry(key).or_default());
            }
            let (name, namespace) = (object.name(), object.namespace());
            candidates.list.push(Candidate { id, name, namespace, object: object.clone() });
        }
        candidates
    }
}
