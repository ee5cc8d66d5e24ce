//! Which findings there are, and which of them fail the run.

use clap::{Args, ValueEnum};

use crate::diag::Severity;

/// Which findings there are, and which of them fail the run.
#[derive(Clone, Debug, Args)]
pub struct SelectArgs {
    /// Lowest severity for which the exit status is 1
    #[arg(long, value_enum, default_value_t = Threshold::Warning, value_name = "SEVERITY")]
    pub fail_on: Threshold,
}

/// The severity for which a run fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Threshold {
    /// Errors alone
    Error,
    /// Warnings and errors
    Warning,
    /// Any finding
    Info,
    /// Nothing
    Never,
}

impl Threshold {
    /// Whether a run fails whose worst finding is this.
    pub fn is_reached(self, worst: Option<Severity>) -> bool {
        match (self, worst) {
            (Threshold::Never, _) | (_, None) => false,
            (Threshold::Error, Some(worst)) => worst >= Severity::Error,
            (Threshold::Warning, Some(worst)) => worst >= Severity::Warning,
            (Threshold::Info, Some(_)) => true,
        }
    }
}
