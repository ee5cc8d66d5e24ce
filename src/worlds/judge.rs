//! Judging each world by itself, and saying once what holds in several.

use rustc_hash::FxHashMap;

use super::World;
use crate::config::Worlds;
use crate::diag::{self, Finding, Outcome, Rule};
use crate::graph::Mesh;
use crate::model::Model;
use crate::source::Location;

/// Builds the mesh of each world and runs the rules over it. Gives back the names of the worlds, none where
/// the input is a single one. `only` names those to judge; all where it is empty. `look` sees each mesh before
/// the rules do.
///
/// # Errors
///
/// Where `only` names a world that the input does not hold.
pub fn judge(
    model: &mut Model,
    rules: &[&'static Rule],
    settings: &Worlds,
    only: &[String],
    look: &mut dyn FnMut(&Mesh<'_>),
) -> Result<(Outcome, Vec<String>), String> {
    let mesh = Mesh::build(model);
    let worlds = match super::may_be_several(model, !mesh.duplicates().is_empty(), settings) {
        true => super::find(model, settings),
        false => Vec::new(),
    };
    if worlds.is_empty() {
        if let Some(name) = only.first() {
            return Err(format!("no world `{name}`: the input is a single mesh"));
        }
        look(&mesh);
        let outcome = diag::run(model, Some(&mesh), rules);
        // Freeing a large mesh piece by piece takes longer than the rules do; the process ends soon.
        std::mem::forget(mesh);
        return Ok((outcome, Vec::new()));
    }
    drop(mesh);
    let worlds = chosen(worlds, only)?;
    let outcomes = worlds.iter().map(|world| of_world(model, world, rules, look)).collect();
    let names = worlds.iter().map(|world| world.name.clone()).collect();
    Ok((merged(&worlds, outcomes), names))
}

fn chosen(worlds: Vec<World>, only: &[String]) -> Result<Vec<World>, String> {
    for name in only {
        if !worlds.iter().any(|world| world.is_called(name)) {
            let names: Vec<&str> = worlds.iter().map(|world| world.name.as_str()).collect();
            return Err(match diag::nearest(name, names.iter().copied()) {
                Some(near) => format!("no world `{name}`: did you mean `{near}`?"),
                None => format!("no world `{name}`: the input holds {}", names.join(", ")),
            });
        }
    }
    let is_chosen = |world: &World| only.is_empty() || only.iter().any(|name| world.is_called(name));
    Ok(worlds.into_iter().filter(is_chosen).collect())
}

fn of_world(
    model: &mut Model,
    world: &World,
    rules: &[&'static Rule],
    look: &mut dyn FnMut(&Mesh<'_>),
) -> Outcome {
    let mut part = model.part(&world.part);
    let mesh = Mesh::build(&part);
    look(&mesh);
    let mut outcome = diag::run(&part, Some(&mesh), rules);
    drop(mesh);
    for finding in outcome.findings.iter_mut().chain(&mut outcome.unverified) {
        finding.object = finding.object.and_then(|id| world.part.objects.get(id.0 as usize).copied());
    }
    model.take_back(&mut part);
    outcome
}

fn merged(worlds: &[World], outcomes: Vec<Outcome>) -> Outcome {
    let mut all = Outcome::default();
    let (mut findings, mut unverified) = (Merger::default(), Merger::default());
    for (index, outcome) in outcomes.into_iter().enumerate() {
        findings.add(index, outcome.findings);
        unverified.add(index, outcome.unverified);
        for (name, time) in outcome.timings {
            match all.timings.iter_mut().find(|(known, _)| *known == name) {
                Some((_, total)) => *total += time,
                None => all.timings.push((name, time)),
            }
        }
    }
    all.findings = findings.finish(worlds);
    all.unverified = unverified.finish(worlds);
    all.sort();
    all
}

/// Findings of one rule at one place are the same, whatever the world makes of the words.
#[derive(Default)]
struct Merger {
    found: Vec<Finding>,
    worlds: FxHashMap<(&'static str, Location), Vec<usize>>,
}

impl Merger {
    fn add(&mut self, world: usize, findings: Vec<Finding>) {
        for finding in findings {
            let worlds = self.worlds.entry((finding.rule.name, finding.location)).or_default();
            if worlds.last() != Some(&world) {
                worlds.push(world);
            }
            if *worlds == [world] {
                self.found.push(finding);
            }
        }
    }

    /// All findings; those in a text of several worlds that hold in some of them only say in which.
    fn finish(mut self, worlds: &[World]) -> Vec<Finding> {
        for finding in &mut self.found {
            let found = &self.worlds[&(finding.rule.name, finding.location)];
            let holding = worlds.iter().filter(|world| world.holds(finding.location.source)).count();
            if found.len() < holding {
                let names: Vec<String> =
                    found.iter().map(|&index| format!("`{}`", worlds[index].name)).collect();
                finding.message.push_str(&format!(" (only in {})", names.join(", ")));
            }
        }
        self.found
    }
}
