//! The clusters of one mesh: each is a world, which knows of the others what istiod reads in all of them.

use rustc_hash::FxHashSet;

use super::World;
use crate::model::{Foreign, Kind, Model, Part};
use crate::source::ObjectId;

/// Adds to each cluster what istiod reads in the other ones: what services and endpoints are made of.
pub(super) fn join(model: &Model, worlds: &mut [World]) {
    let own: Vec<FxHashSet<ObjectId>> =
        worlds.iter().map(|world| world.part.objects.iter().copied().collect()).collect();
    let names: Vec<String> = worlds.iter().map(|world| world.name.clone()).collect();
    let parts: Vec<Part> = worlds.iter().map(|world| world.part.clone()).collect();
    for (index, world) in worlds.iter_mut().enumerate() {
        for (other, name) in names.iter().enumerate().filter(|(other, _)| *other != index) {
            let is_read =
                |id: &&ObjectId| !own[index].contains(*id) && is_read_everywhere(model.object(**id).kind);
            world.part.foreign.push(Foreign {
                cluster: name.clone(),
                is_before: other < index,
                objects: parts[other].objects.iter().filter(is_read).copied().collect(),
            });
        }
    }
}

/// Configuration comes from the own cluster alone, but services, pods and machines from all (istiod:
/// `multicluster`, `aggregate.Controller`). A namespace is the same in all clusters that have it.
fn is_read_everywhere(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Service | Kind::Workload | Kind::WorkloadEntry | Kind::WorkloadGroup | Kind::Namespace
    )
}
