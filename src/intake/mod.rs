//! The intake: from paths to a model. The only module that reads manifests.
//!
//! Files are found (`walk`) and read (`read`). Each one is cut into documents where kubectl cuts them (`split`), parsed,
//! and its objects are held against their schemas, looked at by the rules that judge one object by itself, and typed
//! (`object`): that makes a [`Unit`], in which all is said that can be said of a file alone. Files are read in parallel;
//! the outcome does not depend on the number of threads, since units are put together in the order of their paths.

mod classify;
mod deployment;
mod ignored;
mod list;
mod metadata;
mod object;
mod placeholders;
mod read;
mod revision;
mod settings;
mod split;
mod unit;
mod walk;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::deploy::Deployed;
use crate::helm::{Charts, Helm};
use crate::inspect::Inspector;
use crate::model::{Model, Options, SkipReason, Skipped};
use crate::source::{Source, Sources};
use crate::text::path::absolute;

pub use read::{read_text, reason as os_reason};
pub use split::documents;
pub use unit::{Content, Unit};
pub use walk::{InputError, check_glob};

/// Inputs below this many bytes are read on one thread: starting the others takes longer.
const PARALLEL_FROM: usize = 100_000;

/// From this many files on, each is read where it is parsed.
const MANY_FILES: usize = 64;

/// What to load.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Files, directories and `-` for standard input.
    pub inputs: Vec<Input>,
    /// Globs of paths to leave out of directories.
    pub exclude: Vec<Exclude>,
    /// Whether files that .gitignore and the like name are left out.
    pub respect_ignore_files: bool,
    /// Texts to take for what files hold, by absolute path; none for files that are not there.
    pub replaced: BTreeMap<PathBuf, Option<String>>,
    /// What standard input is called in reports; `-` if nothing else.
    pub stdin_name: Option<PathBuf>,
    /// Files above this size, in bytes, are not read.
    pub max_file_size: u64,
    /// Whether all of what is built is wanted: the structures that definitions describe are left out otherwise.
    pub is_whole: bool,
    /// Which charts are rendered; `None` where helm is not to be run.
    pub charts: Option<Charts>,
}

impl Request {
    /// Reads another path in the place of one, with what is left out there.
    pub fn move_to(&mut self, from: &Path, to: &Path) {
        let (old, new) = (absolute(from), absolute(to));
        for input in self.inputs.iter_mut().filter(|input| !input.context && input.path == from) {
            input.path = to.to_path_buf();
        }
        for folder in self.exclude.iter_mut().filter_map(|exclude| exclude.folder.as_mut()) {
            if let Ok(inner) = folder.strip_prefix(&old) {
                *folder = absolute(&new.join(inner));
            }
        }
    }
}

/// A glob of paths to leave out, and the folder that it is relative to: the one that is walked if none.
#[derive(Clone, Debug, PartialEq)]
pub struct Exclude {
    /// The glob, as in .gitignore.
    pub glob: String,
    /// The folder.
    pub folder: Option<PathBuf>,
}

/// One path of the command line.
#[derive(Clone, Debug)]
pub struct Input {
    /// The path; `-` is standard input.
    pub path: PathBuf,
    /// Whether its objects are context only.
    pub context: bool,
}

/// Loads and types all manifests of a request. `inspector` holds the rules that judge objects by themselves; what they
/// say is among the findings of the model.
///
/// # Errors
///
/// Where a path of the request does not exist, a glob is malformed, or a mesh configuration file cannot be read.
/// Everything else that is wrong with the input is a problem of the model.
pub fn load(request: &Request, options: &Options, inspector: &Inspector) -> Result<Model, InputError> {
    let judge = object::Judge { options, inspector };
    let helm = request
        .charts
        .as_ref()
        .map(|charts| Helm::find(&charts.program).ok_or_else(|| InputError::NoHelm(charts.program.clone())));
    let helm = helm.transpose()?;
    // What a loop leads to is told where it would have been read.
    let is_read = |found: &walk::Found| matches!(found.skip, None | Some(SkipReason::Loop { .. }));
    let (found, left): (Vec<_>, Vec<_>) = walk::find(request)?.into_iter().partition(is_read);
    let (units, deployed) = units(found, request, helm.as_ref(), judge);
    let mut model = assembled(units, options);
    if let Some(deployed) = deployed {
        deployment::add(&mut model, deployed);
    }
    model.skipped.extend(left.into_iter().map(walk::Found::skipped));
    if model.objects.is_empty() && request.replaced.is_empty() {
        let told = model.skipped.iter().map(|skipped| &*skipped.path);
        let known: HashSet<&str> =
            model.sources.iter().map(|(_, source)| &*source.path).chain(told).collect();
        let left_out = walk::left_out(request, &known);
        model.skipped.extend(left_out);
    }
    if let Some(revision) = &options.revision {
        let Model { objects, problems, findings, .. } = &mut model;
        model.of_other_revisions = revision::leave_out(objects, problems, findings, revision);
    }
    model.index();
    settings::read(&mut model, judge, request)?;
    model.heed_root();
    model.add_made();
    Ok(model)
}

/// Reads files, each for itself, and what they are built into.
fn units(
    found: Vec<walk::Found>,
    request: &Request,
    helm: Option<&Helm>,
    judge: object::Judge<'_>,
) -> (Vec<Unit>, Option<Deployed>) {
    let read = |found| read::read(found, request.max_file_size);
    let unit = |file: read::File| unit::read(file, None, judge);
    let is_decided = helm.is_some() || found.iter().any(|found| deployment::is_kustomization(&found.path));
    // Where there are many files, each is parsed as soon as it is read, while it is in the cache. Where kustomizations
    // decide what becomes of a file, all are read before.
    if found.len() >= MANY_FILES && !is_decided {
        let units: Vec<Unit> = found.into_par_iter().map(read).map(unit).collect();
        return deployment::of_units(units, request, judge);
    }
    let files: Vec<read::File> = match found.len() >= MANY_FILES {
        true => found.into_par_iter().map(read).collect(),
        false => found.into_iter().map(read).collect(),
    };
    if is_decided {
        return deployment::of_files(files, request, helm, judge);
    }
    let bytes: usize = files.iter().map(|file| file.source.text.len()).sum();
    let units = match bytes < PARALLEL_FROM {
        true => files.into_iter().map(unit).collect(),
        false => files.into_par_iter().map(unit).collect(),
    };
    deployment::of_units(units, request, judge)
}

/// Puts units together, in their order: the one place where texts and objects get their numbers.
fn assembled(units: Vec<Unit>, options: &Options) -> Model {
    let objects = units.iter().map(|unit| unit.content.objects.len()).sum();
    let mut model = Model::new(Sources::default(), Vec::with_capacity(objects), options.clone());
    for Unit { source, content } in units {
        model.files += usize::from(!content.objects.is_empty() && !source.context);
        let path = source.path.clone();
        let source = model.sources.add(source);
        let mut content = content.placed(source, model.objects.len() as u32);
        model.objects.append(&mut content.objects);
        model.problems.append(&mut content.problems);
        model.findings.append(&mut content.findings);
        model.lost.append(&mut content.lost);
        model.directives.append(&mut content.directives);
        model.placeholders.append(&mut content.placeholders);
        let skipped = content.skipped.into_iter();
        model.skipped.extend(skipped.map(|reason| Skipped { path: path.clone(), reason }));
    }
    model
}
