//! What stands twice.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::source::Span;

/// What comes again in a list of things that are to be unique: the thing, where it stood first, and where it
/// stands again. Nothing is allocated for a list of one.
pub fn repeated<K: Hash + Eq + Copy>(things: impl Iterator<Item = (K, Span)>) -> Vec<(K, Span, Span)> {
    let mut things = things.peekable();
    let Some((first, first_span)) = things.next() else { return Vec::new() };
    let mut again = Vec::new();
    if things.peek().is_none() {
        return again;
    }
    let mut seen = FxHashMap::from_iter([(first, first_span)]);
    for (thing, span) in things {
        match seen.get(&thing) {
            Some(first) => again.push((thing, *first, span)),
            None => _ = seen.insert(thing, span),
        }
    }
    again
}
