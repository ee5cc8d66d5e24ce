//! A request that shows at once that some region is not taken in.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use super::automaton::{Library, Machine, State, domain};
use super::region::{Axis, Bound, Literal, Part, Region};

/// How many states are looked at for a text that a regular expression matches.
const STATES: usize = 500;

/// A text that hardly any rule names.
const UNHEARD: &str = "~zq";

/// A value, or none, on each axis that matters.
type Sample<'r> = Vec<(&'r Axis<'r>, Option<String>)>;

/// Whether some request of the target is in none of the regions. `false` says nothing.
pub(super) fn refutes(
    target: &Region<'_>,
    regions: &[&Region<'_>],
    bound: &Bound<'_>,
    library: &mut Library,
) -> bool {
    let mut axes: Vec<&Axis<'_>> = regions
        .iter()
        .chain([&target])
        .flat_map(|region| region.sides.iter().map(|(axis, _)| axis))
        .collect();
    axes.sort_unstable();
    axes.dedup();
    let mut samples: [Sample<'_>; 2] = [Vec::new(), Vec::new()];
    for axis in axes {
        let parts = target.parts(axis);
        let mut fitting = proposals(axis, parts, bound, library);
        fitting.retain(|value| is_met(axis, parts, value.as_deref(), library));
        let (Some(first), Some(last)) = (fitting.first(), fitting.last()) else { return false };
        samples[0].push((axis, first.clone()));
        samples[1].push((axis, last.clone()));
    }
    samples.iter().any(|sample| {
        !regions.iter().any(|region| {
            let value = |axis| sample.iter().find(|(known, _)| *known == axis);
            region.sides.iter().all(|(axis, parts)| {
                value(axis).is_none_or(|(_, value)| is_met(axis, parts, value.as_deref(), library))
            })
        })
    })
}

fn is_met(axis: &Axis<'_>, parts: &[Part<'_>], value: Option<&str>, library: &mut Library) -> bool {
    let is_possible = match value {
        Some(text) if axis.is_text() => {
            domain(axis).is_none_or(|domain| Machine::Regex(domain).accepts_text(text))
        }
        _ => true,
    };
    is_possible
        && parts.iter().all(|part| {
            let taken = value.is_some_and(|text| {
                part.any_of.iter().any(|literal| {
                    // What cannot be told counts as taken: then nothing is refuted.
                    Machine::of(literal, library).is_none_or(|machine| machine.accepts_text(text))
                })
            });
            taken == part.holds
        })
}

fn proposals(
    axis: &Axis<'_>,
    parts: &[Part<'_>],
    bound: &Bound<'_>,
    library: &mut Library,
) -> Vec<Option<String>> {
    let mut found = Vec::new();
    if !axis.is_text() {
        let named = parts.iter().flat_map(|part| &part.any_of).filter_map(|literal| match literal {
            Literal::Exact(text) => Some(Some(text.to_string())),
            _ => None,
        });
        found.extend(named);
        match axis {
            Axis::Gateway => found.extend(bound.gateways.iter().map(|gateway| Some(gateway.to_string()))),
            _ => found.push(None),
        }
        if let Axis::Gateway = axis {
            found.retain(|value| bound.gateways.iter().any(|gateway| Some(&**gateway) == value.as_deref()));
        }
        return found;
    }
    if axis.is_optional() {
        found.push(None);
    }
    for literal in parts.iter().filter(|part| part.holds).flat_map(|part| &part.any_of) {
        match literal {
            Literal::Present => {}
            Literal::Exact(text) | Literal::ExactAnyCase(text) => found.push(Some(text.to_string())),
            Literal::Prefix(text) | Literal::PrefixAnyCase(text) => {
                found.push(Some(text.to_string()));
                found.push(Some(format!("{text}{UNHEARD}")));
            }
            Literal::Regex(_) => found.extend(shortest(axis, literal, library).map(Some)),
        }
    }
    let unheard = match axis {
        Axis::Uri => format!("/{UNHEARD}"),
        Axis::Scheme => "https".to_owned(),
        Axis::Method => "ZZQ".to_owned(),
        _ => UNHEARD.to_owned(),
    };
    found.push(Some(unheard));
    found
}

/// The shortest text of a request that a literal takes.
fn shortest(axis: &Axis<'_>, literal: &Literal<'_>, library: &mut Library) -> Option<String> {
    let machines = [Machine::of(literal, library)?, Machine::Regex(domain(axis)?)];
    let start = [machines[0].start()?, machines[1].start()?];
    let mut seen: FxHashSet<[State; 2]> = FxHashSet::from_iter([start]);
    let mut open = VecDeque::from([(start, Vec::new())]);
    while let Some((states, text)) = open.pop_front() {
        if machines.iter().zip(states).all(|(machine, state)| machine.accepts(state)) {
            return String::from_utf8(text).ok();
        }
        let mut bytes = [false; 256];
        machines.iter().zip(states).for_each(|(machine, state)| machine.bytes(state, &mut bytes));
        for byte in (0..128u8).filter(|byte| bytes[usize::from(*byte)]) {
            let next = [machines[0].next(states[0], byte), machines[1].next(states[1], byte)];
            let is_dead = machines.iter().zip(next).any(|(machine, state)| machine.is_dead(state));
            if !is_dead && seen.len() < STATES && seen.insert(next) {
                let mut longer = text.clone();
                longer.push(byte);
                open.push_back((next, longer));
            }
        }
    }
    None
}
