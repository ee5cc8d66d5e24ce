//! What was built and is applied as a whole.

use super::Object;
use crate::source::{Location, SourceId};
use crate::text::placeholder::Variables;

/// Something that is applied as a whole, and what it came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Root {
    /// What it is.
    pub kind: RootKind,
    /// The directory that was built, `/`-separated; empty for the current one.
    pub folder: String,
    /// The object that orders it, `namespace/name`; the release of a chart; empty for a kustomization that stands by
    /// itself.
    pub name: String,
    /// The text that it came to.
    pub source: SourceId,
    /// The files that it was built from.
    pub files: Vec<SourceId>,
    /// Where the order names the directory.
    pub at: Option<Location>,
    /// The root that the order was found in.
    pub parent: Option<usize>,
    /// The cluster that it is for, where that is not the one of its parent.
    pub elsewhere: Option<String>,
    /// The values of variables that are filled in after the build (Flux: `postBuild`).
    pub substitutions: Variables,
    /// The namespace of objects that name none, where the order says it.
    pub default_namespace: Option<String>,
}

/// Who builds a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RootKind {
    /// A kustomization that no other one uses.
    Kustomization,
    /// A Kustomization of Flux.
    Flux,
    /// A HelmRelease of Flux.
    Release,
    /// An Application of Argo CD.
    Argo,
    /// A chart that is rendered by itself.
    Chart,
}

impl Root {
    /// One that stands by itself.
    pub fn of(kind: RootKind, folder: &str) -> Root {
        Root {
            kind,
            folder: folder.to_owned(),
            name: String::new(),
            source: SourceId(0),
            files: Vec::new(),
            at: None,
            parent: None,
            elsewhere: None,
            substitutions: Variables::new(),
            default_namespace: None,
        }
    }

    /// Whether a set of this name makes the object that orders it: `namespace/set/name`.
    pub fn is_made_by_set(&self, set: &Object) -> bool {
        let namespace = set.namespace_field.as_ref().map_or("", |field| &*field.value);
        let own = self.name.rsplit_once('/').map_or("", |(set, _)| set);
        own.rsplit_once('/').unwrap_or(("", own)) == (namespace, set.name())
    }

    /// Whether the object that orders it is called like this one.
    pub fn is_ordered_by(&self, object: &Object) -> bool {
        let namespace = object.namespace_field.as_ref().map_or("", |field| &*field.value);
        let (owner, name) = self.name.rsplit_once('/').unwrap_or(("", &self.name));
        (owner, name) == (namespace, object.name())
    }

    /// What it is called: its directory.
    pub fn title(&self) -> &str {
        if self.folder.is_empty() { "." } else { &self.folder }
    }
}
