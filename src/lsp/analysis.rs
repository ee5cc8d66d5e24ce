//! What a root comes to, in a form that questions of an editor are answered from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::position::{Encoding, Lines};
use super::uri;
use crate::finding::Finding;
use crate::focus::Texts;
use crate::graph::{Answer, Mesh, Reference, Role, Target, Wanted};
use crate::model::{DestinationRule, Model, OrEmpty};
use crate::source::{Location, SourceId};
use crate::text::path::absolute;

/// Checks a root, with texts that stand for what files hold; the reason where that cannot be done.
pub type Analyse = dyn Fn(&Path, &Texts) -> Result<Analysis, String> + Send + Sync;

/// What a root comes to.
#[derive(Debug)]
pub struct Analysis {
    /// What was read.
    pub model: Model,
    /// What is reported of it.
    pub findings: Vec<Finding>,
    /// The references that lead somewhere.
    pub links: Vec<Link>,
}

/// A reference that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The value that refers.
    pub at: Location,
    /// The field.
    pub role: Role,
    /// What it leads to, in words.
    pub words: String,
    /// The places that it leads to.
    pub targets: Vec<Location>,
}

impl Link {
    /// A reference of a mesh; `None` where it leads nowhere.
    pub fn of(mesh: &Mesh<'_>, reference: &Reference<'_>, words: String) -> Option<Link> {
        let Answer::Present(targets) = &reference.answer else { return None };
        let sources = &mesh.model.sources;
        let place = |target: &Target| match &reference.to {
            Wanted::Subset(name) => subset(mesh, *target, name),
            _ => mesh.location(*target),
        };
        let mut targets: Vec<Location> =
            targets.iter().filter_map(place).map(|at| sources.origin(at)).collect();
        targets.sort();
        targets.dedup();
        let at = sources.origin(mesh.object(reference.from).at(reference.span));
        Some(Link { at, role: reference.role, words, targets })
    }
}

/// Where a DestinationRule names a subset.
fn subset(mesh: &Mesh<'_>, target: Target, name: &str) -> Option<Location> {
    let rule = mesh.resource::<DestinationRule>(target.object()?)?;
    let mut names = rule.spec.subsets.items().iter().filter_map(|subset| subset.name.as_ref());
    names.find(|field| &*field.value == name).map(|field| rule.at(field.span))
}

/// An analysis with indexes by file.
pub(super) struct Root {
    pub analysis: Analysis,
    by_path: BTreeMap<PathBuf, SourceId>,
    encoding: Encoding,
}

impl Root {
    pub fn of(mut analysis: Analysis, encoding: Encoding) -> Root {
        analysis.links.sort_by(|a, b| (a.at, a.role, &a.words).cmp(&(b.at, b.role, &b.words)));
        analysis.links.dedup();
        let sources = analysis.model.sources.iter().filter(|(_, source)| source.made_from.is_none());
        let by_path = sources.map(|(id, source)| (absolute(Path::new(&source.path)), id)).collect();
        Root { analysis, by_path, encoding }
    }

    /// The text of a file.
    pub fn source(&self, path: &Path) -> Option<SourceId> {
        self.by_path.get(path).copied()
    }

    /// The lines of a text.
    pub fn lines(&self, source: SourceId) -> Lines<'_> {
        Lines::of(&self.analysis.model.sources[source].text, self.encoding)
    }

    /// A place in the words of the protocol.
    pub fn location(&self, at: Location, uris: &Uris) -> lsp_types::Location {
        let path = absolute(Path::new(&self.analysis.model.sources[at.source].path));
        lsp_types::Location { uri: uris.of(&path), range: self.lines(at.source).range(at.span) }
    }
}

/// What the editor calls files.
#[derive(Clone, Default)]
pub(super) struct Uris(pub Arc<BTreeMap<PathBuf, lsp_types::Uri>>);

impl Uris {
    pub fn of(&self, path: &Path) -> lsp_types::Uri {
        self.0.get(path).cloned().unwrap_or_else(|| uri::of(path))
    }
}
