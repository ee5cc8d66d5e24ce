//! From arguments to an outcome: what `check`, `validate` and `baseline` have in common.

use std::time::Duration;

use rustc_hash::FxHashSet;

use super::failure::Failure;
use super::input::{Input, Reading, Scope};
use super::watch::Watch;
use super::{CheckArgs, change, references};
use crate::baseline::BaselineSummary;
use crate::config::{Flags, Settings};
use crate::engine::Outcome;
use crate::finding::Finding;
use crate::focus::Texts;
use crate::graph::Mesh;
use crate::report::{FocusSummary, Resolved};

/// What a run was to do, what it read and what it found.
pub(super) struct Run {
    pub input: Input,
    pub outcome: Outcome,
    /// The names of the worlds, if there are several.
    pub worlds: Vec<String>,
    /// For each text whether it belongs to the worlds that were checked.
    pub checked: Vec<bool>,
    pub baseline: Option<BaselineSummary>,
    /// What the report is about, where it is about a part.
    pub focus: Option<FocusSummary>,
    /// What each reference leads to, where that is to be shown.
    pub references: Vec<Resolved>,
    /// How many of the references that could not be verified hang on a namespace that is assumed.
    pub without_namespace: usize,
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

/// Reads the input, runs the rules and puts aside what is suppressed or was there before. `edited` are files that were
/// fixed.
pub(super) fn run(
    args: &CheckArgs,
    settings: &Settings,
    scope: Scope,
    edited: &Texts,
) -> Result<Run, Failure> {
    looking(args, settings, scope, edited, &mut |_| {})
}

/// The same, with a look at each mesh before it is judged.
pub(super) fn looking(
    args: &CheckArgs,
    settings: &Settings,
    scope: Scope,
    edited: &Texts,
    also: &mut dyn FnMut(&Mesh<'_>),
) -> Result<Run, Failure> {
    let focus = change::focus(args)?;
    let mut watch = Watch::start(!args.output.quiet);
    let mut reading = Reading::of(&args.input, settings).of_scope(scope);
    if let Some(change) = focus.as_ref().and_then(|focus| focus.change.as_ref()) {
        reading.request.replaced.clone_from(&change.after);
    }
    reading.request.replaced.extend(edited.clone());
    let input = reading.read()?;
    watch.next("reading and checking each object");
    let mut references = Vec::new();
    let mut without_namespace = FxHashSet::default();
    let mut look = |mesh: &Mesh<'_>| {
        without_namespace.extend(references::without_namespace(mesh));
        if args.output.verbose {
            references.extend(references::resolved(mesh));
        }
        also(mesh);
    };
    let everything = vec![true; input.model.sources.len()];
    let mut before = None;
    let (mut outcome, worlds, is_whole, checked) = match scope {
        Scope::Objects => (input.judge_objects(), Vec::new(), args.input.world.is_empty(), everything),
        Scope::Mesh => {
            let mut meshes = input.meshes(false)?;
            before = change::before_removal(args, &input, focus.as_ref());
            if let Some(before) = &before {
                meshes.withdraw(change::withdrawn(before, focus.as_ref()));
            }
            let outcome = input.judge(&meshes, &mut watch, &mut look);
            let (names, is_whole) = (meshes.names(), meshes.is_whole());
            let checked = input.model.sources.iter().map(|(source, _)| meshes.holds(source)).collect();
            meshes.forget();
            (outcome, names, is_whole, checked)
        }
    };
    references.sort();
    references.dedup();
    let baseline = input.settle(&input.model, &mut outcome, scope, is_whole);
    let focus = focus.map(|focus| change::narrow(args, scope, &input, before, &mut outcome, &focus));
    watch.next("putting aside what is suppressed");
    let place = |finding: &Finding| finding.built_at.unwrap_or(finding.location);
    let unverified = outcome.unverified.iter();
    let without_namespace = unverified.filter(|finding| without_namespace.contains(&place(finding))).count();
    let steps = watch.finish();
    Ok(Run { input, outcome, worlds, checked, baseline, focus, references, without_namespace, steps })
}
