//! Which files to read.

use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::overrides::{Override, OverrideBuilder};

use super::Request;
use crate::model::{Configured, SkipReason, Skipped};
use crate::text::path::{absolute, has_manifest_ending, plain};

/// A file to read.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub path: PathBuf,
    /// What it is called in reports, if not by its path.
    pub name: Option<PathBuf>,
    /// Named itself on the command line, so its errors are always reported.
    pub explicit: bool,
    pub context: bool,
    /// Found by following a symbolic link.
    pub through_link: bool,
    /// The walker met an error here instead of a file.
    pub error: Option<String>,
    /// Why there is nothing to read, though nothing is wrong.
    pub skip: Option<SkipReason>,
    /// What to take for its text.
    pub text: Option<String>,
}

impl Found {
    /// The same as something that is not read.
    pub fn skipped(self) -> Skipped {
        let path = self.path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        Skipped { path, reason: self.skip.unwrap_or(SkipReason::Unreadable) }
    }
}

/// A request that cannot be carried out.
#[derive(Debug)]
pub enum InputError {
    /// A path does not exist.
    NoSuchPath(PathBuf),
    /// `--exclude` is not a valid glob.
    BadGlob(String),
    /// A file of settings cannot be read.
    Unreadable(PathBuf, String),
    /// The helm program is not there, and charts are to be rendered.
    NoHelm(PathBuf),
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InputError::NoSuchPath(path) => write!(f, "no such file or directory: {}", path.display()),
            InputError::Unreadable(path, reason) => write!(f, "cannot read {}: {reason}", path.display()),
            InputError::BadGlob(reason) => write!(f, "malformed glob: {reason}"),
            InputError::NoHelm(program) => {
                let program = program.display();
                write!(
                    f,
                    "`{program}` was not found, which `--helm` and `[[chart]]` need: install Helm, or name it by --helm=PATH"
                )
            }
        }
    }
}

impl std::error::Error for InputError {}

/// Finds all files of the request: in the order of its inputs, each directory sorted by path, no file
/// twice.
pub(super) fn find(request: &Request) -> Result<Vec<Found>, InputError> {
    let mut found = Vec::new();
    let mut may_repeat = request.inputs.len() > 1;
    for input in &request.inputs {
        let is_stdin = input.path.as_os_str() == "-";
        if is_stdin || !input.path.is_dir() {
            if !is_stdin && input.path.symlink_metadata().is_err() {
                if request.replaced.keys().any(|path| path.starts_with(absolute(&input.path))) {
                    continue;
                }
                return Err(InputError::NoSuchPath(input.path.clone()));
            }
            let path = input.path.clone();
            found.push(Found {
                path,
                name: request.stdin_name.clone().filter(|_| is_stdin),
                explicit: true,
                context: input.context,
                ..Found::default()
            });
        } else {
            may_repeat |= directory(&input.path, input.context, request, &mut found)?;
        }
    }
    if !request.replaced.is_empty() {
        replace(request, &mut found)?;
    }
    // Looking up where each file really is costs more than reading it.
    Ok(if may_repeat { without_repeats(found) } else { found })
}

/// Puts the texts of the request in the place of what files hold.
fn replace(request: &Request, found: &mut Vec<Found>) -> Result<(), InputError> {
    let mut seen = HashSet::new();
    found.retain_mut(|file| {
        let path = absolute(&file.path);
        let Some(text) = request.replaced.get(&path) else { return true };
        file.text.clone_from(text);
        file.error = None;
        seen.insert(path);
        text.is_some()
    });
    let mut folders = 0;
    for input in &request.inputs {
        let is_file = input.path.symlink_metadata().is_ok() && !input.path.is_dir();
        if is_file || input.path.as_os_str() == "-" {
            continue;
        }
        folders += 1;
        let root = absolute(&input.path);
        let exclude = excluded(&root, request.exclude.iter().filter(|exclude| exclude.folder.is_none()))?;
        let elsewhere = excluded_elsewhere(&root, request)?;
        for (path, text) in &request.replaced {
            let Ok(inner) = path.strip_prefix(&root) else { continue };
            let is_named = inner.as_os_str().is_empty();
            let is_left_out = || {
                let is_hidden =
                    |part: std::path::Component<'_>| part.as_os_str().as_encoded_bytes()[0] == b'.';
                let folders = path.ancestors().take_while(|folder| *folder != root);
                inner.components().any(is_hidden)
                    || folders.enumerate().any(|(index, path)| {
                        let is_folder = index > 0;
                        exclude.matched(path, is_folder).is_ignore()
                            || elsewhere.iter().any(|from| from.leaves_out(path, is_folder))
                    })
            };
            // What is there and was not found is left out on purpose, by .gitignore and the like.
            let is_read = is_named || is_wanted(path) && !path.exists() && !is_left_out();
            if text.is_some() && is_read && seen.insert(path.clone()) {
                let path = match input.path == Path::new(".") {
                    true => inner.to_path_buf(),
                    false if is_named => input.path.clone(),
                    false => input.path.join(inner),
                };
                let (text, context) = (text.clone(), input.context);
                found.push(Found { path, explicit: is_named, context, text, ..Found::default() });
            }
        }
    }
    if folders == 1 && request.inputs.len() == 1 {
        found.sort_by(|a, b| a.path.cmp(&b.path));
    }
    Ok(())
}

/// Finds the files of a directory; tells whether a symbolic link is among what was walked.
fn directory(
    root: &Path,
    context: bool,
    request: &Request,
    found: &mut Vec<Found>,
) -> Result<bool, InputError> {
    let exclude = excluded(root, request.exclude.iter().filter(|exclude| exclude.folder.is_none()))?;
    let elsewhere = excluded_elsewhere(root, request)?;
    let respect = request.respect_ignore_files;
    let walk = WalkBuilder::new(root)
        .follow_links(true)
        .hidden(true)
        .parents(respect)
        .ignore(respect)
        .git_ignore(respect)
        .git_global(respect)
        .git_exclude(respect)
        .require_git(false)
        .overrides(exclude)
        .filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            elsewhere.iter().all(|from| !from.leaves_out(entry.path(), is_folder))
        })
        .build();
    let from = found.len();
    let mut has_links = false;
    let mut links: Vec<PathBuf> = Vec::new(); // folders that are symbolic links
    let is_dot = root == Path::new(".");
    let plain = |path: PathBuf| if is_dot { without_dot(path) } else { path };
    for entry in walk {
        match entry {
            Ok(entry) => {
                let is_link = entry.path_is_symlink();
                has_links |= is_link;
                let Some(kind) = entry.file_type().filter(|kind| !kind.is_dir()) else {
                    if is_link {
                        links.push(entry.path().to_path_buf());
                    }
                    continue;
                };
                if is_wanted(entry.path()) {
                    // Opening a pipe waits for someone to write to it.
                    let error = (!kind.is_file()).then(|| "it is not a regular file".to_owned());
                    let through_link = is_link || links.iter().any(|link| entry.path().starts_with(link));
                    let skip = is_test_data(root, entry.path()).then_some(SkipReason::TestData);
                    let path = plain(entry.into_path());
                    found.push(Found { path, context, through_link, error, skip, ..Found::default() });
                }
            }
            Err(error) => {
                if let Some((path, fault)) = place(&error).filter(|(path, _)| is_worth_a_word(path)) {
                    let through_link = links.iter().any(|link| path.starts_with(link));
                    let path = plain(path);
                    // What a loop leads to is read all the same.
                    let (error, skip) = match fault {
                        WalkFault::Loop { ancestor } => (None, Some(SkipReason::Loop { ancestor })),
                        WalkFault::System(reason) => (Some(reason), None),
                    };
                    found.push(Found { path, context, through_link, error, skip, ..Found::default() });
                }
            }
        }
    }
    found[from..].sort_by(|a, b| a.path.cmp(&b.path));
    pass_over_tests(&mut found[from..]);
    Ok(has_links)
}

/// Passes over what tests of chainsaw and kuttl compare with a cluster, or apply to one of their own.
/// <https://kyverno.github.io/chainsaw/latest/>, <https://kuttl.dev/docs/kuttl-test-harness.html>
fn pass_over_tests(found: &mut [Found]) {
    let is_test = |file: &&Found| file.path.file_name().is_some_and(|name| name == "chainsaw-test.yaml");
    let folders: HashSet<PathBuf> =
        found.iter().filter(is_test).filter_map(|file| file.path.parent().map(Path::to_path_buf)).collect();
    let is_step = |path: &Path| {
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let step = name.trim_start_matches(|c: char| c.is_ascii_digit());
        step.len() < name.len() && matches!(step, "-assert" | "-errors")
    };
    for file in found.iter_mut().filter(|file| file.skip.is_none()) {
        let is_beside = || file.path.parent().is_some_and(|folder| folders.contains(folder));
        if is_step(&file.path) || !folders.is_empty() && is_beside() {
            file.skip = Some(SkipReason::Configuration(Configured::Test));
        }
    }
}

/// Whether a file lies in a folder of tests, as Go knows them (`go help packages`), below what is walked.
fn is_test_data(root: &Path, path: &Path) -> bool {
    let inner = path.strip_prefix(root).unwrap_or(path).parent();
    inner.is_some_and(|folder| folder.components().any(|part| part.as_os_str() == "testdata"))
}

/// Whether a glob is well-formed.
///
/// # Errors
///
/// Where it is not: the reason.
pub fn check_glob(glob: &str) -> Result<(), String> {
    let glob = super::Exclude { glob: glob.to_owned(), folder: None };
    excluded(Path::new(""), std::iter::once(&glob)).map(drop).map_err(|error| error.to_string())
}

fn excluded<'g>(
    root: &Path,
    globs: impl Iterator<Item = &'g super::Exclude>,
) -> Result<Override, InputError> {
    let mut exclude = OverrideBuilder::new(root);
    for glob in globs {
        let inverted = format!("!{}", glob.glob);
        exclude.add(&inverted).map_err(|error| InputError::BadGlob(error.to_string()))?;
    }
    exclude.build().map_err(|error| InputError::BadGlob(error.to_string()))
}

/// Globs that are relative to another folder than the one that is walked.
struct Elsewhere {
    root: PathBuf,
    /// Where the folder that is walked really is.
    absolute: PathBuf,
    globs: Override,
}

impl Elsewhere {
    fn leaves_out(&self, path: &Path, is_folder: bool) -> bool {
        let inner = path.strip_prefix(&self.root).unwrap_or(path);
        self.globs.matched(self.absolute.join(inner), is_folder).is_ignore()
    }
}

fn excluded_elsewhere(root: &Path, request: &Request) -> Result<Vec<Elsewhere>, InputError> {
    let mut folders: Vec<&PathBuf> = request.exclude.iter().filter_map(|it| it.folder.as_ref()).collect();
    folders.dedup();
    let elsewhere = |folder: &PathBuf| {
        let globs = request.exclude.iter().filter(|exclude| exclude.folder.as_ref() == Some(folder));
        let absolute = std::path::absolute(root).unwrap_or_else(|_| root.to_path_buf());
        Ok(Elsewhere {
            root: root.to_path_buf(),
            absolute: plain(&absolute),
            globs: excluded(folder, globs)?,
        })
    };
    folders.into_iter().map(elsewhere).collect()
}

/// Whether a file in a directory is read. A file that is named itself is always read.
fn is_manifest(path: &Path) -> bool {
    has_manifest_ending(path) || path.file_name().is_some_and(|name| name == "Kustomization")
}

/// What manifests are made from is looked at as well: it is named where it holds any.
fn is_wanted(path: &Path) -> bool {
    is_manifest(path) || super::classify::is_template_file(path)
}

/// A broken link to a manifest or an unreadable directory matters; a broken link of any other name does not.
fn is_worth_a_word(path: &Path) -> bool {
    let is_broken_link = || path.is_symlink() && !path.exists();
    is_manifest(path) || path.extension().is_none() && !is_broken_link()
}

fn without_dot(path: PathBuf) -> PathBuf {
    path.strip_prefix("./").map(Path::to_path_buf).unwrap_or(path)
}

/// What the walker met instead of a file.
enum WalkFault {
    /// A symbolic link that leads back to a folder that it lies in.
    Loop { ancestor: String },
    /// A failure, in the words of the operating system.
    System(String),
}

fn place(error: &ignore::Error) -> Option<(PathBuf, WalkFault)> {
    match error {
        ignore::Error::WithPath { path, err } => Some((path.clone(), fault(err))),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place(err),
        ignore::Error::Loop { child, .. } => Some((child.clone(), fault(error))),
        ignore::Error::Partial(errors) => errors.iter().find_map(place),
        _ => None,
    }
}

fn fault(error: &ignore::Error) -> WalkFault {
    match error {
        ignore::Error::Loop { ancestor, .. } => WalkFault::Loop { ancestor: ancestor.display().to_string() },
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => fault(err),
        _ => WalkFault::System(reason(error)),
    }
}

/// So many files and folders are looked at to find what was left out.
const MOST_LOOKED_AT: usize = 20_000;

/// So many files that were left out are named.
const MOST_LEFT_OUT: usize = 10;

/// Files that would be read if nothing were left out, and why they are not; `known` are those that were read. For
/// a run that found nothing: it may be that all there is was left out.
pub(super) fn left_out(request: &Request, known: &HashSet<&str>) -> Vec<Skipped> {
    let mut all = Vec::new();
    for input in request.inputs.iter().filter(|input| !input.context && input.path.is_dir()) {
        let root = &input.path;
        let exclude = excluded(root, request.exclude.iter().filter(|exclude| exclude.folder.is_none()));
        let (Ok(exclude), Ok(elsewhere)) = (exclude, excluded_elsewhere(root, request)) else { continue };
        let is_excluded = |path: &Path| {
            let upward = path.ancestors().take_while(|folder| *folder != root).enumerate();
            upward.into_iter().any(|(index, path)| {
                let is_folder = index > 0;
                exclude.matched(path, is_folder).is_ignore()
                    || elsewhere.iter().any(|from| from.leaves_out(path, is_folder))
            })
        };
        let mut builder = WalkBuilder::new(root);
        builder.standard_filters(false).follow_links(false).sort_by_file_name(Ord::cmp);
        let walk = builder.filter_entry(|entry| entry.file_name() != ".git").build();
        let entries = walk.take(MOST_LOOKED_AT).filter_map(Result::ok);
        let files = entries.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
        let names = files.filter(|file| is_manifest(file.path())).map(|file| {
            let path = file.into_path();
            let inner = path.strip_prefix(root).unwrap_or(&path);
            let shown = if root == Path::new(".") { inner } else { &path };
            (inner.to_path_buf(), shown.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
        });
        for (inner, shown) in names.filter(|(_, shown)| !known.contains(&**shown)).take(MOST_LEFT_OUT) {
            let is_hidden = inner.components().any(|part| part.as_os_str().as_encoded_bytes()[0] == b'.');
            let reason = match () {
                () if is_excluded(&root.join(&inner)) => SkipReason::Excluded,
                () if is_hidden => SkipReason::Hidden,
                () => SkipReason::Ignored,
            };
            all.push(Skipped { path: shown, reason });
        }
    }
    all
}

fn reason(error: &ignore::Error) -> String {
    // The walker wraps the error of the system in one that names the path again.
    let inner = error.io_error().map(|error| {
        error
            .get_ref()
            .and_then(|inner| inner.source())
            .map_or_else(|| error.to_string(), |inner| inner.to_string())
    });
    super::read::plain(&inner.unwrap_or_else(|| error.to_string()))
}

/// Leaves out files that are found in more than one way: what is named itself comes before what a symbolic
/// link leads to, and else what comes first.
fn without_repeats(found: Vec<Found>) -> Vec<Found> {
    let identity = |file: &Found| match file.path.as_os_str() == "-" {
        true => file.path.clone(),
        false => file.path.canonicalize().unwrap_or_else(|_| file.path.clone()),
    };
    let identities: Vec<PathBuf> = found.iter().map(identity).collect();
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|&index| found[index].through_link);
    let mut seen = HashSet::new();
    let mut kept = vec![false; found.len()];
    for index in order {
        kept[index] = seen.insert(&identities[index]);
    }
    let mut kept = kept.into_iter();
    found.into_iter().filter(|_| kept.next().unwrap_or_default()).collect()
}
