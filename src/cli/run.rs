//! From arguments to an outcome: what `check`, `validate` and `baseline` have in common.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::args::InputArgs;
use super::progress::Progress;
use super::{CheckArgs, SelectArgs, references, say};
use crate::baseline::{Baseline, BaselineSummary, Looked};
use crate::config::{ConfigError, Flags, Settings};
use crate::diag::{self, Finding, FocusSummary, Outcome};
use crate::focus::{self, Change, Focus, GitError, Since};
use crate::graph::Mesh;
use crate::inspect::Inspector;
use crate::load::Request;
use crate::model::{Model, Options};
use crate::report::Resolved;
use crate::suppress::{self, Circumstances};
use crate::worlds;

/// How far a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Each object by itself: what the API server or Istio's webhook refuses or warns about.
    Objects,
    /// The mesh that the objects make together, as well.
    Mesh,
}

/// What a run was to do, what it read and what it found.
pub(super) struct Run {
    pub model: Model,
    pub outcome: Outcome,
    /// The names of the worlds, if there are several.
    pub worlds: Vec<String>,
    pub baseline: Option<BaselineSummary>,
    /// What the report is about, where it is about a part.
    pub focus: Option<FocusSummary>,
    /// What each reference leads to, where that is to be shown.
    pub references: Vec<Resolved>,
    /// How long each step took.
    pub steps: Vec<(&'static str, Duration)>,
}

impl CheckArgs {
    /// What the run is to do. What is wrong with the configuration is said on standard error.
    pub(super) fn settle(&self) -> Option<Settings> {
        let flags = self.select.add_to(self.input.flags());
        let flags = crate::config::Flags { min_severity: self.output.min_severity, ..flags };
        settings(&self.input, &flags)
    }
}

/// What a run with this input is to do. What is wrong with the configuration is said on standard error.
pub(super) fn settings(input: &InputArgs, flags: &Flags) -> Option<Settings> {
    match Settings::of(&input.paths, flags) {
        Ok(settings) => Some(settings),
        Err(error) => {
            refuse(&error);
            None
        }
    }
}

/// Says what is wrong with a configuration.
fn refuse(error: &ConfigError) {
    let color =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|it| it.is_empty());
    match error {
        ConfigError::Content { .. } => eprint!("{}", error.render(color)),
        _ => say(&error.to_string()),
    }
}

/// Reads the input, runs the rules and puts aside what is suppressed or was there before.
pub(super) fn run(args: &CheckArgs, settings: &Settings, scope: Scope) -> Result<Run, String> {
    let selection = settings.selection();
    let inspector = Inspector::new(selection.rules());
    let baseline = settings.baseline.as_ref().map(|file| (&file.value, Baseline::read(&file.value)));
    let baseline = match baseline {
        Some((file, read)) => Some((file, read.map_err(|error| error.to_string())?)),
        None => None,
    };
    let focus = focus(args).map_err(|error| error.to_string())?;
    let request = args.input.request(settings);
    let options = Options { now: args.input.now.unwrap_or_else(now), ..settings.options() };
    let progress = Progress::start(!args.output.quiet);
    let mut clock = Clock::start();
    let model = Model::load(&request, &options, &inspector).map_err(|error| error.to_string());
    let mut model = model?;
    clock.note("reading and checking each object");
    let only = &args.input.world;
    let mut references = Vec::new();
    progress.next();
    let mut look = |mesh: &Mesh<'_>| {
        clock.note("resolving references");
        progress.next();
        if args.output.verbose {
            references.extend(references::resolved(mesh));
        }
    };
    let (mut outcome, worlds) = match scope {
        Scope::Objects => (diag::run(&model, None, selection.rules()), Vec::new()),
        Scope::Mesh => worlds::judge(&mut model, selection.rules(), &settings.worlds.value, only, &mut look)?,
    };
    clock.note("running rules");
    references.sort();
    references.dedup();
    let is_whole = only.is_empty();
    let paths = &args.input.paths;
    let with_mesh = scope == Scope::Mesh;
    let circumstances = Circumstances { settings, selection: &selection, with_mesh, is_whole, paths };
    suppress::apply(&mut model, &mut outcome, &circumstances);
    for finding in &mut outcome.findings {
        finding.severity = selection.severity(finding.rule).unwrap_or(finding.severity);
    }
    let baseline = baseline.map(|(file, baseline)| {
        let now = Baseline::of(&model, &outcome.findings);
        let looked = Looked { selection: &selection, paths: if is_whole { paths } else { &[] } };
        let suppressed = baseline.put_aside(&model, &mut outcome.findings);
        let summary = BaselineSummary {
            path: file.to_string_lossy().into_owned(),
            matched: suppressed.len(),
            stale: baseline.len() - baseline.pruned(&now, &looked).len(),
        };
        outcome.suppressed.extend(suppressed);
        outcome.sort();
        summary
    });
    let focus = match focus {
        Some(focus) => Some(narrow(args, settings, &model, &mut outcome, &focus)?),
        None => None,
    };
    clock.note("putting aside what is suppressed");
    Ok(Run { model, outcome, worlds, baseline, focus, references, steps: clock.steps })
}

/// What the command line says that the report is about.
fn focus(args: &CheckArgs) -> Result<Option<Focus>, GitError> {
    let SelectArgs { changed_since, staged, only, .. } = &args.select;
    let since = match changed_since {
        Some(revision) => Some(Since::Revision(revision.clone())),
        None => staged.then_some(Since::Staged),
    };
    if since.is_none() && only.is_empty() {
        return Ok(None);
    }
    let place = args.input.paths.first().filter(|path| path.as_os_str() != "-").cloned();
    let place = place.unwrap_or_else(|| PathBuf::from("."));
    let change = since.map(|since| focus::change(&place, &since)).transpose()?;
    Ok(Some(Focus { change, only: only.clone() }))
}

/// Leaves out what neither touches the part that the report is about, nor is made wrong by the change.
fn narrow(
    args: &CheckArgs,
    settings: &Settings,
    model: &Model,
    outcome: &mut Outcome,
    focus: &Focus,
) -> Result<FocusSummary, String> {
    let title = match (&args.select.changed_since, args.select.staged) {
        (Some(revision), _) => Some(Since::Revision(revision.clone()).title()),
        (None, true) => Some(Since::Staged.title()),
        (None, false) => None,
    };
    let changed = focus.change.as_ref().map_or(0, |change| change.before.len());
    let files = format!("{changed} file{}", if changed == 1 { "" } else { "s" });
    let only: Vec<String> = args.select.only.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    let on =
        title.map(|title| format!("{files} {title}")).into_iter().chain(only).collect::<Vec<_>>().join(", ");
    let before = outcome.findings.len();
    let holds = |path: &Path| focus.change.as_ref().is_some_and(|it| it.before.contains_key(path));
    // What a configuration changes may be anywhere.
    if settings.files.iter().any(|file| holds(&focus::absolute(Path::new(&file.path)))) {
        return Ok(FocusSummary {
            on: format!("everything: {} has changed", settings.files[0].path),
            hidden: 0,
        });
    }
    let (mut kept, elsewhere): (Vec<_>, Vec<_>) =
        outcome.findings.drain(..).partition(|finding| focus.touches(model, finding));
    if let Some(change) =
        focus.change.as_ref().filter(|change| !elsewhere.is_empty() && !change.before.is_empty())
    {
        kept.extend(caused(args, settings, model, elsewhere, change)?);
    }
    outcome.findings = kept;
    outcome.unverified.retain(|finding| focus.touches(model, finding));
    outcome.suppressed.retain(|suppressed| focus.touches(model, &suppressed.finding));
    outcome.sort();
    Ok(FocusSummary { on, hidden: before - outcome.findings.len() })
}

/// Those findings that were not there before the change, though it did not touch their files: what they refer
/// to is gone, or is another now.
fn caused(
    args: &CheckArgs,
    settings: &Settings,
    model: &Model,
    findings: Vec<Finding>,
    change: &Change,
) -> Result<Vec<Finding>, String> {
    let selection = settings.selection();
    let inspector = Inspector::new(selection.rules());
    let request = Request { replaced: change.before.clone(), ..args.input.request(settings) };
    // A world, a file or a setting may be new; then there is nothing to compare with.
    let options = Options { now: model.options.now, ..settings.options() };
    let Ok(mut before) = Model::load(&request, &options, &inspector) else { return Ok(findings) };
    let judged =
        worlds::judge(&mut before, selection.rules(), &settings.worlds.value, &args.input.world, &mut |_| {});
    let Ok((known, _)) = judged else { return Ok(findings) };
    let known = Baseline::of(&before, &known.findings);
    let mut findings = findings;
    known.put_aside(model, &mut findings);
    Ok(findings)
}

/// The current time in seconds since 1970.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// Measures one step after the other.
struct Clock {
    last: Instant,
    steps: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn start() -> Clock {
        Clock { last: Instant::now(), steps: Vec::new() }
    }

    /// The step of this name has ended, perhaps once more.
    fn note(&mut self, step: &'static str) {
        match self.steps.iter_mut().find(|(known, _)| *known == step) {
            Some((_, total)) => *total += self.last.elapsed(),
            None => self.steps.push((step, self.last.elapsed())),
        }
        self.last = Instant::now();
    }
}
