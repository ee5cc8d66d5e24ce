//! EnvoyFilters that patch the same place of the same proxies, so that their order decides.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Mesh, PatchAnchor, PatchEffect, WorkOut};
use crate::model::{EnvoyFilter, EnvoyPatch, LabelsSelector, Resource, TextField};
use crate::source::ObjectId;

/// What is patched: the kind of part, and the name of the filter or route at which it is done.
type Spot<'m> = (&'m str, &'m str);

/// Which proxies of which namespace: a label that the selector asks for, or `None` for all.
type Proxies<'m> = (&'m str, Option<(&'m str, &'m str)>);

/// The EnvoyFilters at each spot, by the proxies that they are for.
#[derive(Debug, Default)]
pub struct PatchContests<'m> {
    at: FxHashMap<Spot<'m>, FxHashMap<Proxies<'m>, FxHashSet<ObjectId>>>,
    /// Names of the filters and the like that patches bring.
    brought: FxHashSet<&'m str>,
    root: &'m str,
}

/// The spots that a patch is about: where it is done, and what it brings.
fn spots<'m>(patch: &'m EnvoyPatch) -> impl Iterator<Item = Spot<'m>> {
    let kind = patch.apply_to.text();
    let anchor = match PatchEffect::of(patch) {
        Some(PatchEffect::Relative(PatchAnchor::Filter(name) | PatchAnchor::Route(name))) => Some(name),
        Some(PatchEffect::Relative(PatchAnchor::VirtualHost)) => Some(""),
        // What is added to virtual hosts is what a REPLACE of them discards.
        _ if kind == "VIRTUAL_HOST" => Some(""),
        _ => None,
    };
    let brought = brought(patch).filter(|name| anchor != Some(name));
    anchor.into_iter().chain(brought).map(move |name| (kind, name))
}

/// The name of what a patch brings.
fn brought(patch: &EnvoyPatch) -> Option<&str> {
    let value = patch.patch.as_ref()?.value.value.as_ref()?;
    Some(value.value.name.text()).filter(|name| !name.is_empty())
}

impl<'m> WorkOut<'m> for PatchContests<'m> {
    fn work_out(mesh: &Mesh<'m>) -> PatchContests<'m> {
        let mut contests = PatchContests { root: mesh.root_namespace(), ..Default::default() };
        for filter in mesh.all::<EnvoyFilter>() {
            let selector: Vec<(&'m str, &'m str)> =
                LabelsSelector::labels_of(&filter.spec.workload_selector).iter().collect();
            contests.brought.extend(filter.spec.patches().filter_map(brought));
            for spot in filter.spec.patches().flat_map(spots) {
                let at = contests.at.entry(spot).or_default();
                if selector.is_empty() {
                    at.entry((filter.namespace(), None)).or_default().insert(filter.id);
                }
                for label in &selector {
                    at.entry((filter.namespace(), Some(*label))).or_default().insert(filter.id);
                }
                // For all that look for anybody at all in the namespace.
                at.entry((filter.namespace(), Some(("", "")))).or_default().insert(filter.id);
            }
        }
        contests
    }
}

impl<'m> PatchContests<'m> {
    /// Another EnvoyFilter that is about the spot of a patch, for proxies that both select: one of them selects all of
    /// the namespace, or both ask for a label in common. Filters of the root namespace are for all namespaces.
    fn rival(
        &self,
        mesh: &Mesh<'m>,
        filter: &Resource<'m, EnvoyFilter>,
        patch: &'m EnvoyPatch,
    ) -> Option<ObjectId> {
        let selector: Vec<(&'m str, &'m str)> =
            LabelsSelector::labels_of(&filter.spec.workload_selector).iter().collect();
        let anybody = [Some(("", ""))];
        let of_label: Vec<Option<(&'m str, &'m str)>> =
            [None].into_iter().chain(selector.iter().copied().map(Some)).collect();
        let wanted: &[Option<(&'m str, &'m str)>] = if selector.is_empty() { &anybody } else { &of_label };
        let spot = spots(patch).next()?;
        let at = self.at.get(&spot)?;
        let is_root = filter.namespace() == self.root;
        let mut namespaces = vec![filter.namespace(), self.root];
        if is_root {
            namespaces = at.keys().map(|(namespace, _)| *namespace).collect();
            namespaces.sort_unstable();
        }
        namespaces.dedup();
        let others = namespaces
            .iter()
            .flat_map(|namespace| wanted.iter().filter_map(|label| at.get(&(*namespace, *label))));
        // One name twice is one object.
        let identity = (filter.namespace(), filter.name());
        let is_another = |id: &ObjectId| {
            let other = mesh.object(*id);
            (&*other.namespace, other.name()) != identity
        };
        others.flat_map(|ids| ids.iter().copied().find(is_another)).min()
    }
}

impl<'m> Mesh<'m> {
    /// Another EnvoyFilter that patches what a patch refers to, in the same proxies.
    pub fn patch_rival(&self, filter: &Resource<'m, EnvoyFilter>, patch: &'m EnvoyPatch) -> Option<ObjectId> {
        self.ask::<PatchContests<'m>>().rival(self, filter, patch)
    }

    /// Whether some EnvoyFilter brings a filter of this name.
    pub fn brings_filter(&self, name: &str) -> bool {
        self.ask::<PatchContests<'m>>().brought.contains(name)
    }
}
