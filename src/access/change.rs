//! Who may call whom in two states of a mesh, and what differs.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Access, Caller, Passage, Target};
use crate::graph::Mesh;
use crate::source::Location;
use crate::trace::Request;

/// A client and a service between which more or less gets through than before.
#[derive(Clone, Debug)]
pub struct AccessChange {
    /// The client, as [`Caller::describe`] has it.
    pub from: String,
    /// The service, as [`Target::describe`] has it.
    pub to: String,
    /// What got through.
    pub before: Passage,
    /// What gets through.
    pub after: Passage,
    /// Why no more gets through now.
    pub why: Option<String>,
    /// Where that is written, in the new state.
    pub location: Option<Location>,
    /// A request that gets through now, or else one that got through before.
    pub witness: Option<Request>,
    /// The worlds in which it changes, if there are several.
    pub worlds: Vec<String>,
}

impl AccessChange {
    /// What kind of change it is, for people.
    pub fn title(&self) -> &'static str {
        match (self.before, self.after) {
            (Passage::None, _) => AccessChange::TITLES[0],
            (_, Passage::None) => AccessChange::TITLES[2],
            _ => AccessChange::TITLES[1],
        }
    }

    /// All kinds of changes, what opens before what closes.
    pub const TITLES: [&'static str; 3] = ["newly open", "open for other requests", "newly closed"];
}

/// For each client of the new state those of the old one that have workloads in common with it. What tells clients apart
/// may differ between two states: the first NetworkPolicy makes labels count.
fn clients_before(old: &[Caller], new: &[Caller]) -> Vec<Vec<usize>> {
    let mut by_name: FxHashMap<(bool, &str), usize> = FxHashMap::default();
    for (index, caller) in old.iter().enumerate() {
        by_name.extend(caller.names.iter().map(|name| ((caller.is_outside, name.as_str()), index)));
    }
    let before = |caller: &Caller| {
        let find = |name: &String| by_name.get(&(caller.is_outside, name.as_str())).copied();
        let mut found: Vec<usize> = caller.names.iter().filter_map(find).collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    new.iter().map(before).collect()
}

fn service(target: &Target) -> (&str, &str, &str, i64) {
    (&target.namespace, &target.service, &target.name, target.port)
}

/// The pairs of clients and services, known in both states, of which more or less gets through. What a request of the
/// whole would take is asked of each group of clients that a service does not tell apart; where that differs, each of
/// the group is traced.
pub fn changes(old: &Mesh<'_>, new: &Mesh<'_>) -> Vec<AccessChange> {
    let (old, new) = (Access::of(old, None, None), Access::of(new, None, None));
    let clients_before = clients_before(&old.callers, &new.callers);
    let old_targets: FxHashMap<_, usize> =
        old.targets.iter().enumerate().map(|(index, target)| (service(target), index)).collect();
    let of_target = |(target, seen): (usize, &Target)| -> Vec<AccessChange> {
        let Some(&before) = old_targets.get(&service(seen)) else { return Vec::new() };
        let mut group_before: FxHashMap<usize, usize> = FxHashMap::default();
        for (index, group) in old.groups(before).into_iter().enumerate() {
            group_before.extend(group.into_iter().map(|caller| (caller, index)));
        }
        let mut found = Vec::new();
        for group in new.groups(target) {
            // In none of these lists does either state tell clients apart.
            let mut alike: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
            for now in group {
                for &then in &clients_before[now] {
                    let Some(&index) = group_before.get(&then) else { continue };
                    let pairs = alike.entry(index).or_default();
                    if pairs.last().is_none_or(|(last, _)| *last != now) {
                        pairs.push((now, then));
                    }
                }
            }
            for pairs in alike.into_values() {
                let (now, then) = pairs[0];
                let differs = old.pair(then, before, false).passage != new.pair(now, target, false).passage;
                if differs {
                    let changed = pairs
                        .into_iter()
                        .filter_map(|(now, then)| change((&old, then, before), (&new, now, target)));
                    found.extend(changed);
                }
            }
        }
        found
    };
    let by_target: Vec<_> = new.targets.par_iter().enumerate().map(of_target).collect();
    by_target.into_iter().flatten().collect()
}

/// Adds what changes in a world. What changes in the same way in several is said once.
pub fn add(all: &mut Vec<AccessChange>, world: &str, more: Vec<AccessChange>) {
    type Same = (String, String, Passage, Passage);
    let same = |it: &AccessChange| -> Same { (it.from.clone(), it.to.clone(), it.before, it.after) };
    let mut known: FxHashMap<Same, usize> =
        all.iter().enumerate().map(|(index, it)| (same(it), index)).collect();
    for change in more {
        match known.get(&same(&change)) {
            Some(&index) => all[index].worlds.push(world.to_owned()),
            None => {
                known.insert(same(&change), all.len());
                all.push(AccessChange { worlds: vec![world.to_owned()], ..change });
            }
        }
    }
}

/// What differs between a pair before and after, both confirmed by traces.
fn change(
    (old, old_caller, old_target): (&Access<'_, '_>, usize, usize),
    (new, caller, target): (&Access<'_, '_>, usize, usize),
) -> Option<AccessChange> {
    let (before, after) = (old.pair(old_caller, old_target, true), new.pair(caller, target, true));
    (before.passage != after.passage).then(|| AccessChange {
        from: new.callers[caller].describe(),
        to: new.targets[target].describe(),
        before: before.passage,
        after: after.passage,
        why: after.why,
        location: after.location,
        witness: after.witness.or(before.witness),
        worlds: Vec::new(),
    })
}
