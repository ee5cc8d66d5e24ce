//! From paths to objects: the only module that reads files.
//!
//! Files are found (`walk`), read (`read`), cut into documents where kubectl cuts them (`split`),
//! parsed and handed to the caller object by object, in parallel. The outcome does not depend on the
//! number of threads: everything is collected in the order of paths and offsets.

mod chunk;
mod classify;
mod kustomize;
mod list;
mod read;
mod split;
mod walk;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::problem::{Fault, Problem};
use crate::source::{Location, SourceId, Sources, Span};
use crate::yaml::NodeRef;

pub use classify::is_template_reason;
pub use kustomize::Kustomization;
pub use read::{read_text, reason as os_reason};
pub use split::documents;
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
}

impl Request {
    /// Reads another path in the place of one, with what is left out there.
    pub fn move_to(&mut self, from: &Path, to: &Path) {
        let (old, new) = (crate::focus::absolute(from), crate::focus::absolute(to));
        for input in self.inputs.iter_mut().filter(|input| !input.context && input.path == from) {
            input.path = to.to_path_buf();
        }
        for folder in self.exclude.iter_mut().filter_map(|exclude| exclude.folder.as_mut()) {
            if let Ok(inner) = folder.strip_prefix(&old) {
                *folder = crate::focus::absolute(&new.join(inner));
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

/// An object of the input, as long as its document is in memory.
#[derive(Clone, Copy)]
pub struct RawObject<'tree> {
    /// The object.
    pub node: NodeRef<'tree>,
    /// `apiVersion`, its own or that of the typed list it is in.
    pub api_version: &'tree str,
    /// `kind`, its own or that of the typed list it is in.
    pub kind: &'tree str,
    /// Where `kind` is written; the first character of the object where it is not.
    pub kind_span: Span,
    /// The text it stands in.
    pub source: SourceId,
    /// That text; spans are offsets in it.
    pub text: &'tree str,
}

/// A file, or a part of one, that was not checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Skipped {
    /// The path as it is reported.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// All that was loaded.
#[derive(Debug)]
pub struct Loaded<T> {
    /// The texts.
    pub sources: Sources,
    /// The objects, in the order of sources and offsets.
    pub objects: Vec<T>,
    /// What is wrong with the input; [`Problem::object`] counts in `objects`.
    pub problems: Vec<Problem>,
    /// What was not checked.
    pub skipped: Vec<Skipped>,
    /// Documents that look like objects and could not be read.
    pub lost: Vec<Location>,
    /// Where the name of this program and a colon stand: perhaps a comment that is for it.
    pub directives: Vec<Location>,
    /// What is built from what.
    pub kustomizations: Vec<Kustomization>,
    /// How many files hold at least one object.
    pub files: usize,
}

/// Loads everything and calls `convert` for each object, from several threads. What `convert` finds
/// wrong with the object it adds to its second argument.
///
/// # Errors
///
/// Where a path of the request does not exist or a glob is malformed. Everything else that is wrong
/// with the input is a [`Problem`].
pub fn load<T: Send>(
    request: &Request,
    convert: &(impl Fn(RawObject<'_>, &mut Vec<(Span, Fault)>) -> T + Sync),
) -> Result<Loaded<T>, InputError> {
    let found = walk::find(request)?;
    let kustomize = kustomize::Fragments::of(&found, request.max_file_size);
    let parse = |(index, file): (usize, read::File)| {
        let fragment_of = kustomize.owner(&file.path);
        let outcome = chunk::read_file(&file, SourceId(index as u32), fragment_of, convert);
        (file, outcome)
    };
    // Where there are many files, each is parsed as soon as it is read, while it is in the cache.
    let read = |(index, found)| (index, read::read(found, request.max_file_size));
    let files: Vec<(read::File, chunk::FileOutcome<T>)> = if found.len() >= MANY_FILES {
        found.into_par_iter().enumerate().map(read).map(parse).collect()
    } else {
        let files: Vec<_> = found.into_iter().enumerate().map(read).collect();
        let bytes: usize = files.iter().map(|(_, file)| file.source.text.len()).sum();
        if bytes < PARALLEL_FROM {
            files.into_iter().map(parse).collect()
        } else {
            files.into_par_iter().map(parse).collect()
        }
    };

    let mut loaded = Loaded {
        sources: Sources::default(),
        objects: Vec::with_capacity(files.iter().map(|(_, outcome)| outcome.objects.len()).sum()),
        problems: Vec::new(),
        skipped: Vec::new(),
        lost: Vec::new(),
        directives: Vec::new(),
        kustomizations: kustomize.all,
        files: 0,
    };
    for (file, outcome) in files {
        let reason = file.reason();
        let path = file.source.path.clone();
        loaded.files += usize::from(!outcome.objects.is_empty() && !file.source.context);
        let source = loaded.sources.add(file.source);
        let base = loaded.objects.len();
        loaded.objects.extend(outcome.objects);
        loaded.problems.extend(file.faults.into_iter().map(|(span, fault)| Problem {
            location: Location { source, span },
            object: None,
            fault: Fault::File(fault),
        }));
        loaded.problems.extend(outcome.problems.into_iter().map(|problem| Problem {
            location: Location { source, span: problem.span },
            object: problem.object.map(|index| crate::model::ObjectId((base + index) as u32)),
            fault: problem.fault,
        }));
        let directive = |at: u32| Location { source, span: Span { start: at, end: at } };
        loaded.directives.extend(outcome.directives.into_iter().map(directive));
        loaded.lost.extend(outcome.lost.into_iter().map(|span| Location { source, span }));
        let reasons = reason.map_or(outcome.skipped, |reason| vec![reason]);
        loaded.skipped.extend(reasons.into_iter().map(|reason| Skipped { path: path.clone(), reason }));
    }
    if loaded.objects.is_empty() && request.replaced.is_empty() {
        let known: HashSet<&str> = loaded.sources.iter().map(|(_, source)| &*source.path).collect();
        let left_out = walk::left_out(request, &known);
        loaded.skipped.extend(left_out);
    }
    Ok(loaded)
}
