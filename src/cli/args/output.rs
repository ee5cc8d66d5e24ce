//! How it is reported.

use clap::{Args, ValueEnum};

use crate::diag::Severity;

/// How it is reported.
#[derive(Clone, Debug, Args)]
pub struct OutputArgs {
    /// Format of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,

    /// Lowest severity that text and concise show [default: warning]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub min_severity: Option<Severity>,

    /// Show findings that a comment, an annotation, the configuration or a baseline puts aside
    #[arg(long)]
    pub show_suppressed: bool,

    /// When to use colour
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub color: ColorChoice,

    /// Show how long each rule took, on standard error
    #[arg(long)]
    pub timings: bool,
}

/// A format of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With excerpts of the files, for people
    Text,
    /// One line for each finding
    Concise,
    /// Everything, for programs
    Json,
}

/// A format of the list of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A table
    Text,
    /// A list of objects
    Json,
    /// A table in Markdown
    Markdown,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
