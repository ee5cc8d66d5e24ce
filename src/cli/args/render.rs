//! `meshlint render`.

use clap::{Args, ValueEnum};

use super::InputArgs;

/// `meshlint render`.
#[derive(Debug, Args)]
pub struct RenderArgs {
    /// What is read, and as what.
    #[command(flatten)]
    pub input: InputArgs,

    /// Format of the output
    #[arg(long, value_enum, default_value_t = RenderFormat::Yaml)]
    pub format: RenderFormat,
}

/// A format of what would be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RenderFormat {
    /// YAML documents, each with a comment that says where it comes from
    Yaml,
    /// One JSON document
    Json,
}
