//! `meshlint check` and `meshlint validate`.

use std::io::{self, IsTerminal, Write};

use super::{CheckArgs, ColorChoice, Ending, Format, say};
use crate::diag::{self, Finding, Severity, Summary};
use crate::graph::Mesh;
use crate::inspect::Inspector;
use crate::model::Model;
use crate::report::{self, Style, View};
use crate::rules;

/// How far a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Each object by itself: what the API server or Istio's webhook refuses or warns about.
    Objects,
    /// The mesh that the objects make together, as well.
    Mesh,
}

/// Checks the input and writes the report.
pub(super) fn run(args: &CheckArgs, scope: Scope, out: &mut dyn Write) -> io::Result<Ending> {
    let inspector = Inspector::new(rules::ALL);
    let model = match Model::load(&args.input.request(), &args.input.options(), &inspector) {
        Ok(model) => model,
        Err(error) => {
            say(&error.to_string());
            return Ok(Ending::Error);
        }
    };
    let mesh = (scope == Scope::Mesh).then(|| Mesh::build(&model));
    let outcome = diag::run(&model, mesh.as_ref(), rules::ALL);
    let checked = |object: &&crate::model::Object| !model.sources[object.source].context;
    let summary = Summary {
        files: model.files,
        resources: model.objects.iter().filter(checked).count(),
        skipped: model.skipped.clone(),
        errors: outcome.count(Severity::Error),
        warnings: outcome.count(Severity::Warning),
        infos: outcome.count(Severity::Info),
        unverified: outcome.unverified.len(),
    };
    let ending = match () {
        () if summary.resources == 0 && outcome.findings.is_empty() => Ending::NothingToCheck,
        () if args.select.fail_on.is_reached(outcome.worst()) => Ending::Findings,
        () if summary.resources == 0 => Ending::NothingToCheck,
        () => Ending::Clean,
    };
    let shown: Vec<&Finding> =
        outcome.findings.iter().filter(|finding| finding.severity >= args.output.min_severity).collect();
    let view = View {
        sources: &model.sources,
        findings: &shown,
        hidden_infos: outcome.findings.len() - shown.len(),
        unverified: &outcome.unverified,
        summary: &summary,
        objects: &model.objects,
    };
    match args.output.format {
        Format::Text => report::text::write(out, &view, style(args.output.color))?,
        Format::Concise => {
            report::concise::write(out, &view)?;
            out.flush()?; // the summary comes behind the findings where both go to one place
            report::concise::write_summary(&mut io::stderr().lock(), &view)?;
        }
        Format::Json => report::json::write(out, &model, &outcome, &summary)?,
    }
    if args.output.timings {
        timings(&outcome)?;
    }
    // Freeing a large model piece by piece takes longer than the rules do; the process ends anyway.
    std::mem::forget(mesh);
    std::mem::forget(model);
    Ok(ending)
}

fn style(choice: ColorChoice) -> Style {
    let is_terminal = io::stdout().is_terminal();
    let color = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    };
    Style { color, hyperlinks: is_terminal && color, unicode: true, width: 100 }
}

fn timings(outcome: &diag::Outcome) -> io::Result<()> {
    let mut timings = outcome.timings.clone();
    timings.sort_by_key(|(name, time)| (std::cmp::Reverse(*time), *name));
    let mut err = io::stderr().lock();
    for (name, time) in timings {
        writeln!(err, "{:>10.3} ms  {name}", time.as_secs_f64() * 1000.0)?;
    }
    Ok(())
}
