//! `meshlint config`.

use std::io::{self, Write};

use super::{ConfigCommand, Ending};
use crate::config;

/// Shows the settings, or the schema of the configuration.
pub(super) fn run(command: &ConfigCommand, out: &mut dyn Write) -> io::Result<Ending> {
    match command {
        ConfigCommand::Show(args) => {
            let Some(settings) = args.settle() else { return Ok(Ending::Error) };
            write!(out, "{}", config::show(&settings))?;
        }
        ConfigCommand::Schema => write!(out, "{}", config::SCHEMA)?,
    }
    Ok(Ending::Clean)
}
