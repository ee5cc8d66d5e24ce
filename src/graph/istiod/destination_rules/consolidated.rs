//! How istiod puts the DestinationRules of one host and namespace together (`mergeDestinationRule`).

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::model::{DestinationRule, Labels, Model, OrEmpty, Resource, TextField, WorkloadSelector};
use crate::source::ObjectId;

/// Rules that are merged into one.
#[derive(Debug)]
pub(super) struct Consolidated<'m> {
    /// `exportTo` as it is written, sorted; none where nothing is written.
    pub export: Vec<&'m str>,
    /// The rules, the one that the others are merged into first.
    pub rules: Vec<Resource<'m, DestinationRule>>,
    /// Rules by the subsets that they define; asked only where there are many.
    by_subset: OnceLock<FxHashMap<&'m str, Vec<ObjectId>>>,
}

/// Up to so many rules are looked through.
const FEW: usize = 8;

impl<'m> Consolidated<'m> {
    /// The rules that define a subset, the one that counts first.
    pub fn defining(&self, subset: &str) -> Vec<ObjectId> {
        fn names<'m>(rule: &Resource<'m, DestinationRule>) -> impl Iterator<Item = &'m str> {
            rule.spec.subsets.items().iter().map(|own| own.name.text())
        }
        if self.rules.len() <= FEW {
            let defining = self.rules.iter().filter(|rule| names(rule).any(|name| name == subset));
            return defining.map(|rule| rule.id).collect();
        }
        let by_subset = self.by_subset.get_or_init(|| {
            let mut index: FxHashMap<&'m str, Vec<ObjectId>> = FxHashMap::default();
            for rule in &self.rules {
                names(rule).for_each(|name| index.entry(name).or_default().push(rule.id));
            }
            index
        });
        by_subset.get(subset).cloned().unwrap_or_default()
    }

    /// The rule that the others are merged into.
    pub fn first(&self) -> Resource<'m, DestinationRule> {
        self.rules[0]
    }

    /// Whether a namespace other than that of the rules gets them.
    pub fn reaches(&self, namespace: &str) -> bool {
        self.export.is_empty() || self.export.contains(&"*") || self.export.contains(&namespace)
    }
}

/// The rules of one host and namespace, for those who look there.
#[derive(Debug, Default)]
pub(super) struct Pools<'m> {
    /// For clients of the namespace.
    pub local: Vec<Consolidated<'m>>,
    /// For clients of others; they hide wider ones even from those that do not get them.
    pub exported: Vec<Consolidated<'m>>,
    /// For the proxies of the root namespace, where that is the namespace.
    pub root: Vec<Consolidated<'m>>,
}

impl<'m> Pools<'m> {
    /// Puts together rules that stand in order of age.
    pub fn of(model: &'m Model, rules: &[Resource<'m, DestinationRule>]) -> Pools<'m> {
        let is_private_by_default = model
            .settings
            .find(|config| config.default_destination_rule_export_to.as_ref())
            .is_some_and(|(_, list)| list.value.iter().any(|item| &*item.value == "."));
        let mut pools = Pools::default();
        let (selecting, general): (Vec<_>, Vec<_>) =
            rules.iter().partition(|rule| rule.spec.workload_selector.is_some());
        for &rule in selecting.into_iter().chain(general) {
            let own = rule.namespace();
            let export = exported(rule);
            let is_local = export.is_empty() || [".", "*", own].iter().any(|name| export.contains(name));
            if is_local {
                merge(&mut pools.local, rule, export.clone());
            }
            let is_private = match export.as_slice() {
                [] => is_private_by_default,
                [only] => *only == "." || *only == own,
                _ => false,
            };
            match is_private {
                false => merge(&mut pools.exported, rule, export),
                true if own == model.settings.root_namespace() => merge(&mut pools.root, rule, export),
                true => {}
            }
        }
        pools
    }
}

/// `exportTo` as it is written; a rule that selects workloads is for its own namespace.
fn exported<'m>(rule: Resource<'m, DestinationRule>) -> Vec<&'m str> {
    if rule.spec.workload_selector.is_some() {
        return vec!["."];
    }
    let mut export: Vec<&'m str> = rule.spec.export_to.items().iter().map(|item| &*item.value).collect();
    export.sort_unstable();
    export.dedup();
    export
}

/// Adds a rule to those before it: it is merged into those with the same `exportTo`, or into those with a narrower
/// one, and stands for itself where the last of them says so.
fn merge<'m>(pool: &mut Vec<Consolidated<'m>>, rule: Resource<'m, DestinationRule>, export: Vec<&'m str>) {
    let mut stands_alone = true;
    for known in pool.iter_mut() {
        let is_wider = !known.export.is_empty() && known.export.iter().all(|name| export.contains(name));
        stands_alone = export != known.export;
        if stands_alone && !is_wider {
            continue;
        }
        match (selector(known.first()), selector(rule)) {
            (None, None) => stands_alone = false,
            (Some(own), Some(other)) if own.select(other) && other.select(own) => stands_alone = false,
            (Some(_), Some(_)) => {
                stands_alone = true;
                continue;
            }
            _ => {}
        }
        known.rules.push(rule);
    }
    if stands_alone {
        pool.push(Consolidated { export, rules: vec![rule], by_subset: OnceLock::new() });
    }
}

/// The labels that a rule selects; `None` where it is for all.
pub(super) fn selector(rule: Resource<'_, DestinationRule>) -> Option<Labels<'_>> {
    let field = &rule.spec.workload_selector;
    field.is_some().then(|| WorkloadSelector::labels_of(field))
}
