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
use crate::model::{Root, SkipReason};
use crate::source::{Location, Origins, Source, SourceId, Span};
use crate::text::path::folder;

pub use files::Files;
use kustomizations::Kustomizations;
use order::{Content, Order};

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
    files.into_iter().any(|file| is_kustomization(file.path()) || order::may_hold_orders(&file.source.text))
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
        found: Vec::new(),
    };
    let mut orders = Vec::new();
    for (index, file) in given.iter().enumerate().filter(|(_, file)| !is_kustomization(file.path())) {
        orders.extend(order::orders_in(&file.source.text, SourceId(index as u32), file.path(), &files));
    }
    // What an order names is built as the order says, and not by itself as well.
    let ordered: FxHashSet<String> = orders.iter().flat_map(Order::directories).collect();
    let job = |top: &String| (Root::kustomization(top), top.clone());
    let tops = kustomizations.tops.iter();
    run.build_all(tops.filter(|top| !ordered.contains(*top)).map(job).collect());
    run.note_roles(&kustomizations);
    orders.retain(|order| run.deployed.roles[order.at.source.0 as usize].is_none());
    orders.append(&mut run.found);
    let mut done = FxHashSet::default();
    for _ in 0..MAX_ROUNDS {
        let new = orders.iter().filter(|order| done.insert(order.identity()));
        let jobs = new.filter_map(|order| run.prepare(order)).collect();
        run.build_all(jobs);
        orders = std::mem::take(&mut run.found);
        if orders.is_empty() {
            break;
        }
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
    /// Orders that stand in what was built and were not followed yet.
    found: Vec<Order>,
}

impl Run<'_, '_> {
    /// Builds directories, in parallel. Files beside the input get their numbers before, so that these do not depend on the
    /// number of threads.
    fn build_all(&mut self, jobs: Vec<(Root, String)>) {
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
        for ((root, directory), (built, emitted)) in jobs.into_iter().zip(all) {
            self.add(root, &directory, built, emitted);
        }
    }

    /// Takes in what a directory comes to, which becomes a text, and notes the orders in it.
    fn add(
        &mut self,
        mut root: Root,
        directory: &str,
        built: kustomize::Built,
        (text, origins): (String, Origins),
    ) {
        let built_at = built.used.iter().filter(|(_, role)| *role == kustomize::Role::Kustomization);
        self.reached.extend(built_at.map(|(path, _)| folder(path).to_owned()));
        let into = self.engine.namespace_of(directory);
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
                    self.deployed.unavailable.push((at, what, into.clone()));
                }
                _ => self.deployed.faults.push((at, fault)),
            }
        }
        let unavailable = built.unavailable.into_iter().map(|(at, what)| (at, what, into.clone()));
        self.deployed.unavailable.extend(unavailable);
        for (path, _) in &built.used {
            if let Some(index) = self.files.given(path) {
                self.deployed.roles[index] = Some(FileRole::Built);
            }
        }
        root.files = built.used.iter().filter_map(|(path, _)| self.files.number(path)).collect();
        let orders = order::may_hold_orders(&text).then(|| text.clone());
        let mut source = Source::new(kustomize::join(&root.folder, "kustomization.yaml"), text);
        source.made_from = Some(origins);
        source.context = self.files.context_of(directory);
        root.source = self.files.add(None, source);
        let parent = Some(self.deployed.roots.len());
        if let Some(text) = orders {
            let orders = order::orders_in(&text, root.source, &root.folder, self.files);
            self.found.extend(orders.into_iter().map(|order| Order { parent, ..order }));
        }
        self.deployed.roots.push(root);
    }

    /// What is to be built where an order says so, and as what.
    fn prepare(&self, order: &Order) -> Option<(Root, String)> {
        if let Content::Files(paths) = &order.content {
            if paths.is_empty() {
                return None;
            }
            let path = kustomize::join(&order.directory, "kustomization.yaml");
            let mut source = Source::new(path.as_str(), order::listing(paths));
            source.made_from = Some(Origins::new(vec![(Span::new(0, source.text.len()), order.at)]));
            self.files.add(Some(&path), source);
        }
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
        let target = order.overlay(self.files).unwrap_or_else(|| order.directory.clone());
        Some((root, target))
    }

    /// Notes which files are not applied because no kustomization lists them.
    fn note_roles(&mut self, kustomizations: &Kustomizations) {
        for (index, file) in self.given.iter().enumerate() {
            if is_kustomization(file.path()) {
                self.deployed.roles[index] = Some(FileRole::Built);
            } else if self.deployed.roles[index].is_none()
                && !file.is_named
                && let Some(kustomization) = kustomizations.passes_over(file.path())
            {
                let reason = SkipReason::NotListed { kustomization };
                self.deployed.roles[index] = Some(FileRole::NotApplied(reason));
            }
        }
    }
}
