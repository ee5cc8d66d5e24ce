//! `meshlint graph`.

use clap::{Args, ValueEnum};

use super::{InputArgs, SelectArgs};
use crate::picture::Center;

/// `meshlint graph`.
#[derive(Debug, Args)]
#[command(mut_arg("namespace", |arg| arg.help("Draw only what is in this namespace, leads there or is led to")))]
pub struct GraphArgs {
    /// What is read, and as what.
    #[command(flatten)]
    pub input: InputArgs,

    /// Which findings are marked.
    #[command(flatten)]
    pub select: SelectArgs,

    /// Format of the picture
    #[arg(long, value_enum, default_value_t = PictureFormat::Mermaid)]
    pub format: PictureFormat,

    /// Draw only what leads to this object and what it leads to
    #[arg(long, value_name = "KIND/NS/NAME")]
    pub focus: Option<Center>,

    /// Draw only this object and what a change of it concerns: all that leads to it
    #[arg(long, value_name = "KIND/NS/NAME", conflicts_with = "focus")]
    pub impact: Option<Center>,

    /// Draw one node for each namespace
    #[arg(long, value_enum, default_value_t = Fold::Auto, value_name = "WHEN")]
    pub fold: Fold,
}

/// A format of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PictureFormat {
    /// For Graphviz
    Dot,
    /// For Markdown on GitHub and GitLab
    Mermaid,
    /// Nodes and edges, for programs
    Json,
}

/// When a picture is drawn with one node for each namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Fold {
    /// Where it is too large to be read, and not for programs
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
