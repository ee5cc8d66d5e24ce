//! `meshlint diff`.

mod revision;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::args::{DiffArgs, DiffFormat};
use super::{Ending, say};
use crate::compare;
use crate::diag::{self, Outcome};
use crate::graph::Mesh;
use crate::inspect::Inspector;
use crate::model::Model;
use crate::report::diff as report;
use crate::report::diff::Differences;
use revision::Checkout;

/// One of the two states.
struct State {
    name: String,
    /// What to read.
    paths: Vec<PathBuf>,
    /// What comes before the paths that are reported.
    root: PathBuf,
    /// Files that were written for it, removed when it goes.
    _checkout: Option<Checkout>,
}

/// Compares two states of a mesh and writes what differs.
pub(super) fn run(args: &DiffArgs, out: &mut dyn Write) -> io::Result<Ending> {
    match compare(args, out) {
        Ok(ending) => ending,
        Err(why) => {
            say(&why);
            Ok(Ending::Error)
        }
    }
}

fn compare(args: &DiffArgs, out: &mut dyn Write) -> Result<io::Result<Ending>, String> {
    let [old, new] = states(args)?;
    let (old_model, old_outcome) = read(args, &old)?;
    let (new_model, new_outcome) = read(args, &new)?;
    if old_model.objects.is_empty() && new_model.objects.is_empty() {
        say("nothing to compare: no Kubernetes object was found");
        return Ok(Ok(Ending::NothingToCheck));
    }
    let requests = compare::requests(&Mesh::build(&old_model), &Mesh::build(&new_model));
    let (gone, appeared) = compare::findings((&old_model, &old_outcome), (&new_model, &new_outcome));
    let mut differences = Differences { old: &old.name, new: &new.name, requests, gone, appeared };
    differences.retain(args.min_severity);
    let written = match args.format {
        DiffFormat::Text => report::text(out, &differences),
        DiffFormat::Markdown => report::markdown(out, &differences),
        DiffFormat::Json => report::json(out, &differences),
    };
    let differs = args.exit_code && !differences.is_empty();
    Ok(written.map(|()| if differs { Ending::Findings } else { Ending::Clean }))
}

/// The two states that the arguments name.
fn states(args: &DiffArgs) -> Result<[State; 2], String> {
    let Some(range) = &args.rev else {
        let [old, new] = args.input.paths.as_slice() else {
            return Err(
                "two trees are compared: meshlint diff OLD NEW, or meshlint diff --rev A..B".to_owned()
            );
        };
        let tree = |path: &PathBuf| State {
            name: path.to_string_lossy().into_owned(),
            paths: vec![path.clone()],
            root: path.clone(),
            _checkout: None,
        };
        return Ok([tree(old), tree(new)]);
    };
    let (old, new) = match range.split_once("..") {
        Some((old, new)) => (old, new.trim_start_matches('.')),
        None => (range.as_str(), ""),
    };
    let old = if old.is_empty() { "HEAD" } else { old };
    let state = |revision: &str, side: &str| -> Result<State, String> {
        let checkout = Checkout::of(revision, side, &args.input.paths)?;
        Ok(State {
            name: revision.to_owned(),
            paths: checkout.paths.clone(),
            root: checkout.root.clone(),
            _checkout: Some(checkout),
        })
    };
    let new = match new {
        "" => State {
            name: "the working tree".to_owned(),
            paths: args.input.paths.clone(),
            root: revision::top_level(&args.input.paths)?,
            _checkout: None,
        },
        new => state(new, "new")?,
    };
    Ok([state(old, "old")?, new])
}

/// Reads a state and runs the rules over it. Paths are reported without what the two states differ in.
fn read(args: &DiffArgs, state: &State) -> Result<(Model, Outcome), String> {
    let mut input = args.input.clone();
    input.paths.clone_from(&state.paths);
    // The configuration is that of the place where the command runs, the same for both.
    let flags = args.select.add_to(input.flags());
    let settings = super::run::settings(&args.input, &flags).ok_or("the configuration cannot be used")?;
    let selection = settings.selection();
    let inspector = Inspector::new(selection.rules());
    let request = input.request(&settings);
    let mut model =
        Model::load(&request, &settings.options(), &inspector).map_err(|error| error.to_string())?;
    let mut outcome = diag::run(&model, Some(&Mesh::build(&model)), selection.rules());
    for finding in &mut outcome.findings {
        finding.severity = selection.severity(finding.rule).unwrap_or(finding.severity);
    }
    model.sources.name_from(&root_of(&state.root));
    Ok((model, outcome))
}

/// A path as the sources name theirs.
fn root_of(root: &Path) -> String {
    root.to_string_lossy().replace('\\', "/")
}
