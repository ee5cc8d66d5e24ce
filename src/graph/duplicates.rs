//! Objects that stand in the input twice.

use rustc_hash::FxHashMap;

use crate::model::Model;
use crate::source::ObjectId;

/// Objects with the same group, kind, namespace and name.
pub(super) fn of(model: &Model) -> Vec<(ObjectId, ObjectId)> {
    let mut first = FxHashMap::default();
    let mut found = Vec::new();
    for (index, object) in model.objects.iter().enumerate().filter(|(_, object)| !object.name().is_empty()) {
        let id = ObjectId(index as u32);
        if model.is_foreign(id) {
            break; // the same object in another cluster is another one
        }
        let identity = (object.group(), &*object.kind_name, &*object.namespace, object.name());
        match first.entry(identity) {
            std::collections::hash_map::Entry::Occupied(entry) => found.push((*entry.get(), id)),
            std::collections::hash_map::Entry::Vacant(entry) => drop(entry.insert(id)),
        }
    }
    found
}
