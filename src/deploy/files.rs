//! The files that kustomizations read: those of the input, those beside it, and those that were made.

use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::File;
use super::order::holds;
use crate::kustomize;
use crate::source::{Source, SourceId};

/// Reads a file from the disk; `None` where there is none, or it may not be read.
pub type Read<'a> = dyn Fn(&str) -> Option<Vec<u8>> + Sync + 'a;

/// Where folders are that are on no disk.
const MADE: &str = ".meshlint";

/// All files that may be read for a build.
pub struct Files<'given> {
    given: FxHashMap<String, usize>,
    texts: Vec<&'given Source>,
    folders: FxHashSet<String>,
    read: &'given Read<'given>,
    /// Whether charts are rendered.
    pub renders_charts: bool,
    added: Mutex<Added>,
}

/// What was read or made during the run.
#[derive(Default)]
struct Added {
    by_path: FxHashMap<String, Option<SourceId>>,
    sources: Vec<Source>,
    folders: FxHashSet<String>,
    made: usize,
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
        Files { given, texts, folders, read, renders_charts, added: Mutex::default() }
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

    /// An object of the input as it is written; one that names no namespace may be in any.
    pub(super) fn find_object(&self, kind: &str, namespace: &str, name: &str) -> Option<kustomize::Node> {
        let may_hold = |source: &Source| holds(&source.text, name) && holds(&source.text, kind);
        let files = self.texts.iter().enumerate().filter(|(_, source)| !name.is_empty() && may_hold(source));
        let mut documents =
            files.flat_map(|(index, source)| kustomize::documents(&source.text, SourceId(index as u32)));
        documents.find(|object| {
            let field = |path: &[&str]| object.get_path(path).map_or("", kustomize::Node::written).to_owned();
            let own = field(&["metadata", "namespace"]);
            field(&["kind"]) == kind
                && field(&["metadata", "name"]) == name
                && (own.is_empty() || namespace.is_empty() || own == namespace)
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

    /// A folder that nothing else is in.
    pub(super) fn made_folder(&self) -> String {
        let mut added = self.added();
        added.made += 1;
        format!("{MADE}/{}", added.made)
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

    fn is_made(&self, directory: &str) -> bool {
        directory.strip_prefix(MADE).is_some_and(|rest| rest.starts_with('/'))
    }

    fn is_directory(&self, path: &str) -> bool {
        let is_on_disk = || std::path::Path::new(if path.is_empty() { "." } else { path }).is_dir();
        self.has_folder(path) || self.given(path).is_none() && is_on_disk()
    }
}
