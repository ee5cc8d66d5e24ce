//! An object that is being built, and what it was called before.

use std::sync::Arc;

use super::id::Id;
use super::value::{Entry, Kind, Node};
use crate::source::Location;

/// How a generated object goes together with one that is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Behavior {
    #[default]
    Unspecified,
    Create,
    Replace,
    Merge,
}

impl Behavior {
    /// Reads it as written (`NewGenerationBehavior`).
    pub fn of(text: &str) -> Behavior {
        match text {
            "create" => Behavior::Create,
            "replace" => Behavior::Replace,
            "merge" => Behavior::Merge,
            _ => Behavior::Unspecified,
        }
    }
}

/// What an object was called in a layer below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Previous {
    pub namespace: Arc<str>,
    pub name: Arc<str>,
    pub kind: Arc<str>,
}

/// Which part of which kustomization made or changed an object, for `buildMetadata`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Maker {
    /// It was read from this file.
    File(Arc<str>),
    /// A field of the kustomization in this file.
    Field { file: Arc<str>, plugin: &'static str },
    /// A generator or transformer that is an object of this file.
    Plugin { file: Arc<str>, api_version: Arc<str>, kind: Arc<str>, name: Arc<str>, namespace: Arc<str> },
}

/// An object and what kustomize remembers of it, which it keeps in annotations (`BuildAnnotations`).
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub root: Node,
    /// The first place in its file, or of the entry that generated it.
    pub at: Location,
    pub previous: Vec<Previous>,
    pub prefixes: Vec<Arc<str>>,
    pub suffixes: Vec<Arc<str>>,
    pub behavior: Behavior,
    pub needs_hash: bool,
    /// The vars that take their value from it.
    pub vars: Vec<Arc<str>>,
    pub maker: Option<Maker>,
    pub changed_by: Vec<Maker>,
}

fn shared(node: Option<&Node>) -> Arc<str> {
    let scalar = node.and_then(Node::as_scalar).filter(|scalar| scalar.kind != Kind::Null);
    scalar.map_or_else(|| Arc::from(""), |scalar| scalar.text.clone())
}

impl Object {
    pub fn new(root: Node) -> Object {
        Object {
            at: root.at,
            root,
            previous: Vec::new(),
            prefixes: Vec::new(),
            suffixes: Vec::new(),
            behavior: Behavior::default(),
            needs_hash: false,
            vars: Vec::new(),
            maker: None,
            changed_by: Vec::new(),
        }
    }

    pub fn api_version(&self) -> Arc<str> {
        shared(self.root.get("apiVersion"))
    }

    pub fn kind(&self) -> Arc<str> {
        shared(self.root.get("kind"))
    }

    pub fn name(&self) -> Arc<str> {
        shared(self.root.get_path(&["metadata", "name"]))
    }

    pub fn namespace(&self) -> Arc<str> {
        shared(self.root.get_path(&["metadata", "namespace"]))
    }

    /// `CurId`.
    pub fn id(&self) -> Id {
        Id::new(self.api_version(), self.kind(), self.name(), &self.namespace())
    }

    /// `PrevIds`: what it was called, the first name first, with the group and version that it has now.
    pub fn previous_ids(&self) -> impl Iterator<Item = Id> + '_ {
        let api_version = self.api_version();
        self.previous.iter().map(move |previous| Id {
            api_version: api_version.clone(),
            kind: previous.kind.clone(),
            name: previous.name.clone(),
            namespace: match &*previous.namespace {
                "" => "default".into(),
                _ => previous.namespace.clone(),
            },
        })
    }

    /// `OrgId`.
    pub fn original_id(&self) -> Id {
        self.previous_ids().next().unwrap_or_else(|| self.id())
    }

    /// The kind that it had first.
    pub fn original_kind(&self) -> Arc<str> {
        self.previous.first().map_or_else(|| self.kind(), |first| first.kind.clone())
    }

    /// Remembers what it is called (`StorePreviousId`).
    pub fn remember(&mut self) {
        let id = self.id();
        self.previous.push(Previous { namespace: id.namespace, name: id.name, kind: id.kind });
    }

    /// The mapping `metadata`, made where it is missing.
    pub fn metadata_mut(&mut self) -> Option<&mut Node> {
        if self.root.get("metadata").is_none_or(Node::is_null) {
            let at = self.at;
            self.root.set(&"metadata".into(), at, Node::map(at, Vec::new()));
        }
        self.root.get_mut("metadata").filter(|node| node.is_map())
    }

    /// Sets `metadata.name` to a text of no stated type (`SetName`); the place stays that of the old name.
    pub fn set_name(&mut self, name: String) {
        let at = self.at;
        let Some(metadata) = self.metadata_mut() else { return };
        match metadata.get_mut("name") {
            Some(node) => node.rewrite(name),
            None => metadata.set(&"name".into(), at, Node::text(at, name)),
        }
    }

    /// One of `metadata.annotations` as a text.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        let value = self.root.get_path(&["metadata", "annotations"])?.get(key)?;
        Some(value.scalar_text())
    }

    /// Makes every value of a map in the metadata a text, and drops the map where it is empty: what is left of
    /// it after `SetAnnotations(GetAnnotations())`, which kustomize does to every object.
    pub fn normalize_metadata(&mut self, field: &str) {
        let Some(map) = self.root.get_path(&["metadata", field]) else { return };
        if map.entries().is_empty() {
            if let Some(metadata) = self.metadata_mut() {
                metadata.remove(field);
            }
            return;
        }
        let is_text = |entry: &Entry| {
            let kind = entry.value.as_scalar().map(|scalar| scalar.kind);
            matches!(kind, Some(Kind::Plain | Kind::Quoted))
        };
        if map.entries().iter().all(is_text) {
            return;
        }
        let Some(map) = self.metadata_mut().and_then(|metadata| metadata.get_mut(field)) else { return };
        for entry in map.entries_mut().into_iter().flatten() {
            let text = entry.value.as_scalar().map_or_else(|| Arc::from(""), |scalar| scalar.text.clone());
            entry.value = Node::text(entry.value.at, text);
        }
    }
}
