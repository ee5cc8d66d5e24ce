//! `meshlint access`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{ColorChoice, InputArgs};

/// `meshlint access`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 the list is written, or everything is as expected; 1 something is not as \
expected (--assert); 2 wrong usage, or the tool failed; 3 nothing to read."
)]
pub struct AccessArgs {
    /// What is read, and as what.
    #[command(flatten)]
    pub input: InputArgs,

    /// Who gets through to this Service or workload: NAMESPACE/NAME, with :PORT or without, * for any part
    #[arg(long, value_name = "SERVICE")]
    pub to: Option<String>,

    /// What this client gets through to: NAMESPACE/NAME, gateway:NAMESPACE/NAME, or outside
    #[arg(long, value_name = "CLIENT")]
    pub from: Option<String>,

    /// Port of the Service
    #[arg(long, value_name = "PORT")]
    pub port: Option<i64>,

    /// Ask about requests with this method alone
    #[arg(long, value_name = "METHOD")]
    pub method: Option<String>,

    /// Ask about requests with this path alone
    #[arg(long, value_name = "PATH")]
    pub path: Option<String>,

    /// What the whole is told by
    #[arg(long, value_enum, default_value_t = By::Namespace, value_name = "WHAT")]
    pub by: By,

    /// Check what is expected: a file with lines such as `deny red/* -> pay/till`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["to", "from", "method", "path"])]
    pub assert: Option<PathBuf>,

    /// Format of the answer
    #[arg(long, value_enum, default_value_t = AccessFormat::Text)]
    pub format: AccessFormat,

    /// When to use colour
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub color: ColorChoice,
}

/// What the whole is told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// Namespaces
    Namespace,
    /// Workloads
    Workload,
}

/// A format of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AccessFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// A table for spreadsheets
    Csv,
}
