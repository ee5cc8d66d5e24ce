//! `meshlint check` and `meshlint validate`.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use rustc_hash::FxHashSet;

use super::deliver::Report;
use super::failure::Failure;
use super::fix::Fixed;
use super::input::Scope;
use super::run::Run;
use super::{CheckArgs, Ending, files, fix, unavailable};
use crate::config::{Origin, Profile, Settings, Worlds};
use crate::engine::Outcome;
use crate::finding::Severity;
use crate::focus::Texts;
use crate::model::{Kind, Model, NamespaceOrigin, Object};
use crate::report::{AssumedNamespaceSummary, Format, PlaceholderSummary, Resolved, Style, Summary};
use crate::source::SourceId;

/// All that the report of `check` or `validate` is written from.
pub struct Checked {
    /// What was read.
    pub model: Model,
    /// What was found in it.
    pub outcome: Outcome,
    /// What the report says in the end.
    pub summary: Summary,
    /// How the run ends where all reports can be written.
    pub ending: Ending,
    references: Vec<Resolved>,
    least: Option<Severity>,
    show_suppressed: bool,
    start: Instant,
    steps: Vec<(&'static str, Duration)>,
}

/// Checks the input and writes the report.
pub(super) fn run(args: &CheckArgs, scope: Scope, out: &mut dyn Write) -> Result<Ending, Failure> {
    let settings = args.settle()?;
    if args.output.show_files {
        return files::show(args, &settings, out);
    }
    let fixed = match args.fix.is_asked_for() {
        true => Some(fix::run(args, &settings, scope, out)?),
        false => None,
    };
    if let Some(ending) = fixed.as_ref().and_then(|fixed| fixed.ending).filter(|_| args.fix.diff) {
        return Ok(ending);
    }
    let Fixed { edited, summary: fixes, ending } = fixed.unwrap_or_default();
    let mut checked = Checked::with(args, &settings, scope, &edited)?;
    checked.summary.fixes = fixes;
    checked.ending = ending.unwrap_or(checked.ending);
    let ending = match checked.report().deliver(&args.output, out) {
        Ok(true) => checked.ending,
        Ok(false) => Ending::Error,
        // Whoever read the report has seen enough; what was found stays found.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(checked.ending),
        Err(error) => return Err(error.into()),
    };
    if args.output.timings {
        out.flush()?;
        timings(&checked.steps, &checked.outcome.timings)?;
    }
    // Freeing a large model piece by piece takes longer than the rules do; the process ends anyway.
    std::mem::forget(checked.model);
    Ok(ending)
}

impl Checked {
    /// Checks the input, and writes nothing.
    ///
    /// # Errors
    ///
    /// Where the arguments or the configuration ask for what cannot be done.
    pub fn of(args: &CheckArgs, scope: Scope) -> Result<Checked, Failure> {
        Checked::with(args, &args.settle()?, scope, &Texts::new())
    }

    fn with(args: &CheckArgs, settings: &Settings, scope: Scope, edited: &Texts) -> Result<Checked, Failure> {
        let start = Instant::now();
        let Run { input, outcome, worlds, checked, baseline, focus, references, without_namespace, steps } =
            super::run::run(args, settings, scope, edited)?;
        let model = input.model;
        let is_checked = |source: SourceId| checked[source.0 as usize] && !model.sources[source].context;
        let objects = || model.objects.iter().filter(|object| is_checked(object.source));
        let files = match worlds.is_empty() {
            true => model.files,
            false => objects().map(|object| object.source).collect::<FxHashSet<SourceId>>().len(),
        };
        let are_clusters = matches!(settings.worlds.value, Worlds::Clusters(_));
        let (clusters, worlds) = if are_clusters { (worlds, Vec::new()) } else { (Vec::new(), worlds) };
        let summary = Summary {
            files,
            resources: objects().count(),
            of_other_revisions: model.of_other_revisions,
            mesh_resources: objects().filter(|object| object.is_of_mesh()).count(),
            skipped: model.skipped.clone(),
            errors: outcome.count(Severity::Error),
            warnings: outcome.count(Severity::Warning),
            infos: outcome.count(Severity::Info),
            unverified: outcome.unverified.len(),
            placeholders: {
                let all = model.placeholders.iter().filter(|it| is_checked(it.location.source));
                PlaceholderSummary::of(all.filter_map(|it| it.mark.as_deref()))
            },
            unavailable: unavailable::parts(&model),
            assumed_namespace: assumed_namespace(&model, is_checked, without_namespace),
            suppressed: outcome.suppressed.len(),
            worlds,
            clusters,
            focus,
            fixes: None,
            baseline,
        };
        let is_change = args.focus.staged || args.focus.changed_since.is_some();
        let ending = match () {
            // Most commits touch no manifest, and some repositories hold none yet.
            () if summary.resources == 0 && outcome.findings.is_empty() && is_change => Ending::Clean,
            () if summary.resources == 0 && outcome.findings.is_empty() => Ending::NothingToCheck,
            () if settings.fail_on.value.is_reached(outcome.worst()) => Ending::Findings,
            () if summary.resources == 0 => Ending::NothingToCheck,
            () => Ending::Clean,
        };
        let least = least_severity(settings);
        let show_suppressed = args.output.show_suppressed || settings.profile.value == Profile::Audit;
        Ok(Checked { model, outcome, summary, ending, references, least, show_suppressed, start, steps })
    }

    /// Writes the report in one format.
    ///
    /// # Errors
    ///
    /// Where `out` does not take it.
    pub fn write(&self, format: Format, style: Style, out: &mut dyn Write) -> io::Result<()> {
        self.report().view(format, |view| format.write(out, view, style))
    }

    fn report(&self) -> Report<'_> {
        Report {
            model: &self.model,
            outcome: &self.outcome,
            summary: &self.summary,
            references: &self.references,
            least: self.least,
            show_suppressed: self.show_suppressed,
            failed: self.ending == Ending::Findings,
            elapsed: self.start.elapsed(),
        }
    }
}

/// The lowest severity that was asked for.
pub(super) fn least_severity(settings: &Settings) -> Option<Severity> {
    match settings.min_severity.origin {
        Origin::Default => None,
        _ => Some(settings.min_severity.value),
    }
}

/// What names no namespace, of the objects for which it counts: of the mesh, Services, workloads.
fn assumed_namespace(
    model: &Model,
    is_checked: impl Fn(SourceId) -> bool,
    references: usize,
) -> Option<AssumedNamespaceSummary> {
    let options = &model.options;
    let counts = |object: &Object| {
        object.namespace_origin == NamespaceOrigin::Assumed
            && *object.namespace == *options.default_namespace
            && (object.is_of_mesh() || matches!(object.kind, Kind::Service | Kind::Workload))
    };
    let objects = model.objects.iter().filter(|object| is_checked(object.source) && counts(object)).count();
    let is_assumed = objects > 0 && !options.namespace_is_given;
    let namespace = || options.default_namespace.clone();
    is_assumed.then(|| AssumedNamespaceSummary { namespace: namespace(), objects, references })
}

/// How long each step took, in order, and each rule, the longest first.
fn timings(steps: &[(&'static str, Duration)], rules: &[(&'static str, Duration)]) -> io::Result<()> {
    let mut rules = rules.to_vec();
    rules.sort_by_key(|(name, time)| (std::cmp::Reverse(*time), *name));
    let mut err = io::stderr().lock();
    for (name, time) in steps.iter().chain(&rules) {
        writeln!(err, "{:>10.3} ms  {name}", time.as_secs_f64() * 1000.0)?;
    }
    Ok(())
}
