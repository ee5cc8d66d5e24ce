//! What can be said on the command line: one file for each topic.

mod about;
mod access;
mod diff;
mod fix;
mod graph;
mod impact;
mod input;
mod lsp;
mod output;
mod render;
mod select;
mod time;
mod trace;

use clap::{Args, Parser, Subcommand};

use crate::config::Threshold;

pub use about::*;
pub use access::{AccessArgs, AccessFormat, By};
pub use diff::{DiffArgs, DiffFormat};
pub use fix::FixArgs;
pub use graph::{Fold, GraphArgs, PictureFormat};
pub use impact::{ImpactArgs, ImpactFormat};
pub use input::InputArgs;
pub use lsp::LspArgs;
pub use output::{ColorChoice, Output, OutputArgs};
pub use render::{RenderArgs, RenderFormat};
pub use select::{FocusArgs, SelectArgs};
pub use trace::{ClientCert, TraceArgs, TraceFormat};

/// An offline analyzer and linter for Istio and Kubernetes Gateway configuration.
#[derive(Debug, Parser)]
#[command(name = "meshlint", version, about, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check manifests and report what is broken
    Check(Box<CheckArgs>),
    /// Check each object by itself: would the API server and Istio's webhook accept it?
    Validate(Box<CheckArgs>),
    /// Write down what is found today, so that only what is new is reported
    Baseline(BaselineArgs),
    /// Print what would be applied: kustomizations built, each object with where it comes from
    Render(Box<RenderArgs>),
    /// Draw the resolved mesh, with the findings marked on it
    Graph(Box<GraphArgs>),
    /// Show which way a request goes, and why
    Trace(Box<TraceArgs>),
    /// Say who may call whom, and check what is expected of that
    Access(Box<AccessArgs>),
    /// Say what depends on an object, and what would fail without it
    Impact(Box<ImpactArgs>),
    /// Compare two states of a mesh: which requests change their way, which findings come and go
    Diff(Box<DiffArgs>),
    /// Serve an editor: findings while you type, fixes, where things lead (Language Server Protocol)
    Lsp(Box<LspArgs>),
    /// Show the configuration in force, or its schema
    Config(ConfigArgs),
    /// List the rules
    Rules(RulesArgs),
    /// Explain a rule, by code, alias or name
    Explain(ExplainArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Write man pages
    #[command(hide = true)]
    Man(ManArgs),
    /// Print the version, and what a report of a fault should say
    Version(VersionArgs),
}

impl Command {
    /// What the command reads, if it reads manifests.
    pub fn input_mut(&mut self) -> Option<&mut InputArgs> {
        match self {
            Command::Check(args) | Command::Validate(args) => Some(&mut args.input),
            Command::Baseline(BaselineArgs {
                command: BaselineCommand::Write(args) | BaselineCommand::Prune(args),
            })
            | Command::Config(ConfigArgs { command: ConfigCommand::Show(args) }) => Some(&mut args.input),
            Command::Render(args) => Some(&mut args.input),
            Command::Graph(args) => Some(&mut args.input),
            Command::Trace(args) => Some(&mut args.input),
            Command::Access(args) => Some(&mut args.input),
            Command::Impact(args) => Some(&mut args.input),
            Command::Diff(args) => Some(&mut args.input),
            _ => None,
        }
    }
}

/// `meshlint check` and `meshlint validate`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// What is read, and as what.
    #[command(flatten)]
    pub input: InputArgs,

    /// Which findings there are.
    #[command(flatten)]
    pub select: SelectArgs,

    /// What the report is about.
    #[command(flatten)]
    pub focus: FocusArgs,

    /// Lowest severity for which the exit status is 1 [default: warning]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<Threshold>,

    /// What is done about the findings.
    #[command(flatten)]
    pub fix: FixArgs,

    /// How it is reported.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// `meshlint baseline`.
#[derive(Debug, Args)]
pub struct BaselineArgs {
    /// What to do with the file.
    #[command(subcommand)]
    pub command: BaselineCommand,
}

/// What to do with a baseline.
#[derive(Debug, Subcommand)]
pub enum BaselineCommand {
    /// Write all that `check` finds with these arguments into the file
    Write(Box<CheckArgs>),
    /// Take out of the file what is not found any more
    Prune(Box<CheckArgs>),
}

/// `meshlint config`.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// What to show.
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// What `meshlint config` shows.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Show every setting of `check` with these arguments, and where it came from
    Show(Box<CheckArgs>),
    /// Print the JSON Schema of meshlint.toml
    Schema,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_line_is_well_formed() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
