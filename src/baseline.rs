//! Findings that were there before: a file of fingerprints, each with how often it occurred.

use std::fmt;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::config::RuleSelection;
use crate::engine::{Means, Suppressed};
use crate::finding::Finding;
use crate::fingerprint;
use crate::intake::os_reason;
use crate::model::Model;
use crate::rules;
use crate::text::path::{plain, relative};

/// The file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Baseline {
    version: u32,
    findings: Vec<Entry>,
}

/// Findings that are the same but for their place. Only the fingerprint and the count decide; the rest is for
/// whoever reads the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Entry {
    path: String,
    rule: String,
    resource: String,
    field: String,
    message: String,
    fingerprint: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
}

fn one() -> usize {
    1
}

fn is_one(count: &usize) -> bool {
    *count == 1
}

/// A baseline that cannot be used.
#[derive(Debug)]
pub struct BaselineError {
    path: PathBuf,
    reason: String,
}

impl fmt::Display for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for BaselineError {}

/// What a baseline did to a run.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BaselineSummary {
    /// The file.
    pub path: String,
    /// Findings that it put aside.
    pub matched: usize,
    /// Findings of it that are gone.
    pub stale: usize,
}

/// What a run looked at; an entry about anything else is neither stale nor pruned.
pub struct Looked<'r> {
    /// The rules that ran.
    pub selection: &'r RuleSelection,
    /// The paths that were checked.
    pub paths: &'r [PathBuf],
}

impl Looked<'_> {
    fn at(&self, entry: &Entry) -> bool {
        let is_gone = rules::ALL.iter().all(|rule| rule.name != entry.rule);
        let ran = self.selection.rules().iter().any(|rule| rule.name == entry.rule);
        let absolute = |path: &Path| std::path::absolute(path).map(|path| plain(&path));
        let Ok(path) = absolute(Path::new(&entry.path)) else { return true };
        let is_inside = |checked: &PathBuf| match checked.as_os_str() == "-" {
            true => entry.path == "-",
            false => absolute(checked).is_ok_and(|checked| path.starts_with(checked)),
        };
        (ran || is_gone) && self.paths.iter().any(is_inside)
    }
}

impl Baseline {
    /// Everything that a run found.
    pub fn of(model: &Model, findings: &[Finding]) -> Baseline {
        let identities = fingerprint::identify(&model.sources, &model.objects, findings);
        let mut entries: FxHashMap<String, Entry> = FxHashMap::default();
        for (finding, identity) in findings.iter().zip(identities) {
            let object = finding.object.and_then(|id| model.objects.get(id.0 as usize));
            let resource = object.map(|object| match &*object.namespace {
                "" => format!("{} {}", object.kind_name, object.name()),
                namespace => format!("{} {namespace}/{}", object.kind_name, object.name()),
            });
            let new = || Entry {
                path: relative(&model.sources[finding.location.source].path),
                rule: finding.rule.name.to_owned(),
                resource: resource.unwrap_or_default(),
                field: identity.path.clone(),
                message: finding.message.clone(),
                fingerprint: identity.fingerprint.clone(),
                count: 0,
            };
            entries.entry(identity.fingerprint.clone()).or_insert_with(new).count += 1;
        }
        let mut findings: Vec<Entry> = entries.into_values().collect();
        findings.sort();
        Baseline { version: 1, findings }
    }

    /// How many findings it stands for.
    pub fn len(&self) -> usize {
        self.findings.iter().map(|entry| entry.count).sum()
    }

    /// Whether it stands for none.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or is not a baseline of this version.
    pub fn read(path: &Path) -> Result<Baseline, BaselineError> {
        let refuse = |reason: String| BaselineError { path: path.to_path_buf(), reason };
        let text = std::fs::read_to_string(path).map_err(|error| {
            let hint = match error.kind() {
                std::io::ErrorKind::NotFound => ": `meshlint baseline write` makes it",
                _ => "",
            };
            refuse(format!("the baseline cannot be read: {}{hint}", os_reason(&error)))
        })?;
        let baseline: Baseline = serde_json::from_str(&text)
            .map_err(|error| refuse(format!("this is not a baseline of meshlint: {error}")))?;
        match baseline.version {
            1 => Ok(baseline),
            other => Err(refuse(format!("a baseline of version {other}, but this program knows version 1"))),
        }
    }

    /// Writes the file.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), BaselineError> {
        let refuse = |reason: String| BaselineError { path: path.to_path_buf(), reason };
        let mut text = serde_json::to_string_pretty(self).map_err(|error| refuse(error.to_string()))?;
        text.push('\n');
        std::fs::write(path, text)
            .map_err(|error| refuse(format!("the baseline cannot be written: {}", os_reason(&error))))
    }

    /// Takes the findings out that were there before, each as often as it was.
    pub fn put_aside(&self, model: &Model, findings: &mut Vec<Finding>) -> Vec<Suppressed> {
        let mut left = self.counts();
        let identities = fingerprint::identify(&model.sources, &model.objects, findings.iter());
        let mut suppressed = Vec::new();
        let mut kept = Vec::new();
        for (finding, identity) in findings.drain(..).zip(identities) {
            match left.get_mut(identity.fingerprint.as_str()) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    suppressed.push(Suppressed { finding, by: Means::Baseline, reason: None, at: None });
                }
                _ => kept.push(finding),
            }
        }
        *findings = kept;
        suppressed
    }

    /// What is left of it when all that is gone is taken out; `now` is what the run found.
    pub fn pruned(&self, now: &Baseline, looked: &Looked<'_>) -> Baseline {
        let now = now.counts();
        let remains = |entry: &Entry| {
            let found = now.get(entry.fingerprint.as_str()).copied().unwrap_or_default();
            let count = if looked.at(entry) { entry.count.min(found) } else { entry.count };
            (count > 0).then(|| Entry { count, ..entry.clone() })
        };
        Baseline { version: 1, findings: self.findings.iter().filter_map(remains).collect() }
    }

    fn counts(&self) -> FxHashMap<&str, usize> {
        let mut counts = FxHashMap::default();
        for entry in &self.findings {
            *counts.entry(entry.fingerprint.as_str()).or_default() += entry.count;
        }
        counts
    }
}
