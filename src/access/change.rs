//! Who may call whom in two states of a mesh, and what differs.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

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

/// What tells a client from others in both states.
type ClientKey<'a> = (bool, &'a str, &'a str, &'a [(String, String)]);

fn client(caller: &Caller) -> ClientKey<'_> {
    let own = if caller.is_outside { &caller.start.name } else { &caller.account };
    (caller.is_outside, &caller.start.namespace, own, &caller.labels)
}

fn service(target: &Target) -> (&str, &str, &str, i64) {
    (&target.namespace, &target.service, &target.name, target.port)
}

/// The pairs of clients and services, known in both states, of which more or less gets through. What a request of the
/// whole would take is asked of each group of clients that a service does not tell apart; where that differs, each of
/// the group is traced.
pub fn changes(old: &Mesh<'_>, new: &Mesh<'_>) -> Vec<AccessChange> {
    let (old, new) = (Access::of(old, None, None), Access::of(new, None, None));
    let old_callers: FxHashMap<_, usize> =
        old.callers.iter().enumerate().map(|(index, caller)| (client(caller), index)).collect();
    let new_callers: FxHashMap<_, usize> =
        new.callers.iter().enumerate().map(|(index, caller)| (client(caller), index)).collect();
    let old_targets: FxHashMap<_, usize> =
        old.targets.iter().enumerate().map(|(index, target)| (service(target), index)).collect();
    let of_target = |(target, seen): (usize, &Target)| -> Vec<AccessChange> {
        let Some(&before) = old_targets.get(&service(seen)) else { return Vec::new() };
        let mut asked: FxHashSet<usize> = FxHashSet::default();
        let mut found = Vec::new();
        let groups_before = old.groups(before).into_iter().map(|group| {
            let now = |caller: usize| new_callers.get(&client(&old.callers[caller])).copied();
            group.into_iter().filter_map(now).collect::<Vec<_>>()
        });
        for group in new.groups(target).into_iter().chain(groups_before) {
            let was = |caller: &usize| old_callers.get(&client(&new.callers[*caller])).copied();
            let both: Vec<(usize, usize)> =
                group.iter().filter_map(|caller| Some((*caller, was(caller)?))).collect();
            let Some(&(first_now, first_then)) = both.first() else { continue };
            let differs =
                old.pair(first_then, before, false).passage != new.pair(first_now, target, false).passage;
            if !differs {
                continue;
            }
            for (now, then) in both {
                if asked.insert(now) {
                    found.extend(change((&old, then, before), (&new, now, target)));
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
