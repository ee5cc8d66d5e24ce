//! Reporting what a change is about. The whole input is analysed, always: a part of it would lack what the
//! rest provides.

mod git;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::finding::Finding;
use crate::model::Model;
use crate::source::SourceId;
use crate::text::path::absolute;

pub use git::{GitError, Repository};

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

/// What files hold in another state than that of the working tree, by absolute path; none for those that are not
/// there.
pub type Texts = BTreeMap<PathBuf, Option<String>>;

/// A change of a repository.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// The files that it touches.
    pub touched: BTreeSet<PathBuf>,
    /// What files held before, where that is not what they hold in the working tree.
    pub before: Texts,
    /// What files hold after it, where that is not what they hold in the working tree.
    pub after: Texts,
}

/// Asks git for a change of the repository that holds `place`.
///
/// # Errors
///
/// Where git cannot be run, or knows no such revision.
pub fn change(place: &Path, since: &Since) -> Result<Change, GitError> {
    let repository = Repository::of(place)?;
    match since {
        Since::Staged => {
            let after = repository.index()?;
            let staged = repository.staged()?;
            let touched = staged.keys().cloned().collect();
            // A file that is not staged is in the last commit as it is in the index.
            let before = after.clone().into_iter().chain(staged).collect();
            Ok(Change { touched, before, after })
        }
        Since::Revision(revision) => {
            let base = repository.ancestor(&repository.commit(revision)?, "HEAD");
            let before = repository.state(&base, &[])?;
            Ok(Change { touched: before.keys().cloned().collect(), before, after: Texts::new() })
        }
    }
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
        let is_changed = self.change.as_ref().is_some_and(|change| change.touched.contains(&path));
        is_changed || self.only.iter().any(|only| path.starts_with(absolute(only)))
    }
}
