//! The meshes that an input holds, each built when it is asked for.

use rustc_hash::FxHashMap;

use super::World;
use super::merge::merged;
use crate::config::Worlds;
use crate::engine;
use crate::engine::{Outcome, Rule};
use crate::finding::Finding;
use crate::graph::{Mesh, Withdrawn};
use crate::model::Model;
use crate::source::SourceId;
use crate::text::nearest;

/// The meshes that an input holds: a single one, or one for each of its worlds.
pub struct Meshes<'m> {
    model: &'m Model,
    held: Held<'m>,
    withdrawn: FxHashMap<String, Withdrawn>,
}

enum Held<'m> {
    Single(Box<Mesh<'m>>),
    Several {
        /// Those that were chosen.
        chosen: Vec<World>,
        /// Whether others were left out.
        is_part: bool,
        /// Whether nobody said which worlds there are.
        are_guessed: bool,
    },
}

impl<'m> Meshes<'m> {
    /// Tells the meshes of a model apart. `only` names the worlds that are wanted; all where it is empty.
    ///
    /// # Errors
    ///
    /// Where `only` names a world that the input does not hold, unless it `may_lack` some.
    pub fn of(
        model: &'m Model,
        settings: &Worlds,
        only: &[String],
        may_lack: bool,
    ) -> Result<Meshes<'m>, String> {
        // Whether something stands in the input twice is known when the mesh is built.
        let may_be_several = super::may_be_several(model, settings);
        let mesh = (!may_be_several).then(|| Mesh::build(model));
        let is_varied = mesh.as_ref().is_none_or(|mesh| !mesh.duplicates().is_empty());
        let worlds = match settings {
            Worlds::Single => Vec::new(),
            _ if is_varied => super::find(model, settings),
            _ => Vec::new(),
        };
        if worlds.is_empty() {
            return match only.first().filter(|_| !may_lack) {
                Some(name) => Err(format!("no world `{name}`: the input is a single mesh")),
                None => {
                    let mesh = mesh.unwrap_or_else(|| Mesh::build(model));
                    Ok(Meshes::holding(model, Held::Single(Box::new(mesh))))
                }
            };
        }
        drop(mesh);
        let all = worlds.len();
        let chosen = chosen(worlds, only, may_lack)?;
        let is_part = chosen.len() < all;
        let are_guessed = matches!(settings, Worlds::Auto);
        Ok(Meshes::holding(model, Held::Several { chosen, is_part, are_guessed }))
    }

    fn holding(model: &'m Model, held: Held<'m>) -> Meshes<'m> {
        Meshes { model, held, withdrawn: FxHashMap::default() }
    }

    /// Takes references that cannot be verified for missing, if they led somewhere before a change; by the name
    /// of the world, which is empty where there was a single one.
    pub fn withdraw(&mut self, withdrawn: FxHashMap<String, Withdrawn>) {
        match &mut self.held {
            Held::Single(mesh) => withdrawn.values().for_each(|withdrawn| mesh.withdraw(withdrawn)),
            Held::Several { .. } => self.withdrawn = withdrawn,
        }
    }

    /// Whether a text belongs to one of the meshes.
    pub fn holds(&self, source: SourceId) -> bool {
        self.is_single() || self.worlds().iter().any(|world| world.holds(source))
    }

    /// The worlds that were chosen; none where the input is a single mesh.
    pub fn worlds(&self) -> &[World] {
        match &self.held {
            Held::Single(_) => &[],
            Held::Several { chosen, .. } => chosen,
        }
    }

    /// Whether they are clusters of one mesh.
    pub fn are_clusters(&self) -> bool {
        self.worlds().iter().any(|world| !world.part.foreign.is_empty())
    }

    /// The names of the worlds.
    pub fn names(&self) -> Vec<String> {
        self.worlds().iter().map(|world| world.name.clone()).collect()
    }

    /// How many meshes there are.
    pub fn count(&self) -> usize {
        if self.is_single() { 1 } else { self.worlds().len() }
    }

    /// Whether the input is a single mesh.
    pub fn is_single(&self) -> bool {
        matches!(self.held, Held::Single(_))
    }

    /// Whether they are all that the input holds.
    pub fn is_whole(&self) -> bool {
        !matches!(self.held, Held::Several { is_part: true, .. })
    }

    /// Shows one of the meshes, by its number.
    pub fn with<R>(&self, index: usize, look: impl FnOnce(&Mesh<'_>) -> R) -> R {
        match &self.held {
            Held::Single(mesh) => look(mesh),
            Held::Several { chosen, .. } => {
                let part = self.model.part(&chosen[index].part);
                let mut mesh = Mesh::build(&part);
                for name in [&*chosen[index].name, ""] {
                    self.withdrawn.get(name).into_iter().for_each(|withdrawn| mesh.withdraw(withdrawn));
                }
                look(&mesh)
            }
        }
    }

    /// Shows the mesh, where it is one.
    ///
    /// # Errors
    ///
    /// Where there are several: which, and how to choose.
    pub fn with_the_only<R>(&self, look: impl FnOnce(&Mesh<'_>) -> R) -> Result<R, String> {
        match self.count() {
            1 => Ok(self.with(0, look)),
            _ if self.are_clusters() => Err(format!(
                "the input holds several clusters: {}; choose the one to look from with --world",
                self.names().join(", ")
            )),
            count => Err(format!(
                "the input holds {count} worlds, each a mesh of its own: {}; choose one with --world, or take \
                 all as one mesh with --single-world",
                self.names().join(", ")
            )),
        }
    }

    /// Runs the rules over one of the meshes. What is found speaks of the objects of the whole model.
    pub fn judge(&self, index: usize, mesh: &Mesh<'_>, rules: &[&'static Rule]) -> Outcome {
        let mut outcome = engine::run(mesh.model, Some(mesh), rules);
        if let Some(world) = self.worlds().get(index) {
            // What is wrong with another cluster is said there.
            let is_own = |finding: &Finding| finding.object.is_none_or(|id| !mesh.model.is_foreign(id));
            outcome.findings.retain(is_own);
            outcome.unverified.retain(is_own);
            for finding in outcome.findings.iter_mut().chain(&mut outcome.unverified) {
                finding.object = finding.object.and_then(|id| world.part.objects.get(id.0 as usize).copied());
            }
        }
        outcome
    }

    /// What was found in each of the meshes, taken together: what holds in several is said once.
    pub fn together(&self, mut outcomes: Vec<Outcome>) -> Outcome {
        match self.held {
            Held::Single(_) => outcomes.pop().unwrap_or_default(),
            Held::Several { ref chosen, are_guessed, .. } => merged(chosen, outcomes, are_guessed),
        }
    }

    /// Lets go of a mesh without freeing it: for a large one that takes longer than the rules do, and the
    /// process ends soon.
    pub fn forget(self) {
        std::mem::forget(self.held);
    }
}

fn chosen(worlds: Vec<World>, only: &[String], may_lack: bool) -> Result<Vec<World>, String> {
    for name in only.iter().filter(|_| !may_lack) {
        if !worlds.iter().any(|world| world.is_called(name)) {
            let names: Vec<&str> = worlds.iter().map(|world| world.name.as_str()).collect();
            return Err(match nearest(name, names.iter().copied()) {
                Some(near) => format!("no world `{name}`: did you mean `{near}`?"),
                None => format!("no world `{name}`: the input holds {}", names.join(", ")),
            });
        }
    }
    let is_chosen = |world: &World| only.is_empty() || only.iter().any(|name| world.is_called(name));
    Ok(worlds.into_iter().filter(is_chosen).collect())
}
