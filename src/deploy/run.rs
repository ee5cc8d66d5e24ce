//! Building what is applied: one directory after the other, as those say that were built.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::charts::{CHART_FILE, Rendered, file_of};
use super::files::{Files, Nearby};
use super::kustomizations::{Kustomizations, is_template};
use super::order::{self, Content, Order};
use super::{Deployed, File, FileRole, Surroundings, flux, is_kustomization, releases};
use crate::helm::{Failure, Release};
use crate::kustomize::{self, Additions, Fault, Files as _, Kustomize, Node, Unavailable};
use crate::model::{Root, RootKind, SkipReason};
use crate::source::{Location, Origins, Source, SourceId, Span};
use crate::text::path::folder;

/// So many orders are followed that stand in what another order made.
const MAX_ROUNDS: usize = 16;

/// Something to make: what it will be, and of what.
pub(super) struct Job {
    pub root: Root,
    pub content: Made,
    /// What says which variables are filled in.
    pub post_build: Option<Node>,
}

/// What a root is made of.
pub(super) enum Made {
    /// The kustomization of a directory, and what is added to it.
    Directory(String, Additions),
    /// A chart.
    Chart(Box<Release>),
}

/// What came of a job.
enum Outcome {
    Built(Root, Option<String>, Option<Node>, kustomize::Built, (String, Origins)),
    Rendered(Root, Box<Release>, Result<String, Failure>),
}

impl Job {
    /// A kustomization that stands by itself.
    pub fn kustomization(top: &str) -> Job {
        let content = Made::Directory(top.to_owned(), Additions::default());
        Job { root: Root::of(RootKind::Kustomization, top), content, post_build: None }
    }

    /// A chart that no order installs.
    pub fn chart(release: Release) -> Job {
        let folder = kustomize::join("", &release.chart);
        let root = Root {
            name: release.name.clone(),
            default_namespace: release.namespace.clone(),
            ..Root::of(RootKind::Chart, &folder)
        };
        Job { root, content: Made::Chart(Box::new(release)), post_build: None }
    }
}

/// What was built so far, and what is to be built.
pub(super) struct Run<'run, 'given> {
    given: &'run [File<'given>],
    files: &'run Files<'given>,
    engine: &'run Kustomize<'run>,
    around: Surroundings<'run>,
    pub deployed: Deployed,
    /// Directories that were built, by themselves or as an order says.
    pub reached: FxHashSet<String>,
    /// Orders that stand in what was built and were not followed yet.
    found: Vec<Order>,
    /// What tells the orders that were followed from others.
    done: FxHashSet<(String, String, Location)>,
    /// Roots into which variables are filled, and what says which.
    post_builds: Vec<(usize, Node)>,
    /// Which root each root goes back to, by their texts.
    tops: FxHashMap<SourceId, SourceId>,
}

impl<'run, 'given> Run<'run, 'given> {
    pub fn new(
        given: &'run [File<'given>],
        files: &'run Files<'given>,
        engine: &'run Kustomize<'run>,
        around: Surroundings<'run>,
    ) -> Run<'run, 'given> {
        Run {
            given,
            files,
            engine,
            around,
            deployed: Deployed { roles: vec![None; given.len()], ..Deployed::default() },
            reached: FxHashSet::default(),
            found: Vec::new(),
            done: FxHashSet::default(),
            post_builds: Vec::new(),
            tops: FxHashMap::default(),
        }
    }

    /// Follows the orders in files of the input, and those that come out. One whose file another one applies is found in
    /// what that comes to; it is followed as it is written where it is not found there.
    pub fn follow_written(&mut self, written: Vec<Order>) {
        let file = |order: &Order| order.at.source.0 as usize;
        let holding: FxHashSet<usize> = written.iter().map(file).collect();
        let applied = |order: &Order| -> FxHashSet<usize> {
            let files = self.files_below(order.applies().into_iter());
            files
                .iter()
                .filter_map(|path| self.files.given(path))
                .filter(|file| holding.contains(file))
                .collect()
        };
        let applied = written.iter().map(applied).collect::<Vec<_>>().into_iter();
        let mut waiting: Vec<_> = written.into_iter().zip(applied).collect();
        self.follow(Vec::new());
        loop {
            waiting.retain(|(order, applied)| match &self.deployed.roles[file(order)] {
                None => true,
                Some(FileRole::Built { .. }) => false,
                // The first order of a cluster is applied by hand, and applies itself from then on.
                Some(FileRole::NotApplied(_)) => applied.contains(&file(order)),
            });
            if waiting.is_empty() {
                return;
            }
            // Which orders apply a file: one of them, and whether there is another one.
            let mut applying: FxHashMap<usize, (Location, bool)> = FxHashMap::default();
            for (order, applied) in &waiting {
                for &file in applied {
                    let (first, has_others) = applying.entry(file).or_insert((order.at, false));
                    *has_others |= *first != order.at;
                }
            }
            let is_covered = |(order, _): &(Order, FxHashSet<usize>)| {
                let applying = applying.get(&file(order));
                applying.is_some_and(|(first, has_others)| *has_others || *first != order.at)
            };
            // Where all of them apply each other, one has to be the first.
            let mut is_covered: Vec<bool> = waiting.iter().map(is_covered).collect();
            is_covered[0] &= is_covered.contains(&false);
            let (covered, free): (Vec<_>, Vec<_>) =
                waiting.into_iter().zip(is_covered).partition(|(_, is_covered)| *is_covered);
            self.follow(free.into_iter().map(|((order, _), _)| order).collect());
            waiting = covered.into_iter().map(|(order, _)| order).collect();
        }
    }

    /// Follows orders, those that were found, and those that come out.
    pub fn follow(&mut self, mut orders: Vec<Order>) {
        orders.append(&mut self.found);
        for _ in 0..MAX_ROUNDS {
            if orders.is_empty() {
                return;
            }
            orders.retain(|order| self.done.insert(order.identity()));
            let jobs = orders.iter().filter_map(|order| self.prepare(order)).collect();
            self.build_all(jobs);
            orders = std::mem::take(&mut self.found);
        }
    }

    /// The files that kustomizations list as what directories are made of, at whatever depth.
    fn files_below(&self, directories: impl Iterator<Item = String>) -> Vec<String> {
        let mut seen = FxHashSet::default();
        let mut found = Vec::new();
        let mut open: Vec<String> = directories.collect();
        open.reverse();
        while let Some(path) = open.pop() {
            if !self.files.is_directory(&path) {
                found.push(path);
            } else if seen.insert(path.clone()) {
                open.extend(self.engine.entries_of(&path).into_iter().rev());
            }
        }
        found
    }

    /// Builds directories and renders charts, in parallel. Files beside the input get their numbers before, so that these do
    /// not depend on the number of threads.
    pub fn build_all(&mut self, jobs: Vec<Job>) {
        let directories = jobs.iter().flat_map(|job| match &job.content {
            Made::Directory(directory, additions) => {
                let components = additions.get("components").map(Node::items).unwrap_or_default().iter();
                let mut all = vec![directory.clone()];
                all.extend(components.map(|it| kustomize::join(directory, it.written())));
                all
            }
            Made::Chart(_) => Vec::new(),
        });
        for path in self.files_below(directories) {
            self.files.text(&path);
        }
        let (engine, helm) = (self.engine, self.around.charts.map(|(helm, _)| helm));
        let make = |Job { root, content, post_build }| match content {
            Made::Directory(directory, additions) => {
                let built = engine.build_with(&directory, &additions);
                let emitted = kustomize::emit_all(&built.objects);
                let own = || engine.namespace_of(&directory);
                let into = additions.get("namespace").map(|it| it.written().to_owned()).or_else(own);
                Outcome::Built(root, into, post_build, built, emitted)
            }
            Made::Chart(release) => {
                let rendered = helm.map_or_else(|| Ok(String::new()), |helm| helm.template(&release));
                Outcome::Rendered(root, release, rendered)
            }
        };
        let all: Vec<_> = jobs.into_par_iter().map(make).collect();
        for outcome in all {
            match outcome {
                Outcome::Built(root, into, post_build, built, emitted) => {
                    self.post_builds.extend(post_build.map(|post| (self.deployed.roots.len(), post)));
                    self.add(root, into, built, emitted);
                }
                Outcome::Rendered(root, release, Ok(text)) => self.add_chart(root, &release, text),
                Outcome::Rendered(_, release, Err(failure)) => self.not_rendered(&release, failure),
            }
        }
    }

    /// Takes in what a directory comes to, which becomes a text, and notes the orders in it.
    fn add(
        &mut self,
        mut root: Root,
        into: Option<String>,
        built: kustomize::Built,
        (text, origins): (String, Origins),
    ) {
        let built_at = built.used.iter().filter(|(_, role)| *role == kustomize::Role::Kustomization);
        self.reached.extend(built_at.map(|(path, _)| folder(path).to_owned()));
        let is_lack =
            |fault: &Fault| matches!(fault, Fault::MissingFile { .. } | Fault::NoKustomization { .. });
        let is_whole = built.unavailable.is_empty() && !built.faults.iter().any(|(_, fault)| is_lack(fault));
        // What a patch or a replacement looks for may be in what cannot be had.
        let counts = |fault: &Fault| match fault {
            // Nobody lists the files of a folder that is applied as it is: what is not an object in it is left out.
            Fault::NotAnObject { .. } | Fault::UnfitField { .. } => !self.files.is_listed_whole(&root.folder),
            // Flux lets a kustomization read what lies beside it (fluxcd/pkg: `Build`).
            Fault::OutsideRoot { .. } if root.kind == RootKind::Flux => false,
            fault => is_whole || !fault.may_come_from_lack(),
        };
        // A build ends at the first object that is there twice.
        let mut repeated = FxHashSet::default();
        for (at, fault) in built.faults.into_iter().filter(|(_, fault)| counts(fault)) {
            match &fault {
                Fault::IdTwice { .. } if !repeated.insert(at) => {}
                // Argo CD applies the files of a folder one after the other.
                Fault::IdTwice { .. }
                    if root.kind == RootKind::Argo && self.files.is_listed_whole(&root.folder) => {}
                // Other tools fetch what is kept there, or make it.
                Fault::MissingFile { path } | Fault::NoKustomization { path } if self.comes_later(path) => {
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
                self.deployed.roles[index] = Some(FileRole::Built { is_sound: false });
            }
        }
        root.files = built.used.iter().filter_map(|(path, _)| self.files.number(path)).collect();
        let mut source = Source::new(kustomize::join(&root.folder, "kustomization.yaml"), text);
        source.made_from = Some(origins);
        source.context = self.files.context_of(&root.folder);
        self.add_root(root, source);
    }

    /// Whether a path that is not there belongs to what other tools fetch, or make before the build.
    fn comes_later(&self, path: &str) -> bool {
        let is_ignored = |path: &str| (self.around.is_ignored)(path);
        path.split('/').any(|part| part == "vendor")
            || is_ignored(path)
            || is_ignored(&kustomize::join(path, "kustomization.yaml"))
    }

    /// Takes in what a chart comes to.
    fn add_chart(&mut self, mut root: Root, release: &Release, text: String) {
        let folder = kustomize::join("", &release.chart);
        let about = kustomize::join(&folder, CHART_FILE);
        self.files.text(&about);
        let Some(number) = self.files.number(&about) else { return };
        let mut source = Source::new(about.as_str(), text);
        let otherwise = Location { source: number, span: Span::new(0, 0) };
        let (used, origins) = Rendered::of(&source, &folder, self.files, otherwise).finish();
        source.made_from = Some(origins);
        root.files = used;
        root.files.push(number);
        // What is in the folder is for helm, but for manifests that stand there for others.
        let parts = ["templates", "crds", "charts", "Chart.yaml", "values.yaml"];
        let parts: Vec<String> = parts.iter().map(|part| kustomize::join(&folder, part)).collect();
        for (path, index) in self.files.all_numbered() {
            let is_part = parts.iter().any(|part| path == part || kustomize::is_inside(path, part));
            if is_part || release.value_files.iter().any(|file| file == path) {
                self.deployed.roles[index] = Some(FileRole::Built { is_sound: false });
            }
        }
        self.reached.insert(folder);
        self.add_root(root, source);
    }

    /// Notes that a chart could not be rendered, at the template that helm names, or else in what tells of the chart.
    fn not_rendered(&mut self, release: &Release, failure: Failure) {
        let about = kustomize::join(&release.chart, CHART_FILE);
        let named = failure.place().map(|(path, line)| (file_of(&release.chart, path), line));
        let place = |(path, line): (String, usize)| {
            let (source, text) = self.files.text(&path)?;
            let before: usize = text.split_inclusive('\n').take(line.max(1) - 1).map(str::len).sum();
            let length = text[before..].lines().next().unwrap_or_default().trim_end().len();
            Some(Location { source, span: Span::new(before, before + length) })
        };
        let line_of = |key: &str| {
            let text = self.files.text(&about)?.1;
            Some(1 + text.lines().position(|line| line.starts_with(key))?)
        };
        let line = line_of("dependencies:").filter(|_| failure.lacks_dependency());
        let at = named.and_then(place).or_else(|| place((about.clone(), line.unwrap_or(1))));
        if let Some(at) = at {
            self.deployed.not_rendered.push((at, failure));
        }
    }

    /// Adds a text that was made, and notes the orders in it.
    fn add_root(&mut self, mut root: Root, source: Source) {
        let orders = order::may_hold_orders(&source.text, self.files).then(|| source.text.clone());
        root.source = self.files.add(None, source);
        let parent = root.parent.map(|parent| self.deployed.roots[parent].source);
        let top = parent.and_then(|parent| self.tops.get(&parent).copied()).unwrap_or(root.source);
        self.tops.insert(root.source, top);
        let (source, folder, variables) = (root.source, root.folder.clone(), root.substitutions.clone());
        let parent = Some(self.deployed.roots.len());
        self.deployed.roots.push(root);
        if let Some(text) = orders {
            let orders = order::orders_in(&text, source, &folder, &variables, self.files).into_iter();
            let orders = orders.map(|order| Order { parent, ..order });
            self.found.extend(orders.filter(|order| !order.is_within_itself(&self.deployed.roots)));
        }
    }

    /// Who asks for what an order refers to.
    fn nearby<'n>(&'n self, name: &'n str, source: SourceId, parent: Option<usize>) -> Nearby<'n> {
        let namespace = name.split_once('/').map_or("", |(namespace, _)| namespace);
        let root = parent.map(|parent| self.deployed.roots[parent].source);
        Nearby { namespace, source, root, tops: &self.tops }
    }

    /// Looks up the values of variables again, now that all is built that may hold them.
    pub fn fill_in(&mut self) {
        for (index, post) in std::mem::take(&mut self.post_builds) {
            let root = &self.deployed.roots[index];
            let source = root.at.map_or(root.source, |at| at.source);
            let variables = flux::variables(&post, &self.nearby(&root.name, source, root.parent), self.files);
            self.deployed.roots[index].substitutions = variables;
        }
    }

    /// What is to be made where an order says so, and as what.
    fn prepare(&mut self, order: &Order) -> Option<Job> {
        let nearby = self.nearby(&order.name, order.at.source, order.parent);
        let post_build = &order.post_build;
        let variables = post_build.as_ref().map(|post| flux::variables(post, &nearby, self.files));
        let filled = match &order.content {
            Content::ChartWith(release, from) => {
                let lack = Unavailable::Chart { name: release.name.as_str().into() };
                let filled = releases::with_values(release, from, &nearby, self.files);
                Some(filled.map_err(|at| (at, lack)))
            }
            _ => None,
        };
        let lacks = order.lacks.clone().or_else(|| filled.as_ref()?.as_ref().err().cloned());
        let unavailable = lacks.map(|(at, what)| (at, what, order.default_namespace.clone()));
        self.deployed.unavailable.extend(unavailable);
        if matches!((&filled, &order.content), (Some(Err(_)), _) | (_, Content::Nothing)) {
            self.reached.insert(order.directory.clone());
            return None;
        }
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
            substitutions: variables.unwrap_or_default(),
            default_namespace: order.default_namespace.clone(),
        };
        let content = match (filled, &order.content) {
            (Some(Ok(release)), _) => Made::Chart(Box::new(release)),
            (_, Content::Chart(release)) => Made::Chart(release.clone()),
            _ => Made::Directory(order.directory.clone(), order.additions.clone()),
        };
        Some(Job { root, content, post_build: post_build.clone() })
    }

    /// Notes which files are not applied because no kustomization lists them.
    pub fn note_roles(&mut self, kustomizations: &Kustomizations) {
        for (index, file) in self.given.iter().enumerate() {
            if is_kustomization(file.path()) && !is_template(&file.source.text) {
                self.deployed.roles[index] = Some(FileRole::Built { is_sound: false });
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
