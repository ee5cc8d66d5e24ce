//! `meshlint check --show-files`.

use std::io::{self, Write};

use super::failure::Failure;
use super::input::{Input, Reading};
use super::{CheckArgs, Ending};
use crate::config::Settings;
use crate::source::{Source, SourceId};
use crate::worlds::Meshes;

/// Lists the files that hold something to check; why others do not, and which worlds there are, on standard
/// error.
pub(super) fn show(args: &CheckArgs, settings: &Settings, out: &mut dyn Write) -> Result<Ending, Failure> {
    let input = Reading::of(&args.input, settings).without_rules().read()?;
    let meshes = input.meshes(false)?;
    let is_shown = |source: SourceId| meshes.holds(source);
    let files: Vec<(SourceId, &str)> = with_objects(&input).filter(|(id, _)| is_shown(*id)).collect();
    for (_, path) in &files {
        writeln!(out, "{path}")?;
    }
    out.flush()?;
    let mut err = io::stderr().lock();
    for skipped in &input.model.skipped {
        writeln!(err, "{}: {}", skipped.path.escape_debug(), skipped.reason)?;
    }
    worlds(&meshes, &files, &mut err)?;
    Ok(if files.is_empty() { Ending::NothingToCheck } else { Ending::Clean })
}

/// The files that hold objects to check, or go into what is built, in the order in which they are read.
fn with_objects(input: &Input) -> impl Iterator<Item = (SourceId, &str)> {
    let mut has_objects = vec![false; input.model.sources.len()];
    for object in &input.model.objects {
        has_objects[object.source.0 as usize] = true;
    }
    for file in input.model.roots.iter().flat_map(|root| &root.files) {
        has_objects[file.0 as usize] = true;
    }
    let is_of_user = |source: &Source| !source.context && source.made_from.is_none();
    let sources = input.model.sources.iter().filter(move |(_, source)| is_of_user(source));
    sources.filter(move |(id, _)| has_objects[id.0 as usize]).map(|(id, source)| (id, &*source.path))
}

/// Says how many of the files belong to each world.
fn worlds(meshes: &Meshes<'_>, files: &[(SourceId, &str)], err: &mut dyn Write) -> io::Result<()> {
    for world in meshes.worlds() {
        let count = files.iter().filter(|(id, _)| world.holds(*id)).count();
        let plural = if count == 1 { "" } else { "s" };
        writeln!(err, "world {}: {count} file{plural} (--world {} lists them)", world.name, world.name)?;
    }
    Ok(())
}
