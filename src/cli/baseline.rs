//! `meshlint baseline`.

use std::io::Write;

use super::failure::Failure;
use super::input::Scope;
use super::{BaselineCommand, Ending};
use crate::baseline::{Baseline, Looked};

/// Writes or prunes the file.
pub(super) fn run(command: &BaselineCommand, out: &mut dyn Write) -> Result<Ending, Failure> {
    let (BaselineCommand::Write(args) | BaselineCommand::Prune(args)) = command;
    let mut settings = args.settle()?;
    let Some(file) = settings.baseline.take().map(|setting| setting.value) else {
        let which = "which baseline? Name the file with --baseline, or as `baseline` in meshlint.toml";
        return Err(Failure::refused(which));
    };
    let run = super::run::run(args, &settings, Scope::Mesh)?;
    let now = Baseline::of(&run.input.model, &run.outcome.findings);
    let count = |count: usize| format!("{count} finding{}", if count == 1 { "" } else { "s" });
    match command {
        BaselineCommand::Write(_) => {
            now.write(&file).map_err(Failure::refused)?;
            writeln!(out, "{} written to {}", count(now.len()), file.display())?;
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
