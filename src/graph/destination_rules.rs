//! Which DestinationRules apply to a host.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{ExportTo, host};
use crate::model::{DestinationRule, Model, ObjectId, OrEmpty, Resource, TextField};

/// All DestinationRules, by the full name of their host.
#[derive(Debug, Default)]
pub struct DestinationRules<'m> {
    by_host: FxHashMap<String, HostRules<'m>>,
    namespaces: FxHashSet<&'m str>,
}

/// The DestinationRules for one host (or wildcard).
#[derive(Debug, Default)]
struct HostRules<'m> {
    by_namespace: FxHashMap<&'m str, Vec<Resource<'m, DestinationRule>>>,
    by_subset: FxHashMap<&'m str, Vec<Resource<'m, DestinationRule>>>,
}

impl<'m> DestinationRules<'m> {
    pub(super) fn of(model: &'m Model, domain: &str) -> DestinationRules<'m> {
        let mut rules = DestinationRules::default();
        for resource in model.all::<DestinationRule>() {
            let Resource { object, spec, .. } = resource;
            let full = host::full_name(spec.host.text(), &object.namespace, domain).to_ascii_lowercase();
            let of_host = rules.by_host.entry(full).or_default();
            of_host.by_namespace.entry(&object.namespace).or_default().push(resource);
            for subset in spec.subsets.items() {
                of_host.by_subset.entry(subset.name.text()).or_default().push(resource);
            }
            rules.namespaces.insert(&object.namespace);
        }
        rules
    }

    /// Whether a namespace holds any DestinationRule.
    pub fn any_in(&self, namespace: &str) -> bool {
        self.namespaces.contains(namespace)
    }

    /// Rules for a host in order of how narrow theirs is: for the very name, then for each wildcard.
    fn covering<'s>(&'s self, full_name: &'s str) -> impl Iterator<Item = &'s HostRules<'m>> {
        let exact = self.by_host.get(&full_name.to_ascii_lowercase());
        let wildcard = |suffix: &str| self.by_host.get(&format!("*{}", suffix.to_ascii_lowercase()));
        exact.into_iter().chain(host::wildcards(full_name).filter_map(wildcard))
    }

    /// The rules that define a subset of a host for some client or other. A rule with a narrower host in
    /// the same namespace hides them.
    pub fn defining(&self, full_name: &str, subset: &str) -> Vec<ObjectId> {
        let mut narrower: Vec<&HostRules<'m>> = Vec::new();
        for rules in self.covering(full_name) {
            let is_hidden = |rule: &Resource<'m, DestinationRule>| {
                narrower.iter().any(|other| other.by_namespace.contains_key(rule.namespace()))
            };
            let defining = rules.by_subset.get(subset).into_iter().flatten();
            let found: Vec<_> = defining.filter(|rule| !is_hidden(rule)).map(|rule| rule.id).collect();
            if !found.is_empty() {
                return found;
            }
            narrower.push(rules);
        }
        Vec::new()
    }

    /// The rules that apply to a host for a client: those of the client's namespace, or else of the
    /// service's, or else of the root namespace, each with the narrowest host; several for one host in
    /// one namespace are merged. (istiod: `PushContext.destinationRule`.)
    pub fn applying(
        &self,
        full_name: &str,
        client: &str,
        service_namespace: Option<&str>,
        root: &str,
    ) -> Vec<Resource<'m, DestinationRule>> {
        for namespace in [Some(client), service_namespace, Some(root)].into_iter().flatten() {
            for rules in self.covering(full_name) {
                let Some(rules) = rules.by_namespace.get(namespace) else { continue };
                let is_seen = |rule: &Resource<'m, DestinationRule>| {
                    ExportTo::of(&rule.spec.export_to, namespace).reaches(client)
                };
                let found: Vec<_> = rules.iter().copied().filter(is_seen).collect();
                if !found.is_empty() {
                    return found;
                }
            }
        }
        Vec::new()
    }
}
