//! What all commands do that read manifests: read them, tell their meshes apart, run the rules, and put aside
//! what is not to be reported.

use std::path::PathBuf;

use super::failure::Failure;
use super::watch::Watch;
use super::{Ending, InputArgs, say};
use crate::baseline::{Baseline, BaselineSummary, Looked};
use crate::config::{RuleSelection, Settings};
use crate::engine;
use crate::engine::Outcome;
use crate::graph::Mesh;
use crate::inspect::Inspector;
use crate::intake;
use crate::intake::Request;
use crate::model::{Model, Options};
use crate::suppress::{self, Circumstances, ConfigurationTexts};
use crate::worlds::Meshes;

/// How far a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Each object by itself: what the API server or Istio's webhook refuses or warns about.
    Objects,
    /// The mesh that the objects make together, as well.
    Mesh,
}

/// What is to be read, and as what.
pub(super) struct Reading {
    pub request: Request,
    pub settings: Settings,
    /// Whether rules are to look at it.
    pub with_rules: bool,
    /// Whether these look at one object at a time.
    alone: bool,
    /// The time by which dates are judged, in seconds since 1970.
    pub now: i64,
    /// The worlds that are wanted; all where there are none.
    pub worlds: Vec<String>,
    /// What is read instead of a path, and is taken to stand there.
    pub stands_at: Option<(PathBuf, PathBuf)>,
}

impl Reading {
    /// What the command line says.
    pub fn of(args: &InputArgs, settings: &Settings) -> Reading {
        Reading {
            request: args.request(settings),
            settings: settings.clone(),
            with_rules: true,
            alone: false,
            now: args.now.unwrap_or_else(now),
            worlds: args.world.clone(),
            stands_at: None,
        }
    }

    /// The same for rules of a scope.
    pub fn of_scope(self, scope: Scope) -> Reading {
        Reading { alone: scope == Scope::Objects, ..self }
    }

    /// The same without rules.
    pub fn without_rules(self) -> Reading {
        Reading { with_rules: false, ..self }
    }

    /// The same with all of what is built, and not just what is judged.
    pub fn whole(mut self) -> Reading {
        self.request.is_whole = true;
        self
    }

    /// Reads it.
    pub fn read(self) -> Result<Input, Failure> {
        let Reading { mut request, settings, with_rules, alone, now, worlds, stands_at } = self;
        let selection = settings.selection();
        let baseline = settings.baseline.as_ref().filter(|_| with_rules);
        let baseline =
            baseline.map(|file| Baseline::read(&file.value).map(|read| (file.value.clone(), read)));
        let baseline = baseline.transpose().map_err(Failure::refused)?;
        let inspector = if with_rules { engine::inspector(selection.rules()) } else { Inspector::default() };
        let options = Options { now, alone, ..settings.options() };
        let given = request.inputs.iter().filter(|input| !input.context);
        let paths = given.map(|input| input.path.clone()).collect();
        if let Some((from, to)) = &stands_at {
            request.move_to(to, from);
        }
        let mut model = intake::load(&request, &options, &inspector).map_err(Failure::refused)?;
        if let Some((from, to)) = &stands_at {
            model.move_files(from, to);
        }
        let configurations = ConfigurationTexts::add(&mut model, &settings);
        Ok(Input { model, settings, selection, paths, worlds, baseline, configurations })
    }

    /// Reads it, and asks the only mesh that it holds.
    pub fn ask(self, answer: impl FnOnce(&Mesh<'_>) -> Result<Ending, Failure>) -> Result<Ending, Failure> {
        let mut watch = Watch::start(true);
        let input = self.read()?;
        watch.next("reading");
        input.say_left_out();
        if input.model.objects.is_empty() {
            watch.finish();
            say("the input holds no Kubernetes object");
            return Ok(Ending::NothingToCheck);
        }
        let meshes = input.meshes(false)?;
        watch.finish();
        let ending = meshes.with_the_only(answer)??;
        // Freeing a large model piece by piece takes longer than the answer; the process ends anyway.
        meshes.forget();
        std::mem::forget(input);
        Ok(ending)
    }
}

/// What was read.
pub(super) struct Input {
    pub model: Model,
    pub settings: Settings,
    /// The rules that run.
    pub selection: RuleSelection,
    /// The paths that were asked for.
    pub paths: Vec<PathBuf>,
    worlds: Vec<String>,
    baseline: Option<(PathBuf, Baseline)>,
    configurations: ConfigurationTexts,
}

impl Input {
    /// The meshes that it holds, as far as they are wanted. It may lack a world that is wanted where another
    /// state of it is known to hold that.
    pub fn meshes(&self, may_lack: bool) -> Result<Meshes<'_>, Failure> {
        let worlds = &self.settings.worlds.value;
        Meshes::of(&self.model, worlds, &self.worlds, may_lack).map_err(Failure::Refused)
    }

    /// Says that objects were left out, for commands without a summary.
    pub fn say_left_out(&self) {
        if let count @ 1.. = self.model.of_other_revisions {
            let plural = if count == 1 { " is" } else { "s are" };
            say(&format!("{count} resource{plural} left out: the label istio.io/rev names another revision"));
        }
    }

    /// Runs the rules over each object by itself.
    pub fn judge_objects(&self) -> Outcome {
        engine::run(&self.model, None, self.selection.rules())
    }

    /// Runs the rules over all its meshes. `look` sees each mesh before.
    pub fn judge(&self, meshes: &Meshes<'_>, watch: &mut Watch, look: &mut dyn FnMut(&Mesh<'_>)) -> Outcome {
        let judge = |index| {
            meshes.with(index, |mesh| {
                watch.next("resolving references");
                look(mesh);
                let outcome = meshes.judge(index, mesh, self.selection.rules());
                watch.next("running rules");
                outcome
            })
        };
        meshes.together((0..meshes.count()).map(judge).collect())
    }

    /// Puts aside what is suppressed or was there before, and gives the findings the severities that were asked
    /// for. They are findings on `model`: what was read, or one world of it, and then not all (`is_whole`).
    pub fn settle(
        &self,
        model: &Model,
        outcome: &mut Outcome,
        scope: Scope,
        is_whole: bool,
    ) -> Option<BaselineSummary> {
        let is_whole = is_whole && model.of_other_revisions == 0;
        let circumstances = Circumstances {
            settings: &self.settings,
            configurations: &self.configurations,
            selection: &self.selection,
            with_mesh: scope == Scope::Mesh,
            is_whole,
            paths: &self.paths,
        };
        suppress::apply(model, outcome, &circumstances);
        for finding in &mut outcome.findings {
            finding.severity = self.selection.severity(finding.rule).unwrap_or(finding.severity);
        }
        let (file, baseline) = self.baseline.as_ref()?;
        let now = Baseline::of(model, &outcome.findings);
        let looked = Looked { selection: &self.selection, paths: if is_whole { &self.paths } else { &[] } };
        let suppressed = baseline.put_aside(model, &mut outcome.findings);
        let summary = BaselineSummary {
            path: file.to_string_lossy().into_owned(),
            matched: suppressed.len(),
            stale: baseline.len() - baseline.pruned(&now, &looked).len(),
        };
        outcome.suppressed.extend(suppressed);
        outcome.sort();
        Some(summary)
    }
}

/// The current time in seconds since 1970.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
