//! From arguments to an outcome: what `check`, `validate` and `baseline` have in common.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::failure::Failure;
use super::input::{Input, Reading, Scope};
use super::watch::Watch;
use super::{CheckArgs, FocusArgs, references};
use crate::baseline::{Baseline, BaselineSummary};
use crate::config::{Flags, Settings};
use crate::diag::{Finding, FocusSummary, Outcome};
use crate::focus::{self, Change, Focus, GitError, Since};
use crate::graph::Mesh;
use crate::report::Resolved;

/// What a run was to do, what it read and what it found.
pub(super) struct Run {
    pub input: Input,
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
    /// What the run is to do.
    pub(super) fn settle(&self) -> Result<Settings, Failure> {
        let flags = self.select.add_to(self.input.flags());
        let flags = Flags { min_severity: self.output.min_severity, fail_on: self.fail_on, ..flags };
        Ok(Settings::of(&self.input.named_paths(), &flags)?)
    }
}

/// Reads the input, runs the rules and puts aside what is suppressed or was there before.
pub(super) fn run(args: &CheckArgs, settings: &Settings, scope: Scope) -> Result<Run, Failure> {
    let focus = focus(args).map_err(Failure::refused)?;
    let mut watch = Watch::start(!args.output.quiet);
    let mut reading = Reading::of(&args.input, settings);
    if let Some(change) = focus.as_ref().and_then(|focus| focus.change.as_ref()) {
        reading.request.replaced.clone_from(&change.after);
    }
    let input = reading.read()?;
    watch.next("reading and checking each object");
    let mut references = Vec::new();
    let mut look = |mesh: &Mesh<'_>| {
        if args.output.verbose {
            references.extend(references::resolved(mesh));
        }
    };
    let (mut outcome, worlds, is_whole) = match scope {
        Scope::Objects => (input.judge_objects(), Vec::new(), args.input.world.is_empty()),
        Scope::Mesh => {
            let meshes = input.meshes(false)?;
            let outcome = input.judge(&meshes, &mut watch, &mut look);
            let (names, is_whole) = (meshes.names(), meshes.is_whole());
            meshes.forget();
            (outcome, names, is_whole)
        }
    };
    references.sort();
    references.dedup();
    let baseline = input.settle(&input.model, &mut outcome, scope, is_whole);
    let focus = focus.map(|focus| narrow(args, scope, &input, &mut outcome, &focus)).transpose()?;
    watch.next("putting aside what is suppressed");
    Ok(Run { input, outcome, worlds, baseline, focus, references, steps: watch.finish() })
}

/// What the command line says that the report is about.
fn focus(args: &CheckArgs) -> Result<Option<Focus>, GitError> {
    let FocusArgs { changed_since, staged, only } = &args.focus;
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
    scope: Scope,
    input: &Input,
    outcome: &mut Outcome,
    focus: &Focus,
) -> Result<FocusSummary, Failure> {
    let (model, settings) = (&input.model, &input.settings);
    let title = match (&args.focus.changed_since, args.focus.staged) {
        (Some(revision), _) => Some(Since::Revision(revision.clone()).title()),
        (None, true) => Some(Since::Staged.title()),
        (None, false) => None,
    };
    let changed = focus.change.as_ref().map_or(0, |change| change.touched.len());
    let files = format!("{changed} file{}", if changed == 1 { "" } else { "s" });
    let only: Vec<String> = args.focus.only.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    let on =
        title.map(|title| format!("{files} {title}")).into_iter().chain(only).collect::<Vec<_>>().join(", ");
    let before = outcome.findings.len();
    let holds = |path: &Path| focus.change.as_ref().is_some_and(|it| it.touched.contains(path));
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
        focus.change.as_ref().filter(|change| !elsewhere.is_empty() && !change.touched.is_empty())
    {
        kept.extend(caused(args, scope, input, elsewhere, change));
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
    scope: Scope,
    input: &Input,
    mut findings: Vec<Finding>,
    change: &Change,
) -> Vec<Finding> {
    let mut reading = Reading::of(&args.input, &input.settings);
    reading.request.replaced.clone_from(&change.before);
    reading.now = input.model.options.now;
    // A world, a file or a setting may be new; then there is nothing to compare with.
    let Ok(before) = reading.read() else { return findings };
    let (mut known, is_whole) = match scope {
        Scope::Objects => (before.judge_objects(), true),
        Scope::Mesh => {
            let Ok(meshes) = before.meshes(false) else { return findings };
            (before.judge(&meshes, &mut Watch::start(false), &mut |_| {}), meshes.is_whole())
        }
    };
    before.settle(&before.model, &mut known, scope, is_whole);
    Baseline::of(&before.model, &known.findings).put_aside(&input.model, &mut findings);
    findings
}
