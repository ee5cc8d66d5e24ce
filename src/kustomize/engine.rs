//! Building directories: each one once, however many stand on it.

use std::any::Any;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::accumulate::{Accumulated, Accumulator};
use super::fault::Fault;
use super::files::Files;
use super::kustomization::{Kustomization, Missing};
use super::schema::Schema;
use crate::source::Location;

/// So many kustomizations may stand on each other.
pub(super) const MAX_LAYERS: usize = 100;

/// The built-in kustomize: builds directories from files that it is given, and keeps what it built, so that
/// overlays share their bases. It may be used by several threads at a time.
pub struct Kustomize<'files> {
    pub(super) files: &'files dyn Files,
    loaded: Mutex<FxHashMap<Arc<str>, Loaded>>,
    layers: Mutex<FxHashMap<Arc<str>, Layers>>,
    built: Mutex<FxHashMap<Key, Arc<OnceLock<Arc<Accumulated>>>>>,
    schemas: Mutex<FxHashMap<Arc<str>, Arc<Schema>>>,
    /// The files that were read, and of which there is nothing to be said as YAML.
    sound: Mutex<FxHashSet<String>>,
    /// Whether all of what is built is wanted.
    pub(super) is_whole: bool,
}

/// What an engine kept, for those who end before they would have freed it.
#[derive(Clone, Default)]
pub struct Remains(
    #[expect(dead_code, reason = "it is kept, and not looked at")] Option<Arc<dyn Any + Send + Sync>>,
);

impl std::fmt::Debug for Remains {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Remains")
    }
}

type Loaded = Arc<Result<Arc<Kustomization>, Missing>>;

/// What a directory stands on.
#[derive(Clone, Copy, Default)]
struct Layers {
    /// How many kustomizations stand on each other below it, itself included.
    height: usize,
    /// Whether it leads to a directory that leads back to itself.
    is_cyclic: bool,
}

/// What a directory comes to depends on.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    directory: Arc<str>,
    schema: Option<usize>,
    traces: bool,
}

/// What holds while one directory is built.
#[derive(Default)]
pub(super) struct Scope {
    /// The schema that a kustomization asked for; the one that is built in otherwise.
    pub schema: Option<Arc<Schema>>,
    /// Whether it is kept which transformer changed which object.
    pub traces: bool,
    /// The directories that are being built.
    pub stack: Vec<Arc<str>>,
    /// What was built below a directory that leads back to itself, which nothing else may share.
    private: Option<FxHashMap<Key, Arc<Accumulated>>>,
}

impl<'files> Kustomize<'files> {
    /// An engine that reads these files.
    pub fn new(files: &'files dyn Files) -> Kustomize<'files> {
        Kustomize {
            files,
            loaded: Mutex::default(),
            layers: Mutex::default(),
            built: Mutex::default(),
            schemas: Mutex::default(),
            sound: Mutex::default(),
            is_whole: true,
        }
    }

    pub(super) fn note_sound(&self, path: &str) {
        self.sound.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
    }

    /// Leaves out the structures that CustomResourceDefinitions describe, which are most of what is built as a rule: for
    /// those who ask which kinds there are, and not what they look like.
    pub fn without_structures(self) -> Kustomize<'files> {
        Kustomize { is_whole: false, ..self }
    }

    /// Ends its work: gives the files that it has read and of which there is nothing to be said as YAML, and what it kept.
    pub fn finish(self) -> (FxHashSet<String>, Remains) {
        let Kustomize { loaded, built, sound, .. } = self;
        let sound = sound.into_inner().unwrap_or_else(PoisonError::into_inner);
        (sound, Remains(Some(Arc::new((loaded, built)))))
    }

    /// The kustomization of a directory.
    pub(super) fn load(&self, directory: &str) -> Loaded {
        let lock = || self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(loaded) = lock().get(directory) {
            return loaded.clone();
        }
        let loaded = Arc::new(Kustomization::load(directory, self.files).map(Arc::new));
        lock().entry(directory.into()).or_insert(loaded).clone()
    }

    /// The schema in a file, read once.
    pub(super) fn schema(&self, path: &str, read: impl FnOnce() -> Schema) -> Arc<Schema> {
        let mut schemas = self.schemas.lock().unwrap_or_else(PoisonError::into_inner);
        schemas.entry(path.into()).or_insert_with(|| Arc::new(read())).clone()
    }

    /// The scope in which a directory is built as a root.
    pub(super) fn scope(&self, directory: &str, traces: bool) -> Scope {
        let is_cyclic = self.layers(directory).is_cyclic;
        Scope { traces, private: is_cyclic.then(FxHashMap::default), ..Scope::default() }
    }

    /// What a directory comes to without what is done at the end alone (`AccumulateTarget`).
    pub(super) fn accumulated(
        &self,
        kustomization: &Arc<Kustomization>,
        scope: &mut Scope,
    ) -> Arc<Accumulated> {
        let directory = kustomization.directory.clone();
        let schema = scope.schema.as_ref().map(|schema| Arc::as_ptr(schema) as usize);
        let key = Key { directory: directory.clone(), schema, traces: scope.traces };
        let result = if let Some(private) = &scope.private {
            match private.get(&key) {
                Some(known) => known.clone(),
                None => {
                    let built = self.accumulate_now(kustomization, scope);
                    scope.private.get_or_insert_default().insert(key, built.clone());
                    built
                }
            }
        } else {
            let cell = {
                let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
                built.entry(key).or_default().clone()
            };
            // Nobody waits for a directory that waits for him: none of these leads back to itself.
            cell.get_or_init(|| self.accumulate_now(kustomization, scope)).clone()
        };
        scope.schema.clone_from(&result.schema);
        result
    }

    /// The same, which is not kept.
    pub(super) fn accumulate_now(
        &self,
        kustomization: &Arc<Kustomization>,
        scope: &mut Scope,
    ) -> Arc<Accumulated> {
        let mut accumulator = Accumulator::default();
        self.accumulate(kustomization, &mut accumulator, scope);
        let Accumulator { objects, fields, vars, report, .. } = accumulator;
        Arc::new(Accumulated { objects, fields, vars, report, schema: scope.schema.clone() })
    }

    /// Whether a directory may be built on top of those that are being built.
    pub(super) fn may_enter(&self, directory: &Arc<str>, scope: &Scope) -> Result<(), Fault> {
        if scope.stack.contains(directory) {
            return Err(Fault::Cycle { path: directory.to_string() });
        }
        let layers = self.layers(directory);
        let too_deep = if scope.private.is_some() {
            scope.stack.len() >= MAX_LAYERS
        } else {
            layers.height >= MAX_LAYERS
        };
        if too_deep { Err(Fault::TooDeep { path: directory.to_string() }) } else { Ok(()) }
    }

    fn layers(&self, directory: &str) -> Layers {
        let lock = || self.layers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&known) = lock().get(directory) {
            return known;
        }
        let mut known: FxHashMap<Arc<str>, Layers> = FxHashMap::default();
        let mut open: FxHashSet<Arc<str>> = FxHashSet::default();
        let mut stack = vec![self.visit(directory)];
        open.insert(directory.into());
        while let Some(top) = stack.last_mut() {
            if let Some(child) = top.children.pop() {
                let found = known.get(&child).copied().or_else(|| lock().get(&child).copied());
                if let Some(layers) = found {
                    top.layers.height = top.layers.height.max(layers.height + 1);
                    top.layers.is_cyclic |= layers.is_cyclic;
                } else if open.contains(&child) {
                    top.layers.is_cyclic = true;
                } else {
                    open.insert(child.clone());
                    let visit = self.visit(&child);
                    stack.push(visit);
                }
                continue;
            }
            let Some(done) = stack.pop() else { break };
            open.remove(&done.directory);
            known.insert(done.directory, done.layers);
            if let Some(parent) = stack.last_mut() {
                parent.layers.height = parent.layers.height.max(done.layers.height + 1);
                parent.layers.is_cyclic |= done.layers.is_cyclic;
            }
        }
        let result = known.get(directory).copied().unwrap_or_default();
        lock().extend(known);
        result
    }

    fn visit(&self, directory: &str) -> Visit {
        let loaded = self.load(directory);
        let children = match &*loaded {
            Ok(kustomization) => kustomization.children(self.files).map(|(path, _)| path.into()).collect(),
            Err(_) => Vec::new(),
        };
        let layers = Layers { height: 1, is_cyclic: false };
        Visit { directory: directory.into(), children, layers }
    }
}

struct Visit {
    directory: Arc<str>,
    children: Vec<Arc<str>>,
    layers: Layers,
}

/// What a directory comes to has its own faults and those of the directories that it stands on, each once.
pub(super) fn gather<T: Clone>(
    root: &Arc<Accumulated>,
    of: impl Fn(&Accumulated) -> &[(Location, T)],
) -> Vec<(Location, T)> {
    let mut result = Vec::new();
    walk(root, &mut |accumulated| result.extend_from_slice(of(accumulated)));
    result
}

/// Visits a directory and all that it stands on, each once.
pub(super) fn walk(root: &Arc<Accumulated>, visit: &mut dyn FnMut(&Accumulated)) {
    let mut seen = FxHashSet::default();
    let mut stack = vec![root.clone()];
    while let Some(next) = stack.pop() {
        if seen.insert(Arc::as_ptr(&next) as usize) {
            visit(&next);
            stack.extend(next.report.children.iter().rev().cloned());
        }
    }
}
