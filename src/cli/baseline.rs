//! `meshlint baseline`.

use std::io::Write;
use std::path::PathBuf;

use super::failure::Failure;
use super::input::Scope;
use super::{BaselineCommand, Ending};
use crate::baseline::{Baseline, Looked};
use crate::config::{FILE_NAME, Settings};
use crate::focus::Texts;
use crate::text::path::relative;

/// The file that is written where none is named.
const DEFAULT_FILE: &str = "meshlint-baseline.json";

/// Writes or prunes the file.
pub(super) fn run(command: &BaselineCommand, out: &mut dyn Write) -> Result<Ending, Failure> {
    let (BaselineCommand::Write(args) | BaselineCommand::Prune(args)) = command;
    if args.fix.is_asked_for() {
        return Err(Failure::refused(
            "a baseline is written of what is there: run `meshlint check --fix` before it",
        ));
    }
    let mut settings = args.settle()?;
    let named = settings.baseline.take().map(|setting| setting.value);
    let (file, is_default) = match (named, command) {
        (Some(file), _) => (file, false),
        (None, BaselineCommand::Write(_)) => (default_file(&settings), true),
        (None, BaselineCommand::Prune(_)) => {
            let which = "which baseline? Name the file with --baseline, or as `baseline` in meshlint.toml";
            return Err(Failure::refused(which));
        }
    };
    let run = super::run::run(args, &settings, Scope::Mesh, &Texts::new())?;
    let now = Baseline::of(&run.input.model, &run.outcome.findings);
    let count = |count: usize| format!("{count} finding{}", if count == 1 { "" } else { "s" });
    match command {
        BaselineCommand::Write(_) => {
            now.write(&file).map_err(Failure::refused)?;
            writeln!(out, "{} written to {}", count(now.len()), file.display())?;
            if is_default {
                let configuration = settings.files.first().map_or(FILE_NAME, |file| &file.path);
                let key = format!("baseline = \"{DEFAULT_FILE}\"");
                writeln!(out, "to suppress them, add `{key}` at the top of {configuration}")?;
            }
        }
        BaselineCommand::Prune(_) => {
            let before = Baseline::read(&file).map_err(Failure::refused)?;
            let looked = Looked { selection: &settings.selection(), paths: &args.input.paths };
            let rest = before.pruned(&now, &looked);
            let gone = count(before.len() - rest.len());
            rest.write(&file).map_err(Failure::refused)?;
            writeln!(out, "{gone} removed from {}, {} left", file.display(), rest.len())?;
        }
    }
    Ok(Ending::Clean)
}

/// The file that is written where none is named: beside the configuration, in which its name is its path then, or where
/// one would be looked for.
fn default_file(settings: &Settings) -> PathBuf {
    match settings.files.first() {
        Some(file) => PathBuf::from(relative(&file.folder.join(DEFAULT_FILE).to_string_lossy())),
        None => PathBuf::from(DEFAULT_FILE),
    }
}
