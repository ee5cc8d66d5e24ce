//! What holds in several roots that a base went into, said once.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::finding::{Finding, Severity};
use crate::model::{Model, Root};
use crate::source::{Location, SourceId};

/// Where a finding was told first, and what else is known of it.
struct Told {
    index: usize,
    roots: BTreeSet<usize>,
    /// Whether the words were others in another root, such as the namespace in them.
    is_reworded: bool,
}

/// Findings of one rule at one place are the same, whatever a root makes of the words; the first is kept. The list is in
/// the order in which it is reported.
pub(super) fn told_once(model: &Model, list: &mut Vec<Finding>) {
    let roots: FxHashMap<SourceId, usize> =
        model.roots.iter().enumerate().map(|(index, root)| (root.source, index)).collect();
    if roots.len() < 2 {
        return;
    }
    let mut told: FxHashMap<(&str, Location, Severity), Told> = FxHashMap::default();
    let mut kept: Vec<Finding> = Vec::with_capacity(list.len());
    for finding in list.drain(..) {
        let Some(&root) = finding.built_at.and_then(|at| roots.get(&at.source)) else {
            kept.push(finding);
            continue;
        };
        let key = (finding.rule.name, finding.location, finding.severity);
        let index = kept.len();
        let known = told.entry(key).or_insert(Told { index, roots: BTreeSet::new(), is_reworded: false });
        known.roots.insert(root);
        if known.index == index {
            kept.push(finding);
        } else {
            known.is_reworded |= kept[known.index].message != finding.message;
        }
    }
    let mut using: FxHashMap<SourceId, usize> = FxHashMap::default();
    for file in model.roots.iter().flat_map(|root| &root.files) {
        *using.entry(*file).or_default() += 1;
    }
    let names = names(&model.roots);
    for ((_, place, _), Told { index, roots, is_reworded }) in told {
        let all = using.get(&place.source).copied().unwrap_or(roots.len());
        let finding = &mut kept[index];
        if roots.len() < all {
            finding.holds_in_some(roots.len(), all, "roots", roots.iter().map(|&root| &*names[root]));
        } else if is_reworded {
            finding.message.push_str(&format!(" (in all {all} roots)"));
        }
    }
    *list = kept;
}

/// What roots are called; one of several in a directory by the object that orders it as well.
fn names(roots: &[Root]) -> Vec<String> {
    let mut in_directory: FxHashMap<&str, usize> = FxHashMap::default();
    for root in roots {
        *in_directory.entry(root.title()).or_default() += 1;
    }
    let name = |root: &Root| match in_directory[root.title()] == 1 || root.name.is_empty() {
        true => root.title().to_owned(),
        false => format!("{} of {}", root.title(), root.name),
    };
    roots.iter().map(name).collect()
}
