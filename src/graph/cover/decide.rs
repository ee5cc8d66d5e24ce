//! Whether a union of regions takes in another one.

use super::atoms::Atoms;
use super::automaton::{Library, Machine};
use super::region::{Axis, Bound, Literal, Part, Region};
use super::sample;

/// How many regions are united at most.
const UNITED: usize = 24;

/// How often a region is cut in one decision.
const CUTS: usize = 2000;

/// How many decisions that need automata are made for one list of rules.
const DECISIONS: usize = 400;

/// What the decisions for one list of rules may cost, and the automata that they share.
pub(in crate::graph) struct Budget {
    pub(super) library: Library,
    decisions: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Budget { library: Library::default(), decisions: DECISIONS }
    }
}

/// The regions, by their places in the list, that together take all requests of the target; `None` where
/// some request is left, or where that cannot be told.
pub(in crate::graph) fn covering(
    target: &Region<'_>,
    regions: &[&Region<'_>],
    bound: &Bound<'_>,
    budget: &mut Budget,
) -> Option<Vec<usize>> {
    let mut near: Vec<usize> =
        (0..regions.len()).filter(|index| !regions[*index].is_apart(target)).take(UNITED).collect();
    if let Some(same) = near.iter().copied().find(|index| regions[*index].sides.is_empty()) {
        return Some(vec![same]);
    }
    if near.is_empty() || is_unclear(target, &mut budget.library) {
        return None;
    }
    near.retain(|index| !is_unclear(regions[*index], &mut budget.library));
    let united: Vec<&Region<'_>> = near.iter().map(|index| regions[*index]).collect();
    if sample::refutes(target, &united, bound, &mut budget.library) || budget.decisions == 0 {
        return None;
    }
    budget.decisions -= 1;
    let search = Search::of(target, &united, bound, &mut budget.library)?;
    let used = search.minimal()?;
    Some(used.into_iter().map(|index| near[index]).collect())
}

/// Whether a condition that excludes a header would exclude an empty one as well. What that means for a
/// request without the header depends on the version of istiod.
fn is_unclear(region: &Region<'_>, library: &mut Library) -> bool {
    let mut excluded = region
        .sides
        .iter()
        .filter(|(axis, _)| axis.is_optional())
        .flat_map(|(_, parts)| parts.iter().filter(|part| !part.holds))
        .flat_map(|part| &part.any_of);
    excluded.any(|literal| {
        let mut machine = || Machine::of(literal, library);
        *literal != Literal::Present && machine().is_none_or(|machine| machine.accepts_text(""))
    })
}

/// A set of kinds of value on one axis.
type Bits = Vec<u64>;

/// Regions as products of finite sets.
struct Search {
    target: Vec<Bits>,
    united: Vec<Vec<Bits>>,
}

/// How one attempt went.
struct Attempt {
    cuts: usize,
    used: Vec<bool>,
}

impl Search {
    fn of(
        target: &Region<'_>,
        united: &[&Region<'_>],
        bound: &Bound<'_>,
        library: &mut Library,
    ) -> Option<Search> {
        // An axis that the target alone asks about does not matter, unless it leaves nothing.
        let all = || std::iter::once(target).chain(united.iter().copied());
        let mut axes: Vec<&Axis<'_>> =
            all().flat_map(|region| region.sides.iter().map(|(axis, _)| axis)).collect();
        axes.sort_unstable();
        axes.dedup();
        let mut search = Search { target: Vec::new(), united: vec![Vec::new(); united.len()] };
        for axis in axes {
            let parts = all().flat_map(|region| region.parts(axis));
            let literals = parts.flat_map(|part: &Part<'_>| &part.any_of).collect();
            let atoms = Atoms::of(axis, literals, bound, library)?;
            let own = target.parts(axis);
            let kinds: Vec<u128> =
                atoms.kinds.iter().copied().filter(|kind| atoms.meets(*kind, own)).collect();
            if kinds.is_empty() {
                return None; // it takes no request at all, whatever comes before it
            }
            let set = |parts: &[Part<'_>]| {
                let mut bits = vec![0u64; kinds.len().div_ceil(64)];
                let met = kinds.iter().enumerate().filter(|(_, kind)| atoms.meets(**kind, parts));
                for (index, _) in met {
                    bits[index / 64] |= 1 << (index % 64);
                }
                bits
            };
            search.target.push(set(own));
            search
                .united
                .iter_mut()
                .zip(united)
                .for_each(|(bits, region)| bits.push(set(region.parts(axis))));
        }
        Some(search)
    }

    /// The regions that are needed for the proof.
    fn minimal(&self) -> Option<Vec<usize>> {
        let all: Vec<usize> = (0..self.united.len()).collect();
        let mut used = self.attempt(&all)?;
        let mut at = 0;
        while used.len() > 1 && at < used.len() {
            let without: Vec<usize> = used.iter().copied().filter(|index| *index != used[at]).collect();
            match self.attempt(&without) {
                Some(fewer) => used = fewer,
                None => at += 1,
            }
        }
        Some(used)
    }

    fn attempt(&self, among: &[usize]) -> Option<Vec<usize>> {
        let mut attempt = Attempt { cuts: CUTS, used: vec![false; self.united.len()] };
        let is_covered = self.is_covered(&self.target, among, &mut attempt);
        is_covered.then(|| among.iter().copied().filter(|index| attempt.used[*index]).collect())
    }

    /// Whether the regions take all that is left. Each region is cut out in turn, side by side.
    fn is_covered(&self, left: &[Bits], among: &[usize], attempt: &mut Attempt) -> bool {
        if attempt.cuts == 0 {
            return false;
        }
        attempt.cuts -= 1;
        let holds_all = |index: &&usize| left.iter().zip(&self.united[**index]).all(|(a, b)| is_within(a, b));
        if let Some(&index) = among.iter().find(holds_all) {
            attempt.used[index] = true;
            return true;
        }
        let meets = |index: &usize| left.iter().zip(&self.united[*index]).all(|(a, b)| intersect(a, b));
        let Some(position) = among.iter().position(meets) else { return false };
        let (index, later) = (among[position], &among[position + 1..]);
        let mut rest = left.to_vec();
        for (side, taken) in self.united[index].iter().enumerate() {
            let outside: Bits = rest[side].iter().zip(taken).map(|(a, b)| a & !b).collect();
            if outside.iter().any(|word| *word != 0) {
                let inside = rest[side].iter().zip(taken).map(|(a, b)| a & b).collect();
                rest[side] = outside;
                if !self.is_covered(&rest, later, attempt) {
                    return false;
                }
                rest[side] = inside;
            }
        }
        attempt.used[index] = true;
        true
    }
}

fn is_within(a: &[u64], b: &[u64]) -> bool {
    a.iter().zip(b).all(|(a, b)| a & !b == 0)
}

fn intersect(a: &[u64], b: &[u64]) -> bool {
    a.iter().zip(b).any(|(a, b)| a & b != 0)
}
