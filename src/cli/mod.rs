//! The command line: what is asked, and what comes out.

mod about;
mod access;
mod args;
mod baseline;
mod change;
mod check;
mod config;
mod deliver;
mod diff;
mod explain;
mod failure;
mod files;
mod fix;
mod generate;
mod graph;
mod impact;
mod input;
mod lsp;
mod progress;
mod references;
mod render;
mod run;
mod trace;
mod unavailable;
mod watch;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

pub use args::*;
pub use check::Checked;
pub use failure::Failure;
pub use fix::{FixedFile, Fixes};
pub use input::Scope;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing at or above the threshold.
    Clean,
    /// Findings at or above the threshold.
    Findings,
    /// Wrong usage, or an error of the tool itself.
    Error,
    /// The input holds no Kubernetes object.
    NothingToCheck,
    /// What the input does not tell decides.
    Open,
    /// Whoever was served went away before it was over.
    Abandoned,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> ExitCode {
        ExitCode::from(match ending {
            Ending::Clean => 0,
            Ending::Findings | Ending::Abandoned => 1,
            Ending::Error => 2,
            Ending::NothingToCheck => 3,
            Ending::Open => 4,
        })
    }
}

/// Runs the tool with the arguments of the process.
pub fn main() -> ExitCode {
    let mut cli = Cli::parse();
    if let Command::Lsp(args) = cli.command {
        // It speaks from threads of its own, so that nothing here may hold standard output.
        return lsp::serve(*args).map_or_else(
            |failure| {
                failure.tell();
                Ending::Error.into()
            },
            ExitCode::from,
        );
    }
    cli.command.input_mut().into_iter().for_each(InputArgs::add_clusters);
    let mut out = io::BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    let ended = match cli.command {
        Command::Check(args) => check::run(&args, Scope::Mesh, &mut out),
        Command::Validate(args) => check::run(&args, Scope::Objects, &mut out),
        Command::Baseline(args) => baseline::run(&args.command, &mut out),
        Command::Render(args) => render::run(&args, &mut out),
        Command::Graph(args) => graph::run(&args, &mut out),
        Command::Impact(args) => impact::run(&args, &mut out),
        Command::Trace(args) => trace::run(&args, &mut out),
        Command::Access(args) => access::run(&args, &mut out),
        Command::Diff(args) => diff::run(&args, &mut out),
        Command::Lsp(_) => unreachable!("it was served before"),
        Command::Config(args) => config::run(&args.command, &mut out),
        Command::Rules(args) => explain::rules(&args, &mut out),
        Command::Completions(args) => generate::completions(args.shell, &mut out),
        Command::Man(args) => generate::man(args.folder.as_deref(), &mut out),
        Command::Version(args) => about::version(args.verbose, &mut out),
        Command::Explain(args) => explain::explain(&args, &mut out),
    };
    let flushed = out.flush();
    let failure = match (ended, flushed) {
        (Ok(ending), Ok(())) => return ending.into(),
        (Ok(ending), Err(error)) => match Failure::Output(error) {
            // Whoever read the output has seen enough; `head` is not an error, and what was found stays found.
            closed if closed.is_closed() => return ending.into(),
            failure => failure,
        },
        (Err(failure), _) if failure.is_closed() => return ExitCode::SUCCESS,
        (Err(failure), _) => failure,
    };
    failure.tell();
    Ending::Error.into()
}

/// Says something on standard error.
fn say(message: &str) {
    // Where standard error is closed there is nobody left to tell.
    let _ = writeln!(io::stderr(), "meshlint: {message}");
}
