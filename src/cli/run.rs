//! From arguments to an outcome: what `check`, `validate` and `baseline` have in common.

use std::io::IsTerminal;

use super::args::InputArgs;
use super::{CheckArgs, say};
use crate::baseline::{Baseline, BaselineSummary, Looked};
use crate::config::{ConfigError, Flags, Settings};
use crate::diag::{self, Outcome};
use crate::inspect::Inspector;
use crate::model::Model;
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
pub(super) fn refuse(error: &ConfigError) {
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
    let request = args.input.request(settings);
    let model = Model::load(&request, &settings.options(), &inspector).map_err(|error| error.to_string());
    let mut model = model?;
    let only = &args.input.world;
    let (mut outcome, worlds) = match scope {
        Scope::Objects => (diag::run(&model, None, selection.rules()), Vec::new()),
        Scope::Mesh => worlds::judge(&mut model, selection.rules(), &settings.worlds.value, only)?,
    };
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
    Ok(Run { model, outcome, worlds, baseline })
}
