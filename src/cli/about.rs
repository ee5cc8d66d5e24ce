//! `meshlint version`: what a report of a fault should say of the program and of where it runs.

use std::io::{self, IsTerminal, Write};

use super::Ending;
use super::failure::Failure;
use crate::{rules, schema};

/// Prints the version; with `verbose` all that may make one run differ from another.
pub(super) fn version(verbose: bool, out: &mut dyn Write) -> Result<Ending, Failure> {
    writeln!(out, "meshlint {}", env!("CARGO_PKG_VERSION"))?;
    if !verbose {
        return Ok(Ending::Clean);
    }
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    let libc = if cfg!(target_env = "musl") { ", musl" } else { "" };
    writeln!(out, "built for {} {}{libc}, {build}", std::env::consts::ARCH, std::env::consts::OS)?;
    writeln!(out, "{} rules; {}", rules::ALL.len(), schema::PROVENANCE)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let streams = [io::stdin().is_terminal(), io::stdout().is_terminal(), io::stderr().is_terminal()];
    let terminals: Vec<&str> = ["input", "output", "error"]
        .into_iter()
        .zip(streams)
        .filter(|(_, is)| *is)
        .map(|(name, _)| name)
        .collect();
    let terminals = if terminals.is_empty() { "none".to_owned() } else { terminals.join(", ") };
    writeln!(out, "threads: {threads}; on a terminal: {terminals}")?;
    for name in ["GITHUB_ACTIONS", "NO_COLOR", "RAYON_NUM_THREADS", "SOURCE_DATE_EPOCH", "TERM"] {
        if let Some(value) = std::env::var_os(name) {
            writeln!(out, "{name}={}", value.to_string_lossy().escape_debug())?;
        }
    }
    Ok(Ending::Clean)
}
