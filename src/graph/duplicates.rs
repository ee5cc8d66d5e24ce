//! Objects that stand in the input several times.

use std::path::Path;

use rustc_hash::FxHashMap;

use super::Mesh;
use crate::model::Model;
use crate::source::{ObjectId, SourceId};
use crate::text::path::plain;

/// One object, by group, kind, namespace and name, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// All its places, in the order of the input; two at least.
    pub places: Vec<ObjectId>,
}

/// What two or more places of one object have to do with each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Togetherness {
    /// Some lie in one file, which is applied as a whole: these.
    File(Vec<ObjectId>),
    /// All lie in different files of one folder.
    Folder,
    /// They lie in different folders.
    Apart {
        /// Whether all say the same, so that it does not matter which one is applied.
        are_equal: bool,
    },
}

impl Duplicate {
    /// All places but the first.
    pub fn copies(&self) -> &[ObjectId] {
        &self.places[1..]
    }
}

/// Objects with the same group, kind, namespace and name.
pub(super) fn of(model: &Model) -> Vec<Duplicate> {
    let mut places: FxHashMap<_, (ObjectId, Option<usize>)> = FxHashMap::default();
    let mut found: Vec<Duplicate> = Vec::new();
    for (index, object) in model.objects.iter().enumerate().filter(|(_, object)| !object.name().is_empty()) {
        let id = ObjectId(index as u32);
        if model.is_foreign(id) {
            break; // the same object in another cluster is another one
        }
        let identity = (object.group(), &*object.kind_name, &*object.namespace, object.name());
        match places.get_mut(&identity) {
            Some((_, Some(known))) => found[*known].places.push(id),
            Some((first, known)) => {
                *known = Some(found.len());
                found.push(Duplicate { places: vec![*first, id] });
            }
            None => drop(places.insert(identity, (id, None))),
        }
    }
    found
}

impl Mesh<'_> {
    /// What the places of one object have to do with each other.
    pub fn togetherness(&self, duplicate: &Duplicate) -> Togetherness {
        let model = self.model;
        let source = |id: ObjectId| model.object(id).source;
        let mut by_file: FxHashMap<SourceId, Vec<ObjectId>> = FxHashMap::default();
        duplicate.places.iter().for_each(|&id| by_file.entry(source(id)).or_default().push(id));
        let crowded = duplicate.places.iter().map(|&id| &by_file[&source(id)]).find(|ids| ids.len() > 1);
        if let Some(ids) = crowded {
            return Togetherness::File(ids.clone());
        }
        let folder = |id: ObjectId| Path::new(&model.sources[source(id)].path).parent().map(plain);
        let first = duplicate.places[0];
        if duplicate.copies().iter().all(|&id| folder(id) == folder(first)) {
            return Togetherness::Folder;
        }
        let said = |id: ObjectId| lines(model, id).collect::<Vec<_>>();
        let original = said(first);
        Togetherness::Apart { are_equal: duplicate.copies().iter().all(|&id| said(id) == original) }
    }
}

/// What an object says, line by line, without comments and empty lines.
fn lines(model: &Model, id: ObjectId) -> impl Iterator<Item = &str> {
    let object = model.object(id);
    let text = model.sources[object.source].slice(object.span);
    text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.trim_start().starts_with('#'))
}
