//! The values on one axis that some conditions tell apart.

use rustc_hash::FxHashSet;

use super::automaton::{Library, Machine, State, domain};
use super::region::{Axis, Bound, Literal, Part};

/// How many conditions on one axis are told apart at most: a bit for each.
const LITERALS: usize = 128;

/// How many joint states of the machines are looked at.
const STATES: usize = 4000;

/// All kinds of value on an axis. A kind is which of the literals take it.
pub(super) struct Atoms<'r> {
    literals: Vec<&'r Literal<'r>>,
    pub kinds: Vec<u128>,
}

impl<'r> Atoms<'r> {
    /// Tells apart what these literals take; `None` where it would take too long to find out.
    pub fn of(
        axis: &Axis<'_>,
        mut literals: Vec<&'r Literal<'r>>,
        bound: &Bound<'_>,
        library: &mut Library,
    ) -> Option<Atoms<'r>> {
        literals.sort_unstable();
        literals.dedup();
        if literals.len() > LITERALS {
            return None;
        }
        let kinds = match axis.is_text() {
            true => {
                let mut kinds = texts(axis, &literals, library)?;
                if axis.is_optional() && !kinds.contains(&0) {
                    kinds.push(0); // what is absent meets no condition
                }
                kinds
            }
            false => values(axis, &literals, bound),
        };
        Some(Atoms { literals, kinds })
    }

    /// Whether all parts hold for values of a kind.
    pub fn meets(&self, kind: u128, parts: &[Part<'_>]) -> bool {
        parts.iter().all(|part| {
            let taken = part.any_of.iter().any(|literal| {
                let index = self.literals.binary_search(&literal);
                index.is_ok_and(|index| kind & 1 << index != 0)
            });
            taken == part.holds
        })
    }
}

/// Values that are compared as a whole.
fn values(axis: &Axis<'_>, literals: &[&Literal<'_>], bound: &Bound<'_>) -> Vec<u128> {
    let is = |literal: &&Literal<'_>, text: &str| matches!(literal, Literal::Exact(own) if *own == text);
    if *axis == Axis::Gateway {
        // Gateways that the VirtualService is not bound to never come into play.
        let kind = |gateway: &std::borrow::Cow<'_, str>| {
            let index = literals.iter().position(|literal| is(literal, gateway));
            index.map_or(0, |index| 1 << index)
        };
        let kinds: FxHashSet<u128> = bound.gateways.iter().map(kind).collect();
        let mut kinds: Vec<u128> = kinds.into_iter().collect();
        kinds.sort_unstable();
        return kinds;
    }
    (0..literals.len()).map(|index| 1 << index).chain([0]).collect()
}

/// Runs the machines of all literals side by side over every text that a request may have.
fn texts(axis: &Axis<'_>, literals: &[&Literal<'_>], library: &mut Library) -> Option<Vec<u128>> {
    let mut machines: Vec<Machine> =
        literals.iter().map(|literal| Machine::of(literal, library)).collect::<Option<_>>()?;
    machines.push(Machine::Regex(domain(axis)?));
    let start: Option<Box<[State]>> = machines.iter().map(Machine::start).collect();
    let (start, last) = (start?, machines.len() - 1);
    let mut seen: FxHashSet<Box<[State]>> = FxHashSet::default();
    let mut open = vec![start.clone()];
    seen.insert(start);
    let mut kinds: FxHashSet<u128> = FxHashSet::default();
    while let Some(states) = open.pop() {
        let accepted = |index: usize| machines[index].accepts(states[index]);
        if accepted(last) {
            kinds.insert((0..last).filter(|index| accepted(*index)).fold(0, |kind, index| kind | 1 << index));
        }
        let mut bytes = [false; 256];
        machines.iter().zip(&states).for_each(|(machine, state)| machine.bytes(*state, &mut bytes));
        for byte in (0..=255u8).filter(|byte| bytes[usize::from(*byte)]) {
            let next: Box<[State]> =
                machines.iter().zip(&states).map(|(machine, state)| machine.next(*state, byte)).collect();
            if machines[last].is_dead(next[last]) || seen.contains(&next) {
                continue;
            }
            if seen.len() >= STATES {
                return None;
            }
            seen.insert(next.clone());
            open.push(next);
        }
    }
    let mut kinds: Vec<u128> = kinds.into_iter().collect();
    kinds.sort_unstable();
    Some(kinds)
}
