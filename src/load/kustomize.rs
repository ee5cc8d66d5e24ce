//! Which files a kustomization uses as patches: they are fragments, not objects.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use super::read::read;
use super::walk::Found;
use crate::yaml::{self, NodeRef};

/// Files that are patches, by the kustomization that says so.
pub(super) struct Fragments(HashMap<PathBuf, String>);

impl Fragments {
    /// Reads all kustomizations among the files that were found.
    pub fn of(found: &[Found], limit: u64) -> Fragments {
        let mut fragments = HashMap::new();
        for found in found.iter().filter(|found| is_kustomization(&found.path)) {
            let file = read(found.clone(), limit);
            let folder = file.path.parent().unwrap_or(Path::new(""));
            for tree in &yaml::parse(&file.source.text, 0).documents {
                for patch in patches(tree.root()) {
                    fragments.insert(plain(&folder.join(patch)), file.source.path.clone());
                }
            }
        }
        Fragments(fragments)
    }

    /// The kustomization that uses this file as a patch.
    pub fn owner(&self, path: &Path) -> Option<&str> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&plain(path)).map(String::as_str)
    }
}

fn is_kustomization(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    matches!(name, Some("kustomization.yaml" | "kustomization.yml" | "Kustomization"))
}

fn patches<'tree>(kustomization: NodeRef<'tree>) -> impl Iterator<Item = &'tree str> {
    let items = move |key: &str| kustomization.get(key).into_iter().flat_map(NodeRef::items);
    let paths = |item: NodeRef<'tree>| item.get("path").and_then(NodeRef::as_str);
    let with_path = ["patches", "patchesJson6902", "replacements"];
    let merges = items("patchesStrategicMerge").filter_map(NodeRef::as_str);
    with_path.into_iter().flat_map(items).filter_map(paths).chain(merges.filter(|text| !text.contains('\n')))
}

/// The path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    plain
}
