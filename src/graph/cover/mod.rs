//! Whether conditions of a route hold wherever another one does.
//!
//! A match is a region: the product of one set of values for each thing that it asks about. A region is
//! dead where the union of earlier ones takes all of it. Which values have to be told apart is decided by
//! automata, so that exact texts, prefixes and regular expressions compare as what they match. Every
//! answer `true` is a proof; where the search would grow too large nothing is claimed.

mod atoms;
mod automaton;
mod decide;
mod operation;
mod region;
mod sample;

pub(super) use decide::{Budget, covering};
pub(super) use region::{Bound, Keys, Region};

#[cfg(test)]
mod tests;
