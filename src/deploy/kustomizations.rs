//! Which kustomizations the input holds, which of them are a part of another one, and which files they pass over.

use rustc_hash::{FxHashMap, FxHashSet};

use super::files::Files;
use super::{File, is_kustomization};
use crate::kustomize::{self, Files as _, Kustomize};
use crate::text::path::folder;

/// The kustomizations of the input.
pub(super) struct Kustomizations {
    /// The directories of those that no other one uses, sorted.
    pub tops: Vec<String>,
    /// The path of the kustomization in each directory.
    files: FxHashMap<String, String>,
    /// Folders without a kustomization of their own in which one of an outer folder lists something: that one.
    lists_in: FxHashMap<String, String>,
}

impl Kustomizations {
    pub fn of(given: &[File<'_>], engine: &Kustomize<'_>, files: &Files<'_>) -> Kustomizations {
        let mut found: FxHashMap<String, String> = FxHashMap::default();
        let is_one = |file: &&File<'_>| is_kustomization(file.path()) && !is_template(&file.source.text);
        for file in given.iter().filter(is_one) {
            let path = kustomize::join("", file.path());
            found.entry(folder(&path).to_owned()).or_insert_with(|| file.path().to_owned());
        }
        let mut used: FxHashSet<String> = FxHashSet::default();
        let mut lists_in = FxHashMap::default();
        for directory in found.keys() {
            for entry in engine.entries_of(directory) {
                if found.contains_key(&entry) && entry != *directory {
                    used.insert(entry);
                } else if let Some((folder, _)) = entry.rsplit_once('/') {
                    let is_inner = folder != directory && kustomize::is_inside(folder, directory);
                    if is_inner && !found.contains_key(folder) && !files.is_directory(&entry) {
                        lists_in.insert(folder.to_owned(), directory.clone());
                    }
                }
            }
        }
        let is_top = |directory: &&String| !used.contains(*directory) && engine.is_root(directory);
        let mut tops: Vec<String> = found.keys().filter(is_top).cloned().collect();
        if tops.is_empty() {
            // Nothing but components: somebody looks at one by itself.
            tops.extend(found.keys().filter(|directory| !used.contains(*directory)).cloned());
        }
        if tops.is_empty() {
            // All of them lead to one another: the first one says so.
            tops.extend(found.keys().filter(|directory| engine.is_root(directory)).min().cloned());
        }
        tops.sort();
        Kustomizations { tops, files: found, lists_in }
    }

    /// The kustomization that lies beside a file, or lists others in its folder; it is the one that would have to list
    /// the file for it to be applied.
    pub fn passes_over(&self, path: &str) -> Option<String> {
        let path = kustomize::join("", path);
        let folder = folder(&path);
        let owner = self.files.get(folder).or_else(|| self.files.get(self.lists_in.get(folder)?))?;
        Some(owner.clone())
    }
}

/// Whether a kustomization is one that another program makes kustomizations from: a value of it is an action.
pub(super) fn is_template(text: &str) -> bool {
    [": {{", "- {{"].iter().any(|action| memchr::memmem::find(text.as_bytes(), action.as_bytes()).is_some())
}
