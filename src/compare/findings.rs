//! Findings that come and go.

use rustc_hash::FxHashMap;

use crate::engine::Outcome;
use crate::finding::Finding;
use crate::fingerprint::identify;
use crate::model::Model;

/// A finding of one state that the other has not.
#[derive(Debug)]
pub struct FindingChange<'r> {
    /// The finding.
    pub finding: &'r Finding,
    /// The model that it was found in.
    pub model: &'r Model,
}

/// Findings that are gone, and those that are new. The same finding is told by its fingerprint, of which
/// there may be several.
pub fn findings<'r>(
    old: (&'r Model, &'r Outcome),
    new: (&'r Model, &'r Outcome),
) -> (Vec<FindingChange<'r>>, Vec<FindingChange<'r>>) {
    (missing(old, new), missing(new, old))
}

/// Findings of one state that the other has not.
fn missing<'r>(here: (&'r Model, &'r Outcome), there: (&Model, &Outcome)) -> Vec<FindingChange<'r>> {
    let prints = |(model, outcome): (&Model, &Outcome)| -> Vec<String> {
        let identities = identify(&model.sources, &model.objects, &outcome.findings);
        identities.into_iter().map(|identity| identity.fingerprint).collect()
    };
    let mut left: FxHashMap<String, usize> = FxHashMap::default();
    prints(there).into_iter().for_each(|print| *left.entry(print).or_default() += 1);
    let (model, outcome) = here;
    let mut changed = Vec::new();
    for (finding, print) in outcome.findings.iter().zip(prints(here)) {
        match left.get_mut(&print).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => changed.push(FindingChange { finding, model }),
        }
    }
    changed
}
