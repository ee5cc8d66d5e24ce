//! Where files are at home: where they lie, or in the kustomizations that use them.

use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::Kustomization;
use crate::model::Model;
use crate::source::SourceId;
use crate::text::path::plain;

/// A file in one of its homes.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// The folders down to it.
    pub folders: Vec<String>,
    pub source: SourceId,
    /// What it holds, by numbers that stand for identities.
    pub keys: Vec<u32>,
    /// The namespace that the kustomization puts its objects into.
    pub namespace: Option<String>,
    /// It resolves references in every world.
    pub is_context: bool,
}

impl Leaf {
    pub fn path(&self) -> PathBuf {
        let is_absolute = self.folders.first().is_some_and(String::is_empty);
        let path: PathBuf = self.folders.iter().collect();
        if is_absolute { Path::new("/").join(path) } else { path }
    }
}

/// Whether two kustomizations that no other one uses have a file in common.
pub(super) fn are_shared(model: &Model) -> bool {
    model.kustomizations.len() > 1 && owners(model).values().any(|owners| owners.len() > 1)
}

/// All files in all their homes.
pub(super) fn leaves(model: &Model) -> Vec<Leaf> {
    let owners = owners(model);
    let keys = keys(model);
    let mut leaves = Vec::new();
    for (source, text) in model.sources.iter().filter(|(_, text)| !text.configuration) {
        let path = plain(Path::new(&text.path));
        let keys = keys.get(&source).cloned().unwrap_or_default();
        let leaf = |folder: &Path, namespace: Option<String>| Leaf {
            folders: parts(folder),
            source,
            keys: keys.clone(),
            namespace,
            is_context: text.context,
        };
        match owners.get(&path).filter(|_| !text.context) {
            Some(owners) => leaves.extend(owners.iter().map(|(folder, ns)| leaf(folder, ns.clone()))),
            None => leaves.push(leaf(path.parent().unwrap_or(Path::new("")), None)),
        }
    }
    leaves
}

fn parts(folder: &Path) -> Vec<String> {
    let part = |component: std::path::Component<'_>| match component {
        std::path::Component::RootDir => String::new(),
        other => other.as_os_str().to_string_lossy().into_owned(),
    };
    folder.components().map(part).collect()
}

/// What each file holds: a number for each identity of an object.
fn keys(model: &Model) -> FxHashMap<SourceId, Vec<u32>> {
    let mut numbers = FxHashMap::default();
    let mut keys: FxHashMap<SourceId, Vec<u32>> = FxHashMap::default();
    for object in model.objects.iter().filter(|object| !object.name().is_empty()) {
        let identity = (object.group(), &*object.kind_name, &*object.namespace, object.name());
        let next = numbers.len() as u32;
        let key = *numbers.entry(identity).or_insert(next);
        keys.entry(object.source).or_default().push(key);
    }
    keys
}

type Owners = FxHashMap<PathBuf, Vec<(PathBuf, Option<String>)>>;

/// For each file the kustomizations that use it and that no other one uses, with the namespace that it gets.
fn owners(model: &Model) -> Owners {
    let all = &model.kustomizations;
    let mut owners = Owners::default();
    if all.is_empty() {
        return owners;
    }
    let by_folder: FxHashMap<&Path, usize> =
        all.iter().enumerate().map(|(index, it)| (it.folder.as_path(), index)).collect();
    let used: FxHashSet<usize> = all
        .iter()
        .enumerate()
        .flat_map(|(index, it)| it.resources.iter().map(move |resource| (index, resource)))
        .filter_map(|(index, resource)| Some((index, *by_folder.get(resource.as_path())?)))
        .filter(|(index, used)| index != used)
        .map(|(_, used)| used)
        .collect();
    let lying = lying_in(model, &by_folder);
    for (index, top) in all.iter().enumerate().filter(|(index, _)| !used.contains(index)) {
        let mut files = FxHashMap::default();
        let closure = Closure { all, by_folder: &by_folder, lying: &lying };
        closure.collect(index, None, &mut FxHashSet::default(), &mut files);
        for (file, namespace) in files {
            owners.entry(file).or_default().push((top.folder.clone(), namespace));
        }
    }
    owners.values_mut().for_each(|list| list.sort());
    owners
}

/// The files in the folder of each kustomization and in no folder below it that has one of its own.
fn lying_in(model: &Model, by_folder: &FxHashMap<&Path, usize>) -> FxHashMap<usize, Vec<PathBuf>> {
    let mut lying: FxHashMap<usize, Vec<PathBuf>> = FxHashMap::default();
    for (_, source) in model.sources.iter() {
        let path = plain(Path::new(&source.path));
        let nearest = path.ancestors().skip(1).find_map(|folder| by_folder.get(folder));
        if let Some(&index) = nearest {
            lying.entry(index).or_default().push(path);
        }
    }
    lying
}

struct Closure<'k> {
    all: &'k [Kustomization],
    by_folder: &'k FxHashMap<&'k Path, usize>,
    lying: &'k FxHashMap<usize, Vec<PathBuf>>,
}

impl Closure<'_> {
    /// Adds what a kustomization uses. An outer namespace goes before an inner one.
    fn collect(
        &self,
        index: usize,
        outer: Option<&str>,
        seen: &mut FxHashSet<usize>,
        files: &mut FxHashMap<PathBuf, Option<String>>,
    ) {
        if !seen.insert(index) {
            return; // kustomize refuses cycles
        }
        let this = &self.all[index];
        let namespace = outer.or(this.namespace.as_deref());
        let own = this.resources.iter().filter(|resource| !self.by_folder.contains_key(resource.as_path()));
        let lying = self.lying.get(&index).into_iter().flatten();
        for file in own.chain(lying) {
            files.entry(file.clone()).or_insert_with(|| namespace.map(str::to_owned));
        }
        for resource in &this.resources {
            if let Some(&used) = self.by_folder.get(resource.as_path()) {
                self.collect(used, namespace, seen, files);
            }
        }
    }
}
