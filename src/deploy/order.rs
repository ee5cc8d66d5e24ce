//! Objects that tell a controller in the cluster to apply a directory: Kustomizations of Flux, Applications and
//! ApplicationSets of Argo CD.

use super::files::Files;
use super::{argo, flux, releases};
use crate::helm::Release;
use crate::kustomize::{self, Entry, Files as _, Node};
use crate::model::{Root, RootKind};
use crate::source::{Location, Source, SourceId};
use crate::text::placeholder::Variables;

/// An order to apply a directory.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub kind: RootKind,
    /// The object: `namespace/name`, or the name alone.
    pub name: String,
    /// Where it names the directory.
    pub at: Location,
    /// The directory.
    pub directory: String,
    pub content: Content,
    /// What it adds, as fields of a kustomization.
    pub additions: Vec<Entry>,
    /// The values of variables that are filled in after the build.
    pub substitutions: Variables,
    /// The namespace of objects that name none.
    pub default_namespace: Option<String>,
    /// The cluster that it is for, where that is not the one that it is applied to itself.
    pub cluster: Option<String>,
    /// The root that it was found in.
    pub parent: Option<usize>,
}

/// What an order finds in its directory.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// A kustomization.
    Kustomization,
    /// Files that are applied as they are written, and folders that are built, relative to the directory.
    Files(Vec<String>),
    /// A chart.
    Chart(Box<Release>),
}

/// Whether a text holds a word; quick, however long it is.
pub(super) fn holds(text: &str, word: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some()
}

/// Whether a text may hold an order to apply a directory; a quick look.
pub(super) fn orders_directories(text: &str) -> bool {
    is_of(text, flux::GROUP, "Kustomization") || is_of(text, argo::GROUP, "Application")
}

/// Whether a text may hold an object; definitions of its kind name the group as well, and are large.
fn is_of(text: &str, group: &str, kind: &str) -> bool {
    holds(text, group) && (holds(text, &format!("kind: {kind}")) || holds(text, &format!("\"{kind}")))
}

/// Whether a text may hold an order; a quick look.
pub(super) fn may_hold_orders(text: &str, files: &Files<'_>) -> bool {
    orders_directories(text) || files.renders_charts && is_of(text, releases::GROUP, "HelmRelease")
}

/// The orders in a text. `path` is where it stands, which paths in it are relative to in some way.
pub(super) fn orders_in(text: &str, source: SourceId, path: &str, files: &Files<'_>) -> Vec<Order> {
    if !may_hold_orders(text, files) {
        return Vec::new();
    }
    let mut orders = Vec::new();
    for object in kustomize::documents(text, source) {
        let group = object.get("apiVersion").map_or("", Node::written).split('/').next().unwrap_or_default();
        match group {
            flux::GROUP => orders.extend(flux::order(&object, path, files)),
            argo::GROUP => orders.extend(argo::orders(&object, path, files)),
            releases::GROUP if files.renders_charts => {
                orders.extend(releases::order(&object, path, files));
            }
            _ => {}
        }
    }
    orders
}

impl Order {
    /// What tells it from any other order.
    pub fn identity(&self) -> (String, String, Location) {
        (self.name.clone(), self.directory.clone(), self.at)
    }

    /// Whether it stands in what it has applied itself, as the first order of Flux in a cluster does.
    pub fn is_within_itself(&self, roots: &[Root]) -> bool {
        let is_same = |root: &Root| {
            let (own, other) = (kustomize::file_name(&self.name), kustomize::file_name(&root.name));
            (self.kind, &*self.directory, own) == (root.kind, &*root.folder, other)
        };
        let parent = |root: &&Root| roots.get(root.parent?);
        std::iter::successors(self.parent.and_then(|parent| roots.get(parent)), parent).any(is_same)
    }

    /// The files and directories that it has applied.
    pub fn applies(&self) -> Vec<String> {
        match &self.content {
            Content::Kustomization | Content::Chart(_) => vec![self.directory.clone()],
            Content::Files(paths) => {
                paths.iter().map(|path| kustomize::join(&self.directory, path)).collect()
            }
        }
    }

    /// The folder of a kustomization that adds to the directory what the order says; none where that is nothing.
    pub fn overlay(&self, files: &Files<'_>) -> Option<String> {
        if self.additions.is_empty() {
            return None;
        }
        let folder = files.made_folder();
        let mut root = Node::map(self.at, Vec::new());
        let base = Node::text(self.at, from_folder(&folder, &self.directory));
        root.set(&"resources".into(), self.at, Node::seq(self.at, vec![base]));
        for entry in &self.additions {
            let mut value = entry.value.clone();
            let items = value.items_mut().into_iter().flatten();
            match &*entry.key {
                "components" => items.for_each(|item| self.move_path(item, &folder)),
                "patches" => items
                    .filter_map(|item| item.get_mut("path"))
                    .for_each(|path| self.move_path(path, &folder)),
                _ => {}
            }
            root.set(&entry.key, entry.at, value);
        }
        let emitted = kustomize::emit_node(&root, self.at);
        let mut source = Source::new(format!("{folder}/kustomization.yaml"), emitted.text);
        source.made_from = Some(emitted.origins);
        files.add(Some(&format!("{folder}/kustomization.yaml")), source);
        Some(folder)
    }

    /// Makes a path that is relative to the directory one that is relative to a folder.
    fn move_path(&self, path: &mut Node, folder: &str) {
        if !kustomize::is_remote(path.written()) {
            let moved = from_folder(folder, &kustomize::join(&self.directory, path.written()));
            *path = Node::text(path.at, moved);
        }
    }
}

fn from_folder(folder: &str, path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { kustomize::relative(folder, path) }
}

/// A kustomization that lists files.
pub(super) fn listing(paths: &[String]) -> String {
    let mut text = "resources:\n".to_owned();
    for path in paths {
        text.push_str(&format!("- {}\n", serde_json::Value::from(path.as_str())));
    }
    text
}

/// The directory that a path in an order means: it is relative to the repository, whose folder is one of those around the
/// file; the outermost one counts in which there is such a directory with files of the input.
pub(super) fn directory_of(path: &str, order: &str, files: &Files<'_>) -> Option<String> {
    let path = path.trim_start_matches('/');
    let around = kustomize::join("", order);
    let mut folders: Vec<&str> = vec![""];
    folders.extend(around.match_indices('/').map(|(at, _)| &around[..at]));
    let inner = kustomize::join("", path);
    if inner.starts_with("..") {
        return None;
    }
    folders
        .into_iter()
        .map(|folder| kustomize::join(folder, &inner))
        .find(|directory| files.has_folder(directory))
}

/// Whether a directory has a kustomization.
pub(super) fn has_kustomization(directory: &str, files: &Files<'_>) -> bool {
    kustomize::FILE_NAMES.iter().any(|name| files.text(&kustomize::join(directory, name)).is_some())
}

/// The manifests of the input in a directory, sorted and relative to it; those in folders below it where `deep`.
pub(super) fn manifests(directory: &str, deep: bool, files: &Files<'_>) -> Vec<String> {
    let is_manifest =
        |path: &&str| path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".json");
    let inner = |path: &str| {
        let rest = match directory.is_empty() {
            true => path,
            false => path.strip_prefix(directory)?.strip_prefix('/')?,
        };
        (deep || !rest.contains('/')).then(|| rest.to_owned())
    };
    let mut found: Vec<String> = files.all_given().filter(is_manifest).filter_map(inner).collect();
    found.sort();
    found
}

/// `namespace/name` of an object, or its name alone.
pub(super) fn name_of(object: &Node) -> String {
    let text = |field: &str| object.get_path(&["metadata", field]).map_or("", Node::written);
    match (text("namespace"), text("name")) {
        ("", name) => name.to_owned(),
        (namespace, name) => format!("{namespace}/{name}"),
    }
}
