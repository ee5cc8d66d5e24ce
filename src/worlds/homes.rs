//! Where texts are at home: where they lie, or in what they were built into.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::model::{Model, Root};
use crate::source::SourceId;
use crate::text::path::plain;

/// A text in one of its homes.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// The folders down to it.
    pub folders: Vec<String>,
    pub source: SourceId,
    /// What it holds, by numbers that stand for identities.
    pub keys: Vec<u32>,
    /// How much it holds beside that, which nothing else does.
    pub own: usize,
    /// It resolves references in every world.
    pub is_context: bool,
    /// It was built, or went into what was.
    pub is_built: bool,
}

impl Leaf {
    pub fn path(&self) -> PathBuf {
        let is_absolute = self.folders.first().is_some_and(String::is_empty);
        let path: PathBuf = self.folders.iter().collect();
        if is_absolute { Path::new("/").join(path) } else { path }
    }
}

/// All texts in all their homes: what was built in the home of its root, and what it was built of as well; any other
/// file in the folder that it lies in.
pub(super) fn leaves(model: &Model) -> Vec<Leaf> {
    let keys = keys(model);
    let homes = homes(model);
    let mut built: FxHashMap<SourceId, Vec<usize>> = FxHashMap::default();
    for (index, root) in model.roots.iter().enumerate() {
        for source in root.files.iter().chain([&root.source]) {
            built.entry(*source).or_default().push(index);
        }
    }
    let mut leaves = Vec::new();
    for (source, text) in model.sources.iter().filter(|(_, text)| !text.configuration) {
        let keys = keys.get(&source).cloned().unwrap_or_default();
        let is_built = built.contains_key(&source);
        let leaf = |folders: Vec<String>| {
            let keys = keys.clone();
            Leaf { folders, source, keys, own: 0, is_context: text.context, is_built }
        };
        match built.get(&source).filter(|_| !text.context) {
            Some(roots) => {
                let mut homes: Vec<&Vec<String>> = roots.iter().map(|&root| &homes[root]).collect();
                homes.sort();
                homes.dedup();
                leaves.extend(homes.into_iter().cloned().map(leaf));
            }
            None => {
                let path = plain(Path::new(&text.path));
                leaves.push(leaf(parts(path.parent().unwrap_or(Path::new("")))));
            }
        }
    }
    leaves
}

/// The folders down to the home of each root. Roots that one and the same order tells to apply, directly or not, belong
/// to one cluster: they are at home where that one is. What is ordered for another cluster is at home below it.
fn homes(model: &Model) -> Vec<Vec<String>> {
    let mut homes: Vec<Vec<String>> = Vec::with_capacity(model.roots.len());
    for root in &model.roots {
        // A root stands behind the one that it was found in.
        let mut home = match (root.parent, root.at) {
            (Some(parent), _) => homes.get(parent).cloned().unwrap_or_default(),
            (None, Some(at)) => {
                let file = model.sources.origin(at).source;
                match root.files.contains(&file) {
                    // It applies itself.
                    true => parts(Path::new(&root.folder)),
                    false => {
                        let path = plain(Path::new(&model.sources[file].path));
                        parts(path.parent().unwrap_or(Path::new("")))
                    }
                }
            }
            (None, None) => parts(Path::new(&root.folder)),
        };
        home.extend(root.elsewhere.clone());
        homes.push(home);
    }
    homes
}

fn parts(folder: &Path) -> Vec<String> {
    let part = |component: std::path::Component<'_>| match component {
        std::path::Component::RootDir => String::new(),
        other => other.as_os_str().to_string_lossy().into_owned(),
    };
    folder.components().map(part).collect()
}

/// What each text holds: a number for each identity of an object, and one for each place that an object was built
/// from, so that two roots which make something else of one base vary the same objects.
fn keys(model: &Model) -> FxHashMap<SourceId, Vec<u32>> {
    let mut identities = FxHashMap::default();
    let mut origins = FxHashMap::default();
    let mut count = 0;
    let mut next = || {
        count += 1;
        count
    };
    let mut keys: FxHashMap<SourceId, Vec<u32>> = FxHashMap::default();
    for object in model.objects.iter().filter(|object| !object.name().is_empty()) {
        let identity = (object.group(), &*object.kind_name, &*object.namespace, object.name());
        let held = keys.entry(object.source).or_default();
        held.push(*identities.entry(identity).or_insert_with(&mut next));
        if model.sources[object.source].made_from.is_some() {
            let origin = model.sources.origin(object.at(object.kind_span));
            held.push(*origins.entry(origin).or_insert_with(&mut next));
        }
    }
    keys
}

/// Whether two roots are built of one file.
pub(super) fn are_shared(roots: &[Root]) -> bool {
    let mut seen = rustc_hash::FxHashSet::default();
    roots.iter().flat_map(|root| &root.files).any(|file| !seen.insert(file))
}
