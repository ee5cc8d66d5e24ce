//! `meshlint diff`.

use clap::{Args, ValueEnum};

use super::{InputArgs, SelectArgs};
use crate::finding::Severity;

/// `meshlint diff`.
#[derive(Debug, Args)]
#[command(
    mut_arg("paths", |arg| arg.value_name("OLD NEW").help("The old and the new tree; with --rev the paths to read in both [default: .]")),
    after_help = "Exit status: 0 the states were compared; 1 they differ, and --exit-code was given; \
2 wrong usage, or the tool failed; 3 nothing to read."
)]
pub struct DiffArgs {
    /// What is read, and as what.
    #[command(flatten)]
    pub input: InputArgs,

    /// Which findings there are.
    #[command(flatten)]
    pub select: SelectArgs,

    /// Two revisions of the Git repository, as A..B; without B the working tree
    #[arg(long, value_name = "A..B")]
    pub rev: Option<String>,

    /// Format of the answer
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub format: DiffFormat,

    /// Lowest severity of findings that are shown [default: warning]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub min_severity: Option<Severity>,

    /// End with status 1 if anything differs
    #[arg(long)]
    pub exit_code: bool,
}

/// A format of differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For a terminal
    Text,
    /// For a comment on a pull request
    Markdown,
    /// For programs
    Json,
}
