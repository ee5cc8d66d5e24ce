//! `meshlint lsp`: what `check` finds, for an editor.

use std::path::Path;

use clap::Parser;

use super::check::least_severity;
use super::failure::Failure;
use super::input::Scope;
use super::{CheckArgs, Cli, Command, Ending, LspArgs, references, run};
use crate::focus::Texts;
use crate::lsp::{self, Analysis, Served};
use crate::report::Format;

/// Serves an editor over standard input and output.
pub(super) fn serve(args: LspArgs) -> Result<Ending, Failure> {
    if args.input.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::refused("standard input is where the editor speaks: name folders"));
    }
    let paths = args.input.paths.clone();
    let analyse = move |root: &Path, texts: &Texts| analysis(&args, root, texts);
    match lsp::serve(&paths, Box::new(analyse)).map_err(Failure::refused)? {
        Served::Closed => Ok(Ending::Clean),
        Served::Abandoned => Ok(Ending::Abandoned),
    }
}

/// Checks one root.
fn analysis(args: &LspArgs, root: &Path, texts: &Texts) -> Result<Analysis, String> {
    let args = check_args(args, root);
    let told = |failure: Failure| match failure {
        Failure::Refused(reason) => reason,
        Failure::Config(error) => error.to_string(),
        Failure::Output(error) => error.to_string(),
    };
    let settings = args.settle().map_err(told)?;
    let mut links = Vec::new();
    let mut look = |mesh: &crate::graph::Mesh<'_>| links.extend(references::links(mesh));
    let run = run::looking(&args, &settings, Scope::Mesh, texts, &mut look).map_err(told)?;
    let least = least_severity(&settings).unwrap_or(Format::Json.least_severity());
    let findings = run.outcome.findings.into_iter().filter(|finding| finding.severity >= least).collect();
    Ok(Analysis { model: run.input.model, findings, links })
}

/// What `meshlint check` would be called with for a root.
fn check_args(args: &LspArgs, root: &Path) -> CheckArgs {
    let Command::Check(check) = Cli::parse_from(["meshlint", "check", "--quiet"]).command else {
        unreachable!("check is what was parsed")
    };
    let mut check = *check;
    check.input = args.input.clone();
    check.input.paths = vec![root.to_path_buf()];
    check.input.add_clusters();
    check.select = args.select.clone();
    check
}
