//! From arguments to an outcome: what `check`, `validate` and `baseline` have in common.

use std::io::IsTerminal;

use super::{CheckArgs, say};
use crate::config::{ConfigError, Selection, Settings};
use crate::diag::{self, Outcome};
use crate::graph::Mesh;
use crate::inspect::Inspector;
use crate::load::InputError;
use crate::model::Model;
use crate::suppress::{self, Circumstances};

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
}

impl CheckArgs {
    /// What the run is to do. What is wrong with the configuration is said on standard error.
    pub(super) fn settle(&self) -> Option<Settings> {
        let flags = self.select.add_to(self.input.flags());
        let flags = crate::config::Flags { min_severity: self.output.min_severity, ..flags };
        match Settings::of(&self.input.paths, &flags) {
            Ok(settings) => Some(settings),
            Err(error) => {
                refuse(&error);
                None
            }
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

/// Reads the input and runs the rules.
pub(super) fn run(args: &CheckArgs, settings: &Settings, scope: Scope) -> Result<Run, InputError> {
    let selection = settings.selection();
    let inspector = Inspector::new(selection.rules());
    let mut model = Model::load(&args.input.request(settings), &settings.options(), &inspector)?;
    let mut outcome = judge(&model, &selection, scope);
    let circumstances = Circumstances {
        settings,
        selection: &selection,
        with_mesh: scope == Scope::Mesh,
        paths: &args.input.paths,
    };
    suppress::apply(&mut model, &mut outcome, &circumstances);
    for finding in &mut outcome.findings {
        finding.severity = selection.severity(finding.rule).unwrap_or(finding.severity);
    }
    Ok(Run { model, outcome })
}

fn judge(model: &Model, selection: &Selection, scope: Scope) -> Outcome {
    let mesh = (scope == Scope::Mesh).then(|| Mesh::build(model));
    let outcome = diag::run(model, mesh.as_ref(), selection.rules());
    // Freeing a large mesh piece by piece takes longer than the rules do; the process ends soon.
    std::mem::forget(mesh);
    outcome
}
