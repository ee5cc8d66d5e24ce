//! Which objects one control plane sees together.

use std::collections::BTreeSet;

use super::Mesh;
use crate::source::ObjectId;

impl<'m> Mesh<'m> {
    /// The revision of the control plane that an object is for: its label `istio.io/rev`. `None` where it is
    /// for all.
    pub fn revision_of(&self, id: ObjectId) -> Option<&'m str> {
        self.object(id).labels.get("istio.io/rev").map(|label| &*label.value)
    }
}

/// Cuts things into those that some control plane sees together: those of each revision, and with each of them
/// those that are for all.
pub(super) fn seen_together<'r, T: Clone>(
    things: Vec<T>,
    revision: impl Fn(&T) -> Option<&'r str>,
) -> Vec<Vec<T>> {
    let revisions: BTreeSet<&'r str> = things.iter().filter_map(&revision).collect();
    if revisions.len() < 2 {
        return vec![things];
    }
    let of = |name: &&'r str| {
        let is_seen = |thing: &&T| revision(thing).is_none_or(|own| own == *name);
        things.iter().filter(is_seen).cloned().collect()
    };
    revisions.iter().map(of).collect()
}
