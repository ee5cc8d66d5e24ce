//! Reports about a change, or about some of the paths.

use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use super::failure::Failure;
use super::input::{Input, Reading, Scope};
use super::watch::Watch;
use super::{CheckArgs, FocusArgs};
use crate::engine::Outcome;
use crate::finding::Finding;
use crate::fingerprint;
use crate::focus::{self, Change, Focus, Since};
use crate::graph::Withdrawn;
use crate::intake::Input as Given;
use crate::model::Model;
use crate::report::FocusSummary;
use crate::source::SourceId;
use crate::text::path::absolute;
use crate::worlds::Meshes;

impl FocusArgs {
    fn since(&self) -> Option<Since> {
        match &self.changed_since {
            Some(revision) => Some(Since::Revision(revision.clone())),
            None => self.staged.then_some(Since::Staged),
        }
    }
}

/// What the command line says that the report is about.
pub(super) fn focus(args: &CheckArgs) -> Result<Option<Focus>, Failure> {
    let (since, only) = (args.focus.since(), &args.focus.only);
    if since.is_none() && only.is_empty() {
        return Ok(None);
    }
    let place = args.input.paths.first().filter(|path| path.as_os_str() != "-").cloned();
    let place = place.unwrap_or_else(|| PathBuf::from("."));
    let change = since.map(|since| focus::change(&place, &since)).transpose().map_err(Failure::refused)?;
    let was_there = |path: &Path| {
        let path = absolute(path);
        change.as_ref().is_some_and(|change| change.touched.iter().any(|file| file.starts_with(&path)))
    };
    // A slip would make every run a success.
    if let Some(unknown) = only.iter().find(|path| !path.exists() && !was_there(path)) {
        return Err(Failure::refused(format_args!(
            "--only: no such file or directory: {}",
            unknown.display()
        )));
    }
    Ok(Some(Focus { change, only: only.clone() }))
}

/// The state before a change, where the change took objects away.
pub(super) fn before_removal(args: &CheckArgs, input: &Input, focus: Option<&Focus>) -> Option<Input> {
    let change = focus?.change.as_ref()?;
    let mut reading = reading_before(args, input, change).without_rules();
    let was_there = |path: &&PathBuf| change.before.get(*path).is_some_and(Option::is_some);
    let given = |path: &PathBuf| Given { path: path.clone(), context: false };
    reading.request.inputs = change.touched.iter().filter(was_there).map(given).collect();
    if reading.request.inputs.is_empty() {
        return None;
    }
    let old = reading.read().ok()?.model;
    let now: FxHashSet<_> = identities(&input.model, change).collect();
    let is_removed = identities(&old, change).any(|identity| !now.contains(&identity));
    is_removed.then(|| reading_before(args, input, change).read().ok()).flatten()
}

type Identity<'m> = (PathBuf, &'m str, &'m str, &'m str, &'m str);

/// The objects in the files that a change touches, each with its file.
fn identities<'m>(model: &'m Model, change: &Change) -> impl Iterator<Item = Identity<'m>> {
    let touched = |path: &str| Some(absolute(Path::new(path))).filter(|it| change.touched.contains(it));
    let paths: Vec<Option<PathBuf>> = model.sources.iter().map(|(_, source)| touched(&source.path)).collect();
    model.objects.iter().filter_map(move |object| {
        let path = paths[object.source.0 as usize].clone()?;
        Some((path, object.group(), &*object.kind_name, &*object.namespace, object.name()))
    })
}

/// What the references led to that a change took away: by the name of the world, if there are several.
pub(super) fn withdrawn(before: &Input, focus: Option<&Focus>) -> FxHashMap<String, Withdrawn> {
    let change = focus.and_then(|focus| focus.change.as_ref());
    let (Some(change), Ok(meshes)) = (change, before.meshes(true)) else { return FxHashMap::default() };
    let sources = before.model.sources.iter();
    let touched: Vec<bool> =
        sources.map(|(_, source)| change.touched.contains(&absolute(Path::new(&source.path)))).collect();
    let was_changed = |source: SourceId| touched[source.0 as usize];
    let names = if meshes.is_single() { vec![String::new()] } else { meshes.names() };
    let withdrawn =
        |(index, name): (usize, String)| (name, meshes.with(index, |mesh| Withdrawn::of(mesh, was_changed)));
    names.into_iter().enumerate().map(withdrawn).collect()
}

/// The files as they were before a change.
fn reading_before(args: &CheckArgs, input: &Input, change: &Change) -> Reading {
    let mut reading = Reading::of(&args.input, &input.settings);
    reading.request.replaced.clone_from(&change.before);
    reading.now = input.model.options.now;
    reading
}

/// Leaves out what neither touches the part that the report is about, nor is made wrong by the change. `before`
/// is the state before, if that was read already.
pub(super) fn narrow(
    args: &CheckArgs,
    scope: Scope,
    input: &Input,
    before: Option<Input>,
    outcome: &mut Outcome,
    focus: &Focus,
) -> FocusSummary {
    let (model, settings) = (&input.model, &input.settings);
    let title = args.focus.since().map(|since| {
        let changed = focus.change.as_ref().map_or(0, |change| change.touched.len());
        format!("{changed} file{} {}", if changed == 1 { "" } else { "s" }, since.title())
    });
    let only = args.focus.only.iter().map(|path| path.to_string_lossy().into_owned());
    let on = title.into_iter().chain(only).collect::<Vec<_>>().join(", ");
    let all = outcome.findings.len();
    let holds = |path: &Path| focus.change.as_ref().is_some_and(|it| it.touched.contains(path));
    // What a configuration changes may be anywhere.
    if settings.files.iter().any(|file| holds(&absolute(Path::new(&file.path)))) {
        return FocusSummary { on: format!("everything: {} has changed", settings.files[0].path), hidden: 0 };
    }
    let (mut kept, elsewhere): (Vec<_>, Vec<_>) =
        outcome.findings.drain(..).partition(|finding| focus.touches(model, finding));
    let change = focus.change.as_ref().filter(|change| !elsewhere.is_empty() && !change.touched.is_empty());
    if let Some(change) = change {
        let before = before.or_else(|| reading_before(args, input, change).read().ok());
        kept.extend(match before {
            Some(before) => caused(scope, input, &before, elsewhere),
            // There is nothing to compare with.
            None => elsewhere,
        });
    }
    outcome.findings = kept;
    outcome.unverified.retain(|finding| focus.touches(model, finding));
    outcome.suppressed.retain(|suppressed| focus.touches(model, &suppressed.finding));
    outcome.sort();
    FocusSummary { on, hidden: all - outcome.findings.len() }
}

/// Those findings that were not there before the change, though it did not touch their files: what they refer
/// to is gone, or is another now.
fn caused(scope: Scope, input: &Input, before: &Input, findings: Vec<Finding>) -> Vec<Finding> {
    let known = match scope {
        Scope::Objects => {
            let mut known = before.judge_objects();
            before.settle(&before.model, &mut known, scope, true);
            known
        }
        Scope::Mesh => match before.meshes(true) {
            Ok(meshes) => judged(before, &meshes),
            Err(_) => return findings,
        },
    };
    let prints = |input: &Input, findings: &[Finding]| {
        fingerprint::identify(&input.model.sources, &input.model.objects, findings)
    };
    // For each fingerprint how often it was there, and in which worlds.
    let mut left: FxHashMap<String, (usize, FxHashSet<&str>)> = FxHashMap::default();
    for (identity, finding) in prints(before, &known.findings).into_iter().zip(&known.findings) {
        let (count, worlds) = left.entry(identity.fingerprint).or_default();
        *count += 1;
        worlds.extend(finding.worlds.iter().map(String::as_str));
    }
    let identities = prints(input, &findings);
    let mut new = Vec::new();
    for (finding, identity) in findings.into_iter().zip(identities) {
        match left.get_mut(&identity.fingerprint) {
            // In a world where it did not hold before it is new.
            Some((count, worlds))
                if *count > 0 && finding.worlds.iter().all(|world| worlds.contains(world.as_str())) =>
            {
                *count -= 1;
            }
            _ => new.push(finding),
        }
    }
    new
}

fn judged(before: &Input, meshes: &Meshes<'_>) -> Outcome {
    let mut known = before.judge(meshes, &mut Watch::start(false), &mut |_| {});
    before.settle(&before.model, &mut known, Scope::Mesh, meshes.is_whole());
    known
}
