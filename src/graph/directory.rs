//! Things by name, and names that are nearly the same.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// Up to this many names, all are candidates for what was meant.
const SMALL: usize = 128;
/// Among more names, this many neighbours on each side are.
const NEIGHBOURS: usize = 32;

/// Things by name. Several may share one.
#[derive(Debug)]
pub struct Directory<'m, T> {
    entries: Vec<(&'m str, T)>,
    by_name: FxHashMap<&'m str, Vec<u32>>,
    /// Positions in the order of names read forwards, and read backwards.
    sorted: OnceLock<[Vec<u32>; 2]>,
}

impl<T> Default for Directory<'_, T> {
    fn default() -> Self {
        Directory { entries: Vec::new(), by_name: FxHashMap::default(), sorted: OnceLock::new() }
    }
}

impl<'m, T: Copy> Directory<'m, T> {
    pub(super) fn add(&mut self, name: &'m str, thing: T) {
        self.by_name.entry(name).or_default().push(self.entries.len() as u32);
        self.entries.push((name, thing));
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All names and things, in the order of the input.
    pub fn entries(&self) -> &[(&'m str, T)] {
        &self.entries
    }

    /// The things of a name.
    pub fn named<'s>(&'s self, name: &str) -> impl Iterator<Item = T> + use<'s, 'm, T> {
        let positions = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        positions.iter().map(|&position| self.entries[position as usize].1)
    }

    /// Names that may be meant by one that is not here, in the order of the input. Of many names only
    /// those that begin or end like it come into question: where one letter is wrong, what stands
    /// before it or what stands behind it is right. So a look-up takes the same time in a mesh of any
    /// size.
    pub fn near(&self, wanted: &str) -> Vec<(&'m str, T)> {
        if self.entries.len() <= SMALL {
            return self.entries.clone();
        }
        let backwards = |name: &str| name.chars().rev().collect::<String>();
        let [forward, backward] = self.sorted.get_or_init(|| {
            let all = || (0..self.entries.len() as u32).collect::<Vec<_>>();
            let (mut forward, mut backward) = (all(), all());
            forward.sort_by_key(|&position| self.entries[position as usize].0);
            backward.sort_by_cached_key(|&position| backwards(self.entries[position as usize].0));
            [forward, backward]
        });
        let name = |position: &u32| self.entries[*position as usize].0;
        let at = forward.partition_point(|position| name(position) < wanted);
        let reversed = backwards(wanted);
        let behind = backward.partition_point(|position| backwards(name(position)) < reversed);
        let around = |list: &[u32], at: usize| {
            list[at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS).min(list.len())].to_vec()
        };
        let mut positions = around(forward, at);
        positions.extend(around(backward, behind));
        positions.sort_unstable();
        positions.dedup();
        positions.into_iter().map(|position| self.entries[position as usize]).collect()
    }
}

/// A directory for each namespace (or for each of another kind of scope).
#[derive(Debug)]
pub struct Directories<'m, T> {
    by_scope: FxHashMap<&'m str, Directory<'m, T>>,
    empty: Directory<'m, T>,
}

impl<T> Default for Directories<'_, T> {
    fn default() -> Self {
        Directories { by_scope: FxHashMap::default(), empty: Directory::default() }
    }
}

impl<'m, T: Copy> Directories<'m, T> {
    pub(super) fn add(&mut self, scope: &'m str, name: &'m str, thing: T) {
        self.by_scope.entry(scope).or_default().add(name, thing);
    }

    /// The directory of a scope.
    pub fn of(&self, scope: &str) -> &Directory<'m, T> {
        self.by_scope.get(scope).unwrap_or(&self.empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_among_many_names() {
        let names: Vec<String> = (0..5000).map(|number| format!("team-{number:04}-gateway")).collect();
        let mut directory = Directory::default();
        for name in &names {
            directory.add(name, ());
        }
        directory.add("reviews-backend", ());
        let near = |wanted| directory.near(wanted).into_iter().map(|(name, ())| name).collect::<Vec<_>>();
        for slip in ["reveiws-backend", "rewiews-backend", "reviews-backnd", "Reviews-backend"] {
            assert!(near(slip).contains(&"reviews-backend"), "{slip}");
            assert!(near(slip).len() <= 4 * NEIGHBOURS);
        }
    }
}
