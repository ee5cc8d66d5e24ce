//! What kustomizations are made of. Files that one uses as patches are fragments, not objects.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::read::read;
use super::walk::Found;
use crate::model::Kustomization;
use crate::text::path::plain;
use crate::yaml::{self, NodeRef};

/// All kustomizations, and the files that are patches, by the kustomization that says so.
#[derive(Default)]
pub(super) struct Fragments {
    patches: HashMap<PathBuf, String>,
    pub all: Vec<Kustomization>,
}

impl Fragments {
    /// Reads all kustomizations among the files that were found.
    pub fn of(found: &[Found], limit: u64) -> Fragments {
        let mut fragments = Fragments { patches: HashMap::new(), all: Vec::new() };
        for found in found.iter().filter(|found| is_kustomization(&found.path)) {
            let file = read(found.clone(), limit);
            let folder = file.path.parent().unwrap_or(Path::new(""));
            let mut kustomization = Kustomization { folder: plain(folder), ..Kustomization::default() };
            for tree in &yaml::parse(&file.source.text, 0).documents {
                for patch in patches(tree.root()) {
                    fragments.patches.insert(plain(&folder.join(patch)), file.source.path.clone());
                }
                let resources = ["resources", "bases", "components"].into_iter();
                let resources = resources.flat_map(|key| tree.root().get(key)).flat_map(NodeRef::items);
                let resources = resources.filter_map(NodeRef::as_str).filter(|path| !path.contains("://"));
                kustomization.resources.extend(resources.map(|path| plain(&folder.join(path))));
                let namespace = tree.root().get("namespace").and_then(NodeRef::as_str);
                kustomization.namespace = namespace.filter(|name| !name.is_empty()).map(str::to_owned);
            }
            fragments.all.push(kustomization);
        }
        fragments
    }

    /// The kustomization that uses this file as a patch.
    pub fn owner(&self, path: &Path) -> Option<&str> {
        if self.patches.is_empty() {
            return None;
        }
        self.patches.get(&plain(path)).map(String::as_str)
    }
}

pub(super) fn is_kustomization(path: &Path) -> bool {
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
