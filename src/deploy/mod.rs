//! What is applied to a cluster: which parts of the input are built, from where, and what they come to.
//!
//! A file that stands by itself is applied as it is written. A kustomization is built, where it is not a part of another
//! one; so is what a Kustomization of Flux or an Application of Argo CD names, with what that one adds. What comes out is a
//! text that no user has seen ([`Source::made_from`]): it is read like any other, and places in it lead back to the files.

mod argo;
mod charts;
mod files;
mod flux;
mod kustomizations;
mod order;
mod releases;
mod run;
mod sets;
mod template;

use rustc_hash::FxHashSet;

use crate::helm::{Charts, Failure, Helm};
use crate::kustomize::{self, Fault, Kustomize, Remains, Unavailable};
use crate::model::{Root, SkipReason};
use crate::source::{Location, Source, SourceId};
use crate::text::placeholder::Variables;

pub use crate::kustomize::FILE_NAMES as KUSTOMIZATION_NAMES;
pub use files::Files;
use kustomizations::Kustomizations;
use run::{Job, Run};

/// A file of the input, as far as it matters for what is applied.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its text, and the path as it is reported, `/`-separated.
    pub source: &'a Source,
    /// Whether it was named itself: then it is judged as it is written.
    pub is_named: bool,
}

impl<'a> File<'a> {
    fn path(&self) -> &'a str {
        &self.source.path
    }
}

/// What is applied.
#[derive(Debug, Default)]
pub struct Deployed {
    /// Texts beside those of the input: files that kustomizations name, and what was made. The first one has the number
    /// behind the last file of the input.
    pub texts: Vec<Source>,
    /// What was built, in the order of its texts.
    pub roots: Vec<Root>,
    /// For each file of the input why it is not applied as it is written, if that is so.
    pub roles: Vec<Option<FileRole>>,
    /// What `kustomize build` would refuse.
    pub faults: Vec<(Location, Fault)>,
    /// What would be applied and cannot be had, and the namespace that it would be put into, where one is set.
    pub unavailable: Vec<(Location, Unavailable, Option<String>)>,
    /// Charts that helm refuses.
    pub not_rendered: Vec<(Location, Failure)>,
    /// What building it took.
    pub remains: Remains,
}

/// What a file is for, if it is not applied as it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum FileRole {
    /// It went into something that was built: its objects are judged there.
    Built {
        /// Whether it was read for that, and there is nothing to be said of it as YAML.
        is_sound: bool,
    },
    /// It is not applied, for this reason.
    NotApplied(SkipReason),
}

/// Whether anything in the input decides about what is applied; most inputs have nothing of the kind.
pub fn is_decided<'a>(files: impl IntoIterator<Item = File<'a>>) -> bool {
    files
        .into_iter()
        .any(|file| is_kustomization(file.path()) || order::orders_directories(&file.source.text))
}

/// Whether a path is that of a kustomization.
pub fn is_kustomization(path: &str) -> bool {
    KUSTOMIZATION_NAMES.contains(&kustomize::file_name(path))
}

/// What lies around the input.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// Reads a file that is not among those of the input.
    pub read: &'a files::Read<'a>,
    /// Whether git is told not to keep a path.
    pub is_ignored: &'a dyn Fn(&str) -> bool,
    /// Whether all of what is built is wanted, and not just what is judged.
    pub is_whole: bool,
    /// What renders charts, and which; `None` where none is rendered.
    pub charts: Option<(&'a Helm, &'a Charts)>,
}

/// Works out what is applied.
pub fn deploy(given: &[File<'_>], around: Surroundings<'_>) -> Deployed {
    let charts = around.charts;
    let files = Files::new(given, around.read, charts.is_some());
    let engine = match around.is_whole {
        true => Kustomize::new(&files),
        false => Kustomize::new(&files).without_structures(),
    };
    let kustomizations = Kustomizations::of(given, &engine, &files);
    let mut run = Run::new(given, &files, &engine, around);
    let mut written = Vec::new();
    for (index, file) in given.iter().enumerate().filter(|(_, file)| !is_kustomization(file.path())) {
        let source = SourceId(index as u32);
        let variables = Variables::new();
        written.extend(order::orders_in(&file.source.text, source, file.path(), &variables, &files));
    }
    // What an order names is built as the order says, and not by itself as well.
    let ordered: FxHashSet<String> =
        written.iter().flat_map(|order| [vec![order.directory.clone()], order.applies()].concat()).collect();
    let job = |top: &String| Job::kustomization(top);
    let tops = kustomizations.tops.iter();
    run.build_all(tops.filter(|top| !ordered.contains(*top)).map(job).collect());
    if let Some((_, charts)) = charts {
        run.build_all(charts.named.iter().cloned().map(Job::chart).collect());
    }
    run.note_roles(&kustomizations);
    run.follow_written(written);
    // An order that nobody applies leaves what it names to itself.
    let left = kustomizations.tops.iter().filter(|top| !run.reached.contains(*top)).map(job).collect();
    run.build_all(left);
    run.follow(Vec::new());
    if charts.is_some_and(|(_, charts)| charts.all) {
        let left = charts::all(&files).into_iter();
        let left = left.filter(|release| !run.reached.contains(&kustomize::join("", &release.chart)));
        run.build_all(left.map(Job::chart).collect());
        run.follow(Vec::new());
    }
    run.note_roles(&kustomizations);
    run.fill_in();
    let mut deployed = run.deployed;
    let (sound, remains) = engine.finish();
    deployed.remains = remains;
    for (file, role) in given.iter().zip(&mut deployed.roles) {
        if let Some(FileRole::Built { is_sound }) = role {
            *is_sound = sound.contains(&kustomize::join("", file.path()));
        }
    }
    deployed.faults.sort_by_key(|(at, _)| *at);
    deployed.faults.dedup();
    deployed.unavailable.sort_by(|a, b| (a.0, &a.2).cmp(&(b.0, &b.2)));
    deployed.unavailable.dedup();
    deployed.texts = files.into_added();
    deployed
}
