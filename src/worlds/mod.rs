//! Which meshes the input holds.
//!
//! A tree may hold the same object in several variants: overlays of one base, a folder for each environment
//! or cluster. They never meet in one cluster, so that each is a mesh of its own: a world. What is not a variant
//! of anything belongs to every world. A tree without variants is one world, even if an object stands in it
//! twice by accident.

mod clusters;
mod homes;
mod merge;
mod meshes;
mod names;
mod variants;

use std::path::{Path, PathBuf};

use crate::config::Worlds;
use crate::model::{Model, Part};
use crate::source::{ObjectId, SourceId};
use crate::text::path::plain;

use homes::Leaf;

pub use meshes::Meshes;

/// One mesh of the input.
#[derive(Clone, Debug)]
pub struct World {
    /// What it is called: `dev`, `prod/eu`.
    pub name: String,
    /// What belongs to it.
    pub part: Part,
}

/// More worlds than this are not worlds: whatever the folders are, they are not environments.
const MOST: usize = 100;

/// Whether it is worth to look for worlds even if nothing stands in the input twice: somebody says which there are, or two
/// kustomizations share a file.
fn may_be_several(model: &Model, settings: &Worlds) -> bool {
    match settings {
        Worlds::Single => false,
        Worlds::Named(_) | Worlds::Clusters(_) => true,
        Worlds::Auto => homes::are_shared(&model.roots),
    }
}

/// The worlds of the input, by name; none where it is a single one.
pub fn find(model: &Model, settings: &Worlds) -> Vec<World> {
    let leaves = homes::leaves(model);
    let found = match settings {
        Worlds::Single => return Vec::new(),
        Worlds::Auto => variants::split(&leaves),
        Worlds::Named(named) | Worlds::Clusters(named) => {
            named.iter().map(|(name, folders)| of_folders(&leaves, name, folders, named)).collect()
        }
    };
    let is_named = !matches!(settings, Worlds::Auto);
    if !is_named && (found.len() > MOST || found.len() < 2) {
        return Vec::new();
    }
    let mut worlds: Vec<World> = found
        .into_iter()
        .map(|(name, members)| World { name, part: part(model, &leaves, &members) })
        .collect();
    if matches!(settings, Worlds::Clusters(_)) {
        clusters::join(model, &mut worlds);
    }
    worlds
}

/// What a configuration says that a world is: its folders, and all that is in no world's folders.
fn of_folders(
    leaves: &[Leaf],
    name: &str,
    folders: &[PathBuf],
    all: &[(String, Vec<PathBuf>)],
) -> (String, Vec<usize>) {
    let is_in = |leaf: &Leaf, folders: &[PathBuf]| {
        let absolute = std::path::absolute(leaf.path()).unwrap_or_default();
        let absolute = plain(&absolute);
        folders.iter().any(|folder| absolute.starts_with(folder))
    };
    let belongs = |leaf: &Leaf| is_in(leaf, folders) || !all.iter().any(|(_, folders)| is_in(leaf, folders));
    let members = (0..leaves.len()).filter(|&index| belongs(&leaves[index])).collect();
    (name.to_owned(), members)
}

/// The objects and texts of some leaves.
fn part(model: &Model, leaves: &[Leaf], members: &[usize]) -> Part {
    let mut sources = vec![false; model.sources.len()];
    for &index in members {
        sources[leaves[index].source.0 as usize] = true;
    }
    let is_member = |index: &usize| sources[model.objects[*index].source.0 as usize];
    let objects = (0..model.objects.len()).filter(is_member).map(|index| ObjectId(index as u32)).collect();
    Part { sources, objects, ..Part::default() }
}

impl World {
    /// Whether a text belongs to it.
    pub fn holds(&self, source: SourceId) -> bool {
        self.part.sources.get(source.0 as usize).copied().unwrap_or_default()
    }

    /// Whether it has a name: its own, or the last part of it.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || Path::new(&self.name).ends_with(name)
    }
}

#[cfg(test)]
mod tests;
