//! `meshlint config`.

use std::io::Write;

use super::failure::Failure;
use super::{ConfigCommand, Ending};
use crate::config;

/// Shows the settings, or the schema of the configuration.
pub(super) fn run(command: &ConfigCommand, out: &mut dyn Write) -> Result<Ending, Failure> {
    match command {
        ConfigCommand::Show(args) => {
            write!(out, "{}", config::show(&args.settle()?))?;
        }
        ConfigCommand::Schema => write!(out, "{}", config::SCHEMA)?,
    }
    Ok(Ending::Clean)
}
