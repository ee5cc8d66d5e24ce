//! `meshlint baseline`.

use std::io::{self, Write};

use super::run::{Run, Scope};
use super::{BaselineCommand, Ending, say};
use crate::baseline::{Baseline, BaselineError, Looked};

/// Writes or prunes the file.
pub(super) fn run(command: &BaselineCommand, out: &mut dyn Write) -> io::Result<Ending> {
    let (BaselineCommand::Write(args) | BaselineCommand::Prune(args)) = command;
    let Some(mut settings) = args.settle() else { return Ok(Ending::Error) };
    let Some(file) = settings.baseline.take().map(|setting| setting.value) else {
        say("which baseline? Name the file with --baseline, or as `baseline` in meshlint.toml");
        return Ok(Ending::Error);
    };
    let run = match super::run::run(args, &settings, Scope::Mesh) {
        Ok(run) => run,
        Err(error) => {
            say(&error);
            return Ok(Ending::Error);
        }
    };
    let Run { model, outcome, .. } = &run;
    let now = Baseline::of(model, &outcome.findings);
    let count = |count: usize| format!("{count} finding{}", if count == 1 { "" } else { "s" });
    let done: Result<String, BaselineError> = match command {
        BaselineCommand::Write(_) => {
            now.write(&file).map(|()| format!("{} written to {}", count(now.len()), file.display()))
        }
        BaselineCommand::Prune(_) => Baseline::read(&file).and_then(|before| {
            let looked = Looked { selection: &settings.selection(), paths: &args.input.paths };
            let rest = before.pruned(&now, &looked);
            let gone = count(before.len() - rest.len());
            rest.write(&file)?;
            Ok(format!("{gone} removed from {}, {} left", file.display(), rest.len()))
        }),
    };
    match done {
        Ok(message) => {
            writeln!(out, "{message}")?;
            Ok(Ending::Clean)
        }
        Err(error) => {
            say(&error.to_string());
            Ok(Ending::Error)
        }
    }
}
