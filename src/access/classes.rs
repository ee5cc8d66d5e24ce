//! Clients that nothing tells apart at a service: one of them is judged for all.
//!
//! In a mesh of thousands of services each pair of a client and a service would be millions of questions. What a
//! client gets through to depends on its namespace, on how it is captured, on labels where they count, and on its
//! service account where a policy of the service names that one.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Access, Caller, Pair, Passage};

/// The clients of the mesh, by all that tells them apart but their service accounts.
#[derive(Default)]
pub(super) struct Classes {
    /// The callers of each class, in order.
    classes: Vec<Vec<usize>>,
    /// The callers of a service account: `(namespace, account)`.
    by_account: FxHashMap<(String, String), Vec<usize>>,
    /// Everybody outside, by each gateway.
    outside: Vec<usize>,
}

/// Namespace, how it is captured, labels.
type Key<'a> = (&'a str, &'a str, &'a [(String, String)]);

impl Classes {
    pub fn of(callers: &[Caller]) -> Classes {
        let mut found = Classes::default();
        let mut known: FxHashMap<Key<'_>, usize> = FxHashMap::default();
        for (index, caller) in callers.iter().enumerate() {
            if caller.is_outside {
                found.outside.push(index);
                continue;
            }
            let key: Key<'_> =
                (caller.start.namespace.as_str(), caller.capture.as_str(), caller.labels.as_slice());
            let class = *known.entry(key).or_insert(found.classes.len());
            match found.classes.get_mut(class) {
                Some(callers) => callers.push(index),
                None => found.classes.push(vec![index]),
            }
            let account = (caller.start.namespace.clone(), caller.account.clone());
            found.by_account.entry(account).or_default().push(index);
        }
        found
    }
}

/// What the clients of a namespace, or those outside of a gateway, get through to the services of another namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Who calls: a namespace, or everybody outside by a gateway.
    pub from: String,
    /// The namespace of the services.
    pub to: String,
    /// For how many ports of services each passage is the best that one of the clients has.
    pub counts: FxHashMap<Passage, usize>,
}

impl Access<'_, '_> {
    /// What every client gets through to a service, without tracing requests of clients in the mesh.
    pub fn pairs_to(&self, target: usize) -> Vec<Pair> {
        let mut pairs: Vec<Pair> = Vec::new();
        for (callers, pair) in self.judged_by_class(target) {
            pairs.extend(callers.into_iter().map(|caller| Pair { caller, ..pair.clone() }));
        }
        pairs.extend(self.classes.outside.iter().map(|caller| self.pair(*caller, target, false)));
        pairs.sort_by_key(|pair| pair.caller);
        pairs
    }

    /// The whole mesh by namespaces, in order.
    pub fn by_namespace(&self, targets: &[usize]) -> Vec<Cell> {
        let best_of = |target: &usize| -> Vec<(String, Passage)> {
            let mut best: FxHashMap<String, Passage> = FxHashMap::default();
            let mut add = |from: String, passage: Passage| {
                let known = best.entry(from).or_insert(Passage::None);
                *known = passage.max(*known);
            };
            for (callers, pair) in self.judged_by_class(*target) {
                if let Some(caller) = callers.first() {
                    add(self.callers[*caller].start.namespace.clone(), pair.passage);
                }
            }
            for caller in &self.classes.outside {
                add(self.callers[*caller].describe(), self.pair(*caller, *target, false).passage);
            }
            best.into_iter().collect()
        };
        let by_target: Vec<_> = targets.par_iter().map(|target| (*target, best_of(target))).collect();
        let mut cells: FxHashMap<(String, &str), FxHashMap<Passage, usize>> = FxHashMap::default();
        for (target, best) in by_target {
            for (from, passage) in best {
                let counts = cells.entry((from, &self.targets[target].namespace)).or_default();
                *counts.entry(passage).or_default() += 1;
            }
        }
        let cell = |((from, to), counts): ((String, &str), _)| Cell { from, to: to.to_owned(), counts };
        let mut cells: Vec<Cell> = cells.into_iter().map(cell).collect();
        cells.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
        cells
    }

    /// All clients in groups that this service does not tell apart, none of them empty.
    pub(super) fn groups(&self, target: usize) -> Vec<Vec<usize>> {
        let outside = self.classes.outside.iter().map(|caller| vec![*caller]);
        self.groups_inside(target).into_iter().chain(outside).collect()
    }

    /// The clients of the mesh in such groups, with what each of a group gets.
    fn judged_by_class(&self, target: usize) -> Vec<(Vec<usize>, Pair)> {
        let judged = |group: Vec<usize>| {
            let pair = self.pair(*group.first()?, target, false);
            Some((group, pair))
        };
        self.groups_inside(target).into_iter().filter_map(judged).collect()
    }

    fn groups_inside(&self, target: usize) -> Vec<Vec<usize>> {
        let accounts = match self.targets[target].workload {
            Some(workload) => self.mesh.accounts_told_apart(workload),
            None => Some(Vec::new()),
        };
        let Some(accounts) = accounts else {
            let inside = self.classes.classes.iter().flatten();
            return inside.map(|caller| vec![*caller]).collect();
        };
        let named = accounts.into_iter().filter_map(|account| self.classes.by_account.get(&account));
        let named: FxHashSet<usize> = named.flatten().copied().collect();
        let mut groups: Vec<Vec<usize>> = named.iter().map(|caller| vec![*caller]).collect();
        groups.sort_unstable();
        for class in &self.classes.classes {
            let rest = class.iter().copied().filter(|caller| !named.contains(caller));
            groups.push(rest.collect());
        }
        groups.retain(|group| !group.is_empty());
        groups
    }
}
