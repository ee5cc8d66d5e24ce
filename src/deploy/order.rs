//! Objects that tell a controller in the cluster to apply a directory: Kustomizations of Flux, Applications and
//! ApplicationSets of Argo CD.

use std::borrow::Cow;
use std::sync::Arc;

use super::files::Files;
use super::releases::ValuesFrom;
use super::{argo, flux, releases};
use crate::helm::Release;
use crate::kustomize::{self, Additions, Files as _, Node, Unavailable};
use crate::model::{Root, RootKind};
use crate::source::{Location, SourceId};
use crate::text::placeholder::{self, Variables};

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
    /// What it adds to the kustomization.
    pub additions: Additions,
    /// What says which variables are filled in after the build (Flux: `postBuild`).
    pub post_build: Option<Node>,
    /// The namespace of objects that name none.
    pub default_namespace: Option<String>,
    /// The cluster that it is for, where that is not the one that it is applied to itself.
    pub cluster: Option<String>,
    /// What the input does not say and where it is needed: what it would come to is in doubt.
    pub lacks: Option<(Location, Unavailable)>,
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
    /// A chart of the input, and values for it that the input may lack (Flux: `valuesFrom`).
    ChartWith(Box<Release>, Vec<ValuesFrom>),
    /// Nothing that the input shows.
    Nothing,
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

/// The orders in a text. `path` is where it stands, which paths in it are relative to in some way; `variables` are filled
/// in before it is applied.
pub(super) fn orders_in(
    text: &str,
    source: SourceId,
    path: &str,
    variables: &Variables,
    files: &Files<'_>,
) -> Vec<Order> {
    if !may_hold_orders(text, files) {
        return Vec::new();
    }
    let mut orders = Vec::new();
    let shared: Arc<str> = text.into();
    for mut object in kustomize::documents(text, source) {
        if !variables.is_empty() && !is_kept(&object) {
            fill_in(&mut object, variables);
        }
        let group = object.get("apiVersion").map_or("", Node::written).split('/').next().unwrap_or_default();
        let from = orders.len();
        match group {
            flux::GROUP => orders.extend(flux::order(&object, path, files)),
            argo::GROUP => orders.extend(argo::orders(&object, path, files)),
            releases::GROUP if files.renders_charts => {
                orders.extend(releases::order(&object, path, files));
            }
            _ => {}
        }
        orders[from..].iter_mut().for_each(|order| order.additions.text = Some((source, shared.clone())));
    }
    orders
}

/// Whether an object says that nothing is to be filled in (fluxcd/pkg: `SubstituteVariables`).
fn is_kept(object: &Node) -> bool {
    let says =
        |field: &str| object.get_path(&["metadata", field, placeholder::SUBSTITUTE]).map(Node::written);
    [says("labels"), says("annotations")].contains(&Some("disabled"))
}

/// Fills variables in, those that are known.
fn fill_in(node: &mut Node, variables: &Variables) {
    if let Some(scalar) = node.as_scalar() {
        if let Cow::Owned(filled) = placeholder::substitute(&scalar.text, variables, false) {
            node.rewrite(filled);
        }
        return;
    }
    node.items_mut().into_iter().flatten().for_each(|item| fill_in(item, variables));
    node.entries_mut().into_iter().flatten().for_each(|entry| fill_in(&mut entry.value, variables));
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
            Content::Files(paths) => {
                paths.iter().map(|path| kustomize::join(&self.directory, path)).collect()
            }
            _ => vec![self.directory.clone()],
        }
    }
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
