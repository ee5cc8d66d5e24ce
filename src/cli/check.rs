//! `meshlint check` and `meshlint validate`.

use std::io::{self, IsTerminal, Write};

use super::run::{Run, Scope};
use super::{CheckArgs, ColorChoice, Ending, Format, say};
use crate::config::Profile;
use crate::diag::{self, Finding, Severity, Summary};
use crate::report::{self, Style, View};

/// Checks the input and writes the report.
pub(super) fn run(args: &CheckArgs, scope: Scope, out: &mut dyn Write) -> io::Result<Ending> {
    let Some(settings) = args.settle() else { return Ok(Ending::Error) };
    let Run { model, outcome, worlds, baseline, focus } = match super::run::run(args, &settings, scope) {
        Ok(run) => run,
        Err(error) => {
            say(&error);
            return Ok(Ending::Error);
        }
    };
    let checked = |object: &&crate::model::Object| !model.sources[object.source].context;
    let summary = Summary {
        files: model.files,
        resources: model.objects.iter().filter(checked).count(),
        skipped: model.skipped.clone(),
        errors: outcome.count(Severity::Error),
        warnings: outcome.count(Severity::Warning),
        infos: outcome.count(Severity::Info),
        unverified: outcome.unverified.len(),
        suppressed: outcome.suppressed.len(),
        worlds,
        focus,
        baseline,
    };
    let is_change = args.select.staged || args.select.changed_since.is_some();
    let ending = match () {
        // Most commits touch no manifest, and some repositories hold none yet.
        () if summary.resources == 0 && outcome.findings.is_empty() && is_change => Ending::Clean,
        () if summary.resources == 0 && outcome.findings.is_empty() => Ending::NothingToCheck,
        () if settings.fail_on.value.is_reached(outcome.worst()) => Ending::Findings,
        () if summary.resources == 0 => Ending::NothingToCheck,
        () => Ending::Clean,
    };
    let shown: Vec<&Finding> =
        outcome.findings.iter().filter(|finding| finding.severity >= settings.min_severity.value).collect();
    let view = View {
        sources: &model.sources,
        findings: &shown,
        hidden_infos: outcome.findings.len() - shown.len(),
        unverified: &outcome.unverified,
        suppressed: match args.output.show_suppressed || settings.profile.value == Profile::Audit {
            true => &outcome.suppressed,
            false => &[],
        },
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
    std::mem::forget(model);
    Ok(ending)
}

/// How a report for people looks.
pub(super) fn style(choice: ColorChoice) -> Style {
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
