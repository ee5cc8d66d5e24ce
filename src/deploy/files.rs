//! The files that kustomizations read: those of the input, those beside it, and those that were made.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::order::holds;
use super::{File, flux};
use crate::kustomize::{self, Node};
use crate::source::{Source, SourceId};

/// Reads a file from the disk; `None` where there is none, or it may not be read.
pub type Read<'a> = dyn Fn(&str) -> Option<Vec<u8>> + Sync + 'a;

/// All files that may be read for a build.
pub struct Files<'given> {
    given: FxHashMap<String, usize>,
    texts: Vec<&'given Source>,
    folders: FxHashSet<String>,
    read: &'given Read<'given>,
    /// Whether charts are rendered.
    pub renders_charts: bool,
    added: Mutex<Added>,
    /// The names of sources of Flux that are the input.
    own_sources: OnceLock<FxHashSet<String>>,
}

/// What was read or made during the run.
#[derive(Default)]
struct Added {
    by_path: FxHashMap<String, Option<SourceId>>,
    sources: Vec<Source>,
    folders: FxHashSet<String>,
    /// The objects that somebody asked for, by kind and name.
    known: FxHashMap<(String, String), Known>,
}

/// Objects of one kind and name.
#[derive(Default)]
struct Known {
    objects: Vec<Arc<Node>>,
    /// So many texts were searched.
    seen: usize,
}

/// Who looks for an object.
#[derive(Clone, Copy)]
pub(super) struct Nearby<'a> {
    /// The namespace that it would be in; empty where that is not known.
    pub namespace: &'a str,
    /// The text of what refers to it.
    pub source: SourceId,
    /// The text of the root that this one was found in.
    pub root: Option<SourceId>,
    /// Which root each root goes back to, by their texts.
    pub tops: &'a FxHashMap<SourceId, SourceId>,
}

impl Added {
    /// The text with a number, behind as many of the input.
    fn get(&self, id: SourceId, given: usize) -> Option<&Source> {
        self.sources.get((id.0 as usize).checked_sub(given)?)
    }
}

impl<'given> Files<'given> {
    pub(super) fn new(
        files: &[File<'given>],
        read: &'given Read<'given>,
        renders_charts: bool,
    ) -> Files<'given> {
        let mut given = FxHashMap::default();
        let mut folders = FxHashSet::default();
        for (index, file) in files.iter().enumerate() {
            let path = kustomize::join("", file.path());
            note_folders(&path, &mut folders);
            given.entry(path).or_insert(index);
        }
        let texts = files.iter().map(|file| file.source).collect();
        Files {
            given,
            texts,
            folders,
            read,
            renders_charts,
            added: Mutex::default(),
            own_sources: OnceLock::new(),
        }
    }

    fn added(&self) -> MutexGuard<'_, Added> {
        self.added.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of a file of the input among those that were given.
    pub(super) fn given(&self, path: &str) -> Option<usize> {
        self.given.get(path).copied()
    }

    /// The number of a file that has been read.
    pub(super) fn number(&self, path: &str) -> Option<SourceId> {
        let added = || self.added().by_path.get(path).copied().flatten();
        self.given(path).map(|index| SourceId(index as u32)).or_else(added)
    }

    /// An object of the input, as it was built or else as it is written; one that names no namespace may be in any. The one
    /// that is nearest to what refers to it counts; none does where several are as near, and say different things.
    pub(super) fn find_object(&self, kind: &str, name: &str, nearby: &Nearby<'_>) -> Option<Node> {
        if name.is_empty() {
            return None;
        }
        let found = self.objects_called(kind, name);
        let own =
            |object: &Node| object.get_path(&["metadata", "namespace"]).map_or("", Node::written).to_owned();
        let fits = |object: &&Arc<Node>| {
            let own = own(object);
            own.is_empty() || nearby.namespace.is_empty() || own == nearby.namespace
        };
        let place = |source: SourceId| self.path_of(source);
        let here = place(nearby.source);
        let rank = |object: &Node| {
            let source = object.at.source;
            let is_same = source == nearby.source || Some(source) == nearby.root;
            let there = place(source);
            let shared = here.split('/').zip(there.split('/')).take_while(|(a, b)| a == b).count();
            // What one and the same order has applied is in one cluster.
            let top = |source: SourceId| nearby.tops.get(&source);
            let is_kin = nearby.root.is_some_and(|root| top(root) == top(source));
            (is_same, is_kin, shared, (source.0 as usize) >= self.texts.len())
        };
        let fitting: Vec<&Arc<Node>> = found.iter().filter(fits).collect();
        let nearest = fitting.iter().map(|object| rank(object)).max()?;
        let mut nearest = fitting.into_iter().filter(|object| rank(object) == nearest);
        let first = nearest.next()?;
        let data =
            |object: &Node| ["data", "stringData", "spec"].map(|part| object.get(part).map(Node::to_json));
        nearest.all(|other| data(other) == data(first)).then(|| Node::clone(first))
    }

    /// All objects of a kind and a name in what was given or built so far.
    fn objects_called(&self, kind: &str, name: &str) -> Vec<Arc<Node>> {
        let mut added = self.added();
        let Added { sources, known, .. } = &mut *added;
        let known = known.entry((kind.to_owned(), name.to_owned())).or_default();
        let made = sources.iter().map(|source| source.made_from.is_some().then_some(source));
        let all = self.texts.iter().map(|source| Some(*source)).chain(made).enumerate();
        for (index, source) in all.skip(known.seen) {
            known.seen = index + 1;
            let Some(source) = source.filter(|it| holds(&it.text, name) && holds(&it.text, kind)) else {
                continue;
            };
            let is_it = |object: &Node| {
                let field = |path: &[&str]| object.get_path(path).map_or("", Node::written);
                field(&["kind"]) == kind && field(&["metadata", "name"]) == name
            };
            let objects = kustomize::documents(&source.text, SourceId(index as u32)).into_iter();
            known.objects.extend(objects.filter(is_it).map(Arc::new));
        }
        known.objects.clone()
    }

    /// The path of a text that was given or made.
    fn path_of(&self, source: SourceId) -> String {
        match self.texts.get(source.0 as usize) {
            Some(source) => source.path.clone(),
            None => self.added().get(source, self.texts.len()).map_or_else(String::new, |it| it.path.clone()),
        }
    }

    /// The names of the sources of Flux that are the input, since a folder of it is ordered from them.
    pub(super) fn own_sources(&self) -> &FxHashSet<String> {
        self.own_sources.get_or_init(|| {
            let texts = self.texts.iter().enumerate().filter(|(_, it)| holds(&it.text, flux::GROUP));
            let sources = texts.flat_map(|(index, source)| {
                let objects = kustomize::documents(&source.text, SourceId(index as u32)).into_iter();
                objects.filter_map(|object| flux::own_source(&object, &source.path, self))
            });
            sources.collect()
        })
    }

    /// All files of the input.
    pub(super) fn all_given(&self) -> impl Iterator<Item = &str> {
        self.given.keys().map(String::as_str)
    }

    /// All files of the input, with their numbers.
    pub(super) fn all_numbered(&self) -> impl Iterator<Item = (&str, usize)> {
        self.given.iter().map(|(path, index)| (path.as_str(), *index))
    }

    /// Whether the input holds a file in this folder, or below it.
    pub(super) fn has_folder(&self, path: &str) -> bool {
        self.folders.contains(path) || self.added().folders.contains(path)
    }

    /// Whether what is built here is context: its kustomization is.
    pub(super) fn context_of(&self, directory: &str) -> bool {
        let names = kustomize::FILE_NAMES.iter().map(|name| kustomize::join(directory, name));
        let mut given = names.filter_map(|path| self.given(&path));
        given.next().is_some_and(|index| self.texts[index].context)
    }

    /// Adds a text, at a path where it is to be found there.
    pub(super) fn add(&self, path: Option<&str>, source: Source) -> SourceId {
        let mut added = self.added();
        let id = SourceId((self.texts.len() + added.sources.len()) as u32);
        if let Some(path) = path {
            note_folders(path, &mut added.folders);
            added.by_path.insert(path.to_owned(), Some(id));
        }
        added.sources.push(source);
        id
    }

    /// Whether the kustomization of a folder was made here, and lists all that lies in it.
    pub(super) fn is_listed_whole(&self, folder: &str) -> bool {
        let added = self.added();
        let made = added.by_path.get(&kustomize::join(folder, "kustomization.yaml")).copied().flatten();
        let source = made.and_then(|id| added.get(id, self.texts.len()));
        source.is_some_and(|source| source.made_from.is_some())
    }

    /// What was read or made, in the order of its numbers.
    pub(super) fn into_added(self) -> Vec<Source> {
        self.added.into_inner().unwrap_or_else(PoisonError::into_inner).sources
    }
}

fn note_folders(path: &str, folders: &mut FxHashSet<String>) {
    let mut rest = path;
    while let Some((folder, _)) = rest.rsplit_once('/') {
        if !folders.insert(folder.to_owned()) {
            return;
        }
        rest = folder;
    }
    folders.insert(String::new());
}

impl kustomize::Files for Files<'_> {
    fn text(&self, path: &str) -> Option<(SourceId, Cow<'_, str>)> {
        let known = self.added().by_path.get(path).copied();
        if let Some(known) = known {
            let id = known?;
            let text = self.added().get(id, self.texts.len())?.text.clone();
            return Some((id, Cow::Owned(text)));
        }
        if let Some(index) = self.given(path) {
            return Some((SourceId(index as u32), Cow::Borrowed(&self.texts[index].text)));
        }
        let text = (self.read)(path).and_then(|bytes| String::from_utf8(bytes).ok());
        let Some(text) = text else {
            self.added().by_path.insert(path.to_owned(), None);
            return None;
        };
        let id = self.add(Some(path), Source::new(path, text.clone()));
        Some((id, Cow::Owned(text)))
    }

    fn bytes(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        match self.given(path) {
            Some(index) => Some(Cow::Borrowed(self.texts[index].text.as_bytes())),
            None => (self.read)(path).map(Cow::Owned),
        }
    }

    fn is_directory(&self, path: &str) -> bool {
        let is_on_disk = || std::path::Path::new(if path.is_empty() { "." } else { path }).is_dir();
        self.has_folder(path) || self.given(path).is_none() && is_on_disk()
    }
}
