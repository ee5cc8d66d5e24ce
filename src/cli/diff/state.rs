//! The two states that are compared: two trees, or two revisions of a Git repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::args::DiffArgs;
use crate::cli::failure::Failure;
use crate::cli::input::{Input, Reading};
use crate::config::{Flags, Settings};
use crate::focus::{Repository, Texts};
use crate::text::path::absolute;

/// One of the two states.
pub(super) struct State {
    /// What it is called.
    pub name: String,
    pub input: Input,
    /// What the paths begin with while it is judged, and what they begin with in the report.
    shown: Option<(PathBuf, PathBuf)>,
}

impl State {
    /// Names the files as they are reported.
    pub fn name_as_shown(&mut self) {
        if let Some((from, to)) = self.shown.take() {
            self.input.model.move_files(&from, &to);
        }
    }
}

/// Reads the two states that the arguments name.
pub(super) fn read(args: &DiffArgs) -> Result<[State; 2], Failure> {
    if !args.input.cluster.is_empty() {
        return Err(Failure::refused(
            "--cluster is not for diff: compare the clusters one by one, or name their folders as worlds in the configuration",
        ));
    }
    match (&args.rev, args.input.paths.as_slice()) {
        (Some(range), paths) => revisions(args, range, paths),
        (None, [old, new]) => trees(args, old, new),
        (None, _) => Err(Failure::refused(
            "two trees are compared: meshlint diff OLD NEW, or meshlint diff --rev A..B",
        )),
    }
}

/// What the command line says, with the configuration for some paths.
fn reading(args: &DiffArgs, paths: &[PathBuf]) -> Result<Reading, Failure> {
    let mut input = args.input.clone();
    input.paths = paths.to_vec();
    let flags = Flags { min_severity: args.min_severity, ..args.select.add_to(input.flags()) };
    Ok(Reading::of(&input, &Settings::of(paths, &flags)?))
}

/// Two trees. The old one is read as if it stood where the new one does, so that one configuration means the
/// same for both.
fn trees(args: &DiffArgs, old: &Path, new: &Path) -> Result<[State; 2], Failure> {
    let read = |moved: Option<&Path>| -> Result<Input, Failure> {
        let mut reading = reading(args, &[new.to_path_buf()])?;
        reading.stands_at = moved.map(|old| (old.to_path_buf(), new.to_path_buf()));
        reading.read()
    };
    let is_folder = |path: &Path| path.is_dir();
    let shown = |own: &Path| match is_folder(new) {
        true => Some((new.to_path_buf(), PathBuf::new())),
        false if is_folder(old) => None,
        false => Some((new.to_path_buf(), own.to_path_buf())),
    };
    let state = |path: &Path, moved| -> Result<State, Failure> {
        Ok(State { name: path.to_string_lossy().into_owned(), input: read(moved)?, shown: shown(path) })
    };
    Ok([state(old, Some(old))?, state(new, None)?])
}

/// Two revisions: the files as they lie in the working tree, but for what they held then.
fn revisions(args: &DiffArgs, range: &str, paths: &[PathBuf]) -> Result<[State; 2], Failure> {
    let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let repository = Repository::of(first).map_err(|why| format!("--rev needs a Git repository: {why}"))?;
    let commit = |name: &str| repository.commit(if name.is_empty() { "HEAD" } else { name });
    let (old, new, from_ancestor) = match (range.split_once("..."), range.split_once("..")) {
        (Some((old, new)), _) => (old, new, true),
        (None, Some((old, new))) => (old, new, false),
        (None, None) => (range, "", false),
    };
    let new_commit = if new.is_empty() { None } else { Some(commit(new).map_err(Failure::refused)?) };
    let mut old_commit = commit(old).map_err(Failure::refused)?;
    if from_ancestor {
        old_commit = repository.ancestor(&old_commit, new_commit.as_deref().unwrap_or("HEAD"));
    }
    let named: Vec<PathBuf> = paths.iter().map(|path| absolute(path)).collect();
    let texts = |commit: &str| repository.state(commit, &named).map_err(Failure::refused);
    let old_texts = texts(&old_commit)?;
    let new_texts = new_commit.as_deref().map_or(Ok(BTreeMap::new()), texts)?;
    let is_known = |path: &PathBuf| {
        let holds = |texts: &Texts| texts.keys().any(|file| file.starts_with(absolute(path)));
        path.exists() || path.as_os_str() == "-" || holds(&old_texts) || holds(&new_texts)
    };
    if let Some(unknown) = paths.iter().find(|path| !is_known(path)) {
        return Err(Failure::refused(format_args!("no such file or directory: {}", unknown.display())));
    }
    let read = |texts: &Texts| -> Result<Input, Failure> {
        let mut reading = reading(args, paths)?;
        // A path that one of the two lacks holds nothing there, which is a state like any other.
        let is_there =
            |path: &Path| path.exists() || texts.keys().any(|file| file.starts_with(absolute(path)));
        reading.request.inputs.retain(|input| input.context || is_there(&input.path));
        reading.request.replaced.clone_from(texts);
        reading.read()
    };
    let name = |name: &str, default: &str| if name.is_empty() { default.to_owned() } else { name.to_owned() };
    let [old_input, new_input] = [read(&old_texts)?, read(&new_texts)?];
    Ok([
        State { name: name(old, "HEAD"), input: old_input, shown: None },
        State { name: name(new, "the working tree"), input: new_input, shown: None },
    ])
}
