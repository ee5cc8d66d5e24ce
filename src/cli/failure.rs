//! Why a command gave up.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use super::say;
use crate::config::ConfigError;

/// Why a command gave up.
#[derive(Debug)]
pub enum Failure {
    /// It was asked for something that cannot be done.
    Refused(String),
    /// The configuration cannot be used.
    Config(ConfigError),
    /// What came out could not be written.
    Output(io::Error),
}

impl Failure {
    /// It was asked for something that cannot be done.
    pub fn refused(reason: impl Display) -> Failure {
        Failure::Refused(reason.to_string())
    }

    /// Whether whoever reads the output has stopped reading.
    pub fn is_closed(&self) -> bool {
        matches!(self, Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Says it on standard error.
    pub fn tell(&self) {
        match self {
            Failure::Refused(reason) => say(reason),
            Failure::Output(error) => {
                say(&format!("cannot write the report: {}", crate::intake::os_reason(error)))
            }
            Failure::Config(error @ ConfigError::Content { .. }) => {
                let mut err = io::stderr();
                let color = err.is_terminal() && !super::deliver::no_color();
                // Where standard error is closed there is nobody left to tell.
                let _ = write!(err, "{}", error.render(color));
            }
            Failure::Config(error) => say(&error.to_string()),
        }
    }
}

impl From<String> for Failure {
    fn from(reason: String) -> Failure {
        Failure::Refused(reason)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Failure {
        Failure::Config(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Output(error)
    }
}
