//! Reporting what a change is about. The whole input is analysed, always: a part of it would lack what the
//! rest provides.

mod git;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config::plain;
use crate::diag::Finding;
use crate::model::Model;
use crate::source::SourceId;

pub use git::GitError;

/// Which change it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// From where the branch left this revision to the files as they are now.
    Revision(String),
    /// What will be committed.
    Staged,
}

impl Since {
    /// What it is, as the end of a sentence.
    pub fn title(&self) -> String {
        match self {
            Since::Revision(revision) => format!("changed since {revision}"),
            Since::Staged => "staged".to_owned(),
        }
    }
}

/// A change: the files that it touches, with what they held before.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// The text before by absolute path; none for a file that is new.
    pub before: BTreeMap<PathBuf, Option<String>>,
}

/// Asks git for a change of the repository that holds `place`.
///
/// # Errors
///
/// Where git cannot be run, or knows no such revision.
pub fn change(place: &Path, since: &Since) -> Result<Change, GitError> {
    git::change(place, since)
}

/// What is to be reported.
#[derive(Clone, Debug, Default)]
pub struct Focus {
    /// The change.
    pub change: Option<Change>,
    /// Files and folders.
    pub only: Vec<PathBuf>,
}

impl Focus {
    /// Whether a finding or its other side lies in what is to be reported. What a change made wrong elsewhere is
    /// not known here.
    pub fn touches(&self, model: &Model, finding: &Finding) -> bool {
        let places = [finding.location].into_iter().chain(finding.related.iter().map(|it| it.location));
        places.into_iter().any(|place| self.holds(model, place.source))
    }

    fn holds(&self, model: &Model, source: SourceId) -> bool {
        let path = absolute(Path::new(&model.sources[source].path));
        let is_changed = self.change.as_ref().is_some_and(|change| change.before.contains_key(&path));
        is_changed || self.only.iter().any(|only| path.starts_with(absolute(only)))
    }
}

/// A path that can be compared.
pub fn absolute(path: &Path) -> PathBuf {
    plain(&std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()))
}
