//! What is applied to a cluster: which parts of the input are built, from where, and what they come to.
//!
//! A file that stands by itself is applied as it is written. A kustomization is built, where it is not a part of another
//! one; so is what a Kustomization of Flux or an Application of Argo CD names, with what that one adds. What comes out is a
//! text that no user has seen ([`Source::made_from`]): it is read like any other, and places in it lead back to the files.

mod argo;
mod files;
mod flux;
mod kustomizations;
mod order;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::kustomize::{self, Fault, Files as _, Kustomize, Unavailable};
use crate::model::{Root, RootKind, SkipReason};
use crate::source::{Location, Origins, Source, SourceId};

pub use files::Files;
use kustomizations::Kustomizations;
use order::{Content, Order};

/// A file of the input, as far as it matters for what is applied.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// The path as it is reported, `/`-separated.
    pub path: &'a str,
    /// Its text.
    pub source: &'a Source,
    /// Whether it was named itself: then it is judged as it is written.
    pub is_named: bool,
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
}

/// What a file is for, if it is not applied as it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum FileRole {
    /// It went into something that was built: its objects are judged there.
    Built,
    /// It is not applied, for this reason.
    NotApplied(SkipReason),
}

/// So many orders are followed that stand in what another order made.
const MAX_ROUNDS: usize = 16;

/// Whether anything in the input decides about what is applied; most inputs have nothing of the kind.
pub fn is_decided<'a>(files: impl IntoIterator<Item = File<'a>>) -> bool {
    files.into_iter().any(|file| is_kustomization(file.path) || order::may_hold_orders(&file.source.text))
}

/// Whether a path is that of a kustomization.
pub fn is_kustomization(path: &str) -> bool {
    kustomize::FILE_NAMES.contains(&kustomize::file_name(path))
}

/// Works out what is applied. `read` reads a file that is not among those of the input.
pub fn deploy(given: &[File<'_>], read: &files::Read<'_>) -> Deployed {
    let files = Files::new(given, read);
    let engine = Kustomize::new(&files);
    let kustomizations = Kustomizations::of(given, &engine, &files);
    let mut run = Run {
        given,
        files: &files,
        engine: &engine,
        deployed: Deployed { roles: vec![None; given.len()], ..Deployed::default() },
        reached: FxHashSet::default(),
    };
    let mut written = Vec::new();
    for (index, file) in given.iter().enumerate().filter(|(_, file)| !is_kustomization(file.path)) {
        let source = SourceId(index as u32);
        written.extend(order::orders_in(&file.source.text, source, file.path, &files));
    }
    // What an order names is built as the order says, and not by itself as well.
    let ordered: FxHashSet<String> = written.iter().map(|order| order.directory.clone()).collect();
    let job = |top: &String| (Root::kustomization(top), top.clone());
    let tops = kustomizations.tops.iter();
    run.build_all(tops.filter(|top| !ordered.contains(*top)).map(job).collect());
    run.note_roles(&kustomizations);
    let applied = |order: &Order, run: &Run<'_, '_>| run.deployed.roles[order.at.source.0 as usize].is_none();
    let mut orders: Vec<Order> = written.into_iter().filter(|order| applied(order, &run)).collect();
    for (index, root) in run.deployed.roots.clone().iter().enumerate() {
        orders.extend(run.orders_of(index, root));
    }
    let mut done = FxHashSet::default();
    for _ in 0..MAX_ROUNDS {
        let mut jobs = Vec::new();
        for order in std::mem::take(&mut orders) {
            if done.insert(order.identity()) {
                jobs.extend(run.prepare(&order));
            }
        }
        let built = run.build_all(jobs);
        let mut found = Vec::new();
        for index in built {
            let root = run.deployed.roots[index].clone();
            found.extend(run.orders_of(index, &root));
        }
        if found.is_empty() {
            break;
        }
        orders = found;
    }
    // An order that nobody applies leaves what it names to itself.
    let left = kustomizations.tops.iter().filter(|top| !run.reached.contains(*top)).map(job).collect();
    run.build_all(left);
    run.note_roles(&kustomizations);
    let mut deployed = run.deployed;
    deployed.faults.sort_by_key(|(at, _)| *at);
    deployed.faults.dedup();
    deployed.unavailable.sort_by(|a, b| (a.0, &a.2).cmp(&(b.0, &b.2)));
    deployed.unavailable.dedup();
    deployed.texts = files.into_added();
    deployed
}

struct Run<'run, 'given> {
    given: &'run [File<'given>],
    files: &'run Files<'given>,
    engine: &'run Kustomize<'run>,
    deployed: Deployed,
    /// Directories that were built, by themselves or as an order says.
    reached: FxHashSet<String>,
}

impl Run<'_, '_> {
    /// Builds directories, in parallel; gives the numbers of the roots. Files beside the input get their numbers before, so
    /// that these do not depend on the number of threads.
    fn build_all(&mut self, jobs: Vec<(Root, String)>) -> Vec<usize> {
        let mut seen = FxHashSet::default();
        let mut open: Vec<String> = jobs.iter().rev().map(|(_, directory)| directory.clone()).collect();
        while let Some(directory) = open.pop() {
            if seen.insert(directory.clone()) {
                for entry in self.engine.entries_of(&directory) {
                    match self.files.is_directory(&entry) {
                        true => open.push(entry),
                        false => drop(self.files.text(&entry)),
                    }
                }
            }
        }
        let build = |(_, directory): &(Root, String)| {
            let built = self.engine.build(directory);
            let emitted = kustomize::emit_all(&built.objects);
            (built, emitted)
        };
        let all: Vec<_> = jobs.par_iter().map(build).collect();
        let add = |((root, directory), (built, emitted))| self.add(root, directory, built, emitted);
        jobs.into_iter().zip(all).map(add).collect()
    }

    /// Takes in what a directory comes to, which becomes a text.
    fn add(
        &mut self,
        mut root: Root,
        directory: String,
        built: kustomize::Built,
        (text, origins): (String, Origins),
    ) -> usize {
        let directory = &*directory;
        self.reached.insert(root.folder.clone());
        let is_whole = built.unavailable.is_empty();
        // What a patch or a replacement looks for may be in what cannot be had.
        let counts = |fault: &Fault| match fault {
            // Nobody lists the files of a folder that is applied as it is: what is no object in it is left out.
            Fault::NotAnObject { .. } | Fault::UnfitField { .. } => !self.files.is_listed_whole(&root.folder),
            fault => is_whole || !fault.may_come_from_lack(),
        };
        for (at, fault) in built.faults.into_iter().filter(|(_, fault)| counts(fault)) {
            match &fault {
                // Other tools fetch what is kept there.
                Fault::MissingFile { path } if path.split('/').any(|part| part == "vendor") => {
                    let what = Unavailable::Remote { address: path.as_str().into() };
                    self.deployed.unavailable.push((at, what, self.engine.namespace_of(directory)));
                }
                _ => self.deployed.faults.push((at, fault)),
            }
        }
        let into = self.engine.namespace_of(directory);
        let unavailable = built.unavailable.into_iter().map(|(at, what)| (at, what, into.clone()));
        self.deployed.unavailable.extend(unavailable);
        for (path, _) in &built.used {
            if let Some(index) = self.files.given(path) {
                self.deployed.roles[index] = Some(FileRole::Built);
            }
        }
        root.files = built.used.iter().filter_map(|(path, _)| self.files.number(path)).collect();
        let mut source = Source::new(kustomize::join(&root.folder, "kustomization.yaml"), text);
        source.made_from = Some(origins);
        source.context = self.files.context_of(directory);
        root.source = self.files.add(None, source);
        self.deployed.roots.push(root);
        self.deployed.roots.len() - 1
    }

    /// The orders that stand in what a root came to.
    fn orders_of(&self, index: usize, root: &Root) -> Vec<Order> {
        let Some((_, text)) = self.files.text_of(root.source) else { return Vec::new() };
        let mut orders = order::orders_in(&text, root.source, &root.folder, self.files);
        orders.iter_mut().for_each(|order| order.parent = Some(index));
        orders
    }

    /// What is to be built where an order says so, and as what.
    fn prepare(&mut self, order: &Order) -> Option<(Root, String)> {
        let root = Root {
            kind: order.kind,
            folder: order.directory.clone(),
            name: order.name.clone(),
            source: order.at.source,
            files: Vec::new(),
            at: Some(order.at),
            parent: order.parent,
            elsewhere: order.cluster.clone(),
            substitutions: order.substitutions.clone(),
            default_namespace: order.default_namespace.clone(),
        };
        let target = match &order.content {
            Content::Kustomization => order.directory.clone(),
            Content::Files(paths) if paths.is_empty() => return None,
            Content::Files(paths) => {
                let text = order::listing(&order.directory, paths);
                let folder = self.files.made_folder();
                let mut source = Source::new(format!("{folder}/kustomization.yaml"), text);
                source.made_from =
                    Some(Origins::new(vec![(crate::source::Span::new(0, source.text.len()), order.at)]));
                self.files.add(Some(&format!("{}/kustomization.yaml", order.directory)), source);
                order.directory.clone()
            }
        };
        let target = match order.overlay(&target, self.files) {
            Some(folder) => folder,
            None => target,
        };
        Some((root, target))
    }

    /// Notes which files are not applied because no kustomization lists them.
    fn note_roles(&mut self, kustomizations: &Kustomizations) {
        for (index, file) in self.given.iter().enumerate() {
            if is_kustomization(file.path) {
                self.deployed.roles[index] = Some(FileRole::Built);
            } else if self.deployed.roles[index].is_none()
                && !file.is_named
                && let Some(kustomization) = kustomizations.passes_over(file.path)
            {
                let reason = SkipReason::NotListed { kustomization };
                self.deployed.roles[index] = Some(FileRole::NotApplied(reason));
            }
        }
    }
}

impl RootKind {
    /// What it is called in a sentence.
    pub fn title(self) -> &'static str {
        match self {
            RootKind::Kustomization => "kustomization",
            RootKind::Flux => "Flux Kustomization",
            RootKind::Argo => "Argo CD Application",
        }
    }
}
