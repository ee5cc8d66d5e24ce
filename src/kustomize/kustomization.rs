//! A kustomization as it is written, read once for each directory.

use std::sync::Arc;

use super::fault::Fault;
use super::files::{Files, is_remote, join};
use super::read::{self, Dialect, Place};
use super::shape::{self, KUSTOMIZATION};
use super::value::Node;
use crate::source::{Location, SourceId, Span};

/// The names that a kustomization may have (`RecognizedKustomizationFileNames`).
pub const FILE_NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// A longer path cannot be of a file (`PATH_MAX` of Linux).
const MAX_PATH: usize = 4096;

const KUSTOMIZATION_VERSION: &str = "kustomize.config.k8s.io/v1beta1";
const COMPONENT_VERSION: &str = "kustomize.config.k8s.io/v1alpha1";

/// The kustomization of a directory.
#[derive(Debug)]
pub(super) struct Kustomization {
    /// Its directory.
    pub directory: Arc<str>,
    /// The path of the file.
    pub file: Arc<str>,
    /// The text of the file, for the places in its values.
    pub text: Arc<str>,
    /// The text of what a controller added to its fields.
    pub added: Option<(SourceId, Arc<str>)>,
    /// Its fields, by their proper names.
    pub root: Node,
    pub is_component: bool,
    pub faults: Vec<(Location, Fault)>,
}

/// Why a directory has no kustomization that can be read.
pub(super) enum Missing {
    None,
    Many,
}

impl Kustomization {
    /// Reads the kustomization of a directory (`LoadKustFile`, `Unmarshal`, `EnforceFields`).
    pub fn load(directory: &str, files: &dyn Files) -> Result<Kustomization, Missing> {
        let mut found = FILE_NAMES.iter().filter_map(|name| {
            let file = join(directory, name);
            files.text(&file).map(|(source, text)| (file, source, text))
        });
        let (file, source, text) = found.next().ok_or(Missing::None)?;
        if found.next().is_some() {
            return Err(Missing::Many);
        }
        let documents = read::first(&text, &Place::File(source), Dialect::Settings);
        let mut faults = documents.faults;
        let start = Location { source, span: Span::new(0, 0) };
        let mut root = documents.roots.into_iter().next().unwrap_or_else(|| Node::map(start, Vec::new()));
        shape::check(&mut root, &KUSTOMIZATION, "kustomization", &mut faults);
        let kind = root.get("kind").map_or("", Node::written).to_owned();
        let is_component = kind == "Component";
        if faults.is_empty() {
            let holds = |entry: &super::value::Entry| {
                !matches!(&*entry.key, "kind" | "apiVersion") && !entry.value.is_null()
            };
            if !root.entries().iter().any(holds) {
                faults.push((root.at, Fault::Empty));
            }
        }
        if !matches!(&*kind, "" | "Kustomization" | "Component") {
            let at = root.get("kind").map_or(root.at, |node| node.at);
            faults.push((at, Fault::BadValue { field: "kind", expected: "Kustomization or Component" }));
        }
        let expected = if is_component { COMPONENT_VERSION } else { KUSTOMIZATION_VERSION };
        if let Some(version) =
            root.get("apiVersion").filter(|node| !matches!(node.written(), "") && node.written() != expected)
        {
            faults.push((version.at, Fault::BadValue { field: "apiVersion", expected }));
        }
        Ok(Kustomization {
            directory: directory.into(),
            file: file.into(),
            text: Arc::from(&*text),
            added: None,
            root,
            is_component,
            faults,
        })
    }

    /// The items of a list field.
    pub fn list(&self, field: &str) -> &[Node] {
        self.root.get(field).map(Node::items).unwrap_or_default()
    }

    /// A text field, if it holds anything.
    pub fn text_field(&self, field: &str) -> Option<&Node> {
        self.root.get(field).filter(|node| !node.written().is_empty())
    }

    /// The entries of `resources` and `bases` (`FixKustomization` puts the bases behind the resources).
    pub fn resources(&self) -> impl Iterator<Item = &Node> {
        self.list("resources").iter().chain(self.list("bases"))
    }

    /// Every entry that may name a directory with a kustomization.
    pub fn entries(&self) -> impl Iterator<Item = &Node> {
        let others = ["components", "generators", "transformers", "validators"];
        self.resources().chain(others.into_iter().flat_map(|field| self.list(field)))
    }

    /// The files and directories that its entries name, and where.
    pub fn local_entries<'a>(
        &'a self,
        files: &'a dyn Files,
    ) -> impl Iterator<Item = (String, Location)> + 'a {
        let is_path = |path: &str| {
            !path.is_empty() && !path.contains('\n') && path.len() <= MAX_PATH && !is_remote(path)
        };
        let paths = self.entries().filter(move |node| is_path(node.written()));
        paths.map(move |node| (files.canonical(&join(&self.directory, node.written())), node.at))
    }

    /// The directories that it stands on, and where it names them.
    pub fn children<'a>(&'a self, files: &'a dyn Files) -> impl Iterator<Item = (String, Location)> + 'a {
        self.local_entries(files).filter(|(path, _)| files.is_directory(path))
    }

    /// The place of a text that is a value in it.
    pub fn place(&self, node: &Node) -> Place {
        let text = match &self.added {
            Some((source, text)) if *source == node.at.source => text,
            _ if self.root.at.source == node.at.source => &self.text,
            _ => return Place::Whole(node.at),
        };
        Place::of_scalar(text, node.at, node.written())
    }
}
