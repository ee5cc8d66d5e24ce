//! `meshlint access`.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::args::{AccessArgs, AccessFormat, By};
use super::failure::Failure;
use super::input::Reading;
use super::{Ending, deliver};
use crate::access::{Access, Failed, Pair, read_expectations};
use crate::config::Settings;
use crate::graph::Mesh;
use crate::report::access as report;

/// Says who may call whom.
pub(super) fn run(args: &AccessArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let settings = Settings::of(&args.input.named_paths(), &args.input.flags())?;
    Reading::of(&args.input, &settings).without_rules().ask(|mesh| answer(args, mesh, out))
}

fn answer(args: &AccessArgs, mesh: &Mesh<'_>, out: &mut dyn Write) -> Result<Ending, Failure> {
    if let Some(file) = &args.assert {
        return expectations(args, file, mesh, out);
    }
    let access = Access::of(mesh, args.method.as_deref(), args.path.as_deref());
    let callers = match &args.from {
        Some(name) => {
            let named = access.callers_named(name);
            if named.is_empty() {
                return Err(Failure::refused(format!("the input has no client {name}")));
            }
            named
        }
        None => (0..access.callers.len()).collect(),
    };
    let targets = match &args.to {
        Some(name) => {
            let named = access.targets_named(name, args.port);
            if named.is_empty() {
                return Err(Failure::refused(format!(
                    "the input has no Service or workload {name} with pods behind it"
                )));
            }
            named
        }
        None => access.targets_named("*", args.port),
    };
    let is_whole = args.to.is_none() && args.from.is_none();
    if is_whole && args.by == By::Namespace && args.format == AccessFormat::Text {
        report::by_namespace(out, &access.by_namespace(&targets))?;
        return Ok(Ending::Clean);
    }
    let pairs: Vec<Pair> = match is_whole {
        true => targets.iter().flat_map(|&target| access.pairs_to(target)).collect(),
        false => {
            let confirmed = |&target: &usize| callers.iter().map(move |&caller| (caller, target));
            targets
                .iter()
                .flat_map(confirmed)
                .map(|(caller, target)| access.pair(caller, target, true))
                .collect()
        }
    };
    match args.format {
        AccessFormat::Json => report::json(out, mesh, &access, &pairs)?,
        AccessFormat::Csv => report::csv(out, &access, &pairs)?,
        AccessFormat::Text => report::text(out, mesh, &access, &pairs, deliver::style(args.color))?,
    }
    Ok(Ending::Clean)
}

fn expectations(
    args: &AccessArgs,
    file: &Path,
    mesh: &Mesh<'_>,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let text = fs::read_to_string(file).map_err(|error| {
        Failure::refused(format!("cannot read {}: {}", file.display(), crate::intake::os_reason(&error)))
    })?;
    let all =
        read_expectations(&text).map_err(|why| Failure::refused(format!("{}: {why}", file.display())))?;
    let mut failed: Vec<Failed> = Vec::new();
    for expectation in &all {
        let access = Access::of(mesh, expectation.method.as_deref(), expectation.path.as_deref());
        let found = expectation
            .check(&access)
            .map_err(|why| Failure::refused(format!("{}: {why}", file.display())))?;
        failed.extend(found);
    }
    match args.format {
        AccessFormat::Json => report::failures_json(out, all.len(), &failed)?,
        _ => report::failures(out, &file.display().to_string(), all.len(), &failed)?,
    }
    Ok(if failed.is_empty() { Ending::Clean } else { Ending::Findings })
}
