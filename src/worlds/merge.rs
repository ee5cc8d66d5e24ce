//! What the worlds say, once for all in which it holds.

use rustc_hash::FxHashMap;

use super::World;
use crate::engine::Outcome;
use crate::finding::Finding;
use crate::source::Location;

/// What was found in each world, taken together. Where the worlds are guessed, a reference that one of them verifies is
/// not in doubt: which of them come together is a guess as well.
pub(super) fn merged(worlds: &[World], outcomes: Vec<Outcome>, are_guessed: bool) -> Outcome {
    let mut all = Outcome::default();
    let (mut findings, mut unverified) = (Merger::default(), Merger::default());
    for (index, outcome) in outcomes.into_iter().enumerate() {
        findings.add(index, outcome.findings);
        unverified.add(index, outcome.unverified);
        for (name, time) in outcome.timings {
            match all.timings.iter_mut().find(|(known, _)| *known == name) {
                Some((_, total)) => *total += time,
                None => all.timings.push((name, time)),
            }
        }
    }
    all.findings = findings.finish(worlds);
    if are_guessed {
        let Merger { found, worlds: held } = &mut unverified;
        let is_everywhere = |finding: &Finding| {
            held[&(finding.rule.name, finding.location)].len() == holding(finding, worlds)
        };
        found.retain(is_everywhere);
    }
    all.unverified = unverified.finish(worlds);
    all.sort();
    all
}

/// Findings of one rule at one place are the same, whatever the world makes of the words.
#[derive(Default)]
struct Merger {
    found: Vec<Finding>,
    worlds: FxHashMap<(&'static str, Location), Vec<usize>>,
}

impl Merger {
    fn add(&mut self, world: usize, findings: Vec<Finding>) {
        for finding in findings {
            let worlds = self.worlds.entry((finding.rule.name, finding.location)).or_default();
            if worlds.last() != Some(&world) {
                worlds.push(world);
            }
            if *worlds == [world] {
                self.found.push(finding);
            }
        }
    }

    /// All findings; those in a text of several worlds that hold in some of them only say in which.
    fn finish(mut self, worlds: &[World]) -> Vec<Finding> {
        for finding in &mut self.found {
            let found = &self.worlds[&(finding.rule.name, finding.location)];
            let holding = holding(finding, worlds);
            finding.worlds = found.iter().map(|&index| worlds[index].name.clone()).collect();
            if found.len() < holding {
                let names = found.iter().map(|&index| &*worlds[index].name);
                finding.holds_in_some(found.len(), holding, "worlds", names);
            }
        }
        self.found
    }
}

/// In how many worlds the text of a finding is.
fn holding(finding: &Finding, worlds: &[World]) -> usize {
    worlds.iter().filter(|world| world.holds(finding.location.source)).count()
}
