//! What tells of rules and of meshlint itself.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::generate::Shell;
use crate::finding::Severity;

/// `meshlint rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// Rules to list: codes, the beginning of codes (IST01), aliases, names or groups; all if not given
    #[arg(value_name = "RULE")]
    pub which: Vec<String>,

    /// List rules of this severity only; may be repeated
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub severity: Vec<Severity>,

    /// Format of the list
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
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

/// `meshlint explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Code (IST0101), alias (KIA1101) or name (gateway-not-found)
    pub rule: String,

    /// Format of the page
    #[arg(long, value_enum, default_value_t = PageFormat::Text)]
    pub format: PageFormat,
}

/// A format of the page of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PageFormat {
    /// For a terminal
    Text,
    /// The page as it is written
    Markdown,
    /// A list of objects, with a member for each section
    Json,
}

/// `meshlint completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell that completes
    #[arg(value_enum)]
    pub shell: Shell,
}

/// `meshlint man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Folder for a page for each command; without one, the first page goes to standard output
    pub folder: Option<PathBuf>,
}

/// `meshlint version`.
#[derive(Debug, Args)]
pub struct VersionArgs {
    /// Tell also what it was built from and where it runs, for reports of faults
    #[arg(short, long)]
    pub verbose: bool,
}
