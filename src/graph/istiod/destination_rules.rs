//! Which DestinationRules apply to a host.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::ExportTo;
use crate::graph::view::Client;
use crate::model::{
    DestinationRule, Labels, Model, OrEmpty, Resource, Spanned, Subset, TextField, TrafficPolicy,
};
use crate::source::ObjectId;
use crate::text::host;

/// All DestinationRules, by the full name of their host.
#[derive(Debug, Default)]
pub struct DestinationRules<'m> {
    by_host: FxHashMap<String, HostRules<'m>>,
    namespaces: FxHashSet<&'m str>,
    root: &'m str,
}

/// The DestinationRules for one host (or wildcard).
#[derive(Debug, Default)]
struct HostRules<'m> {
    /// The oldest first.
    by_namespace: FxHashMap<&'m str, Vec<Exported<'m>>>,
    by_subset: FxHashMap<&'m str, Vec<Resource<'m, DestinationRule>>>,
}

/// A rule and who sees it.
#[derive(Debug)]
struct Exported<'m> {
    rule: Resource<'m, DestinationRule>,
    to: ExportTo<'m>,
}

/// The rules that apply to a host for a client. istiod merges them into one: of a subset that two rules
/// define the first one counts, and so does the first traffic policy.
#[derive(Clone, Debug)]
pub struct AppliedRules<'m> {
    /// The merged rules, the one that they are merged into first.
    pub rules: Vec<Resource<'m, DestinationRule>>,
    /// Rules of the same place that do not count for this client: they select other workloads, or are
    /// exported to others.
    pub set_aside: Vec<Resource<'m, DestinationRule>>,
}

impl<'m> AppliedRules<'m> {
    /// The rule that gives the merged one its name; `None` where only rules for other workloads are there.
    pub fn main(&self) -> Option<Resource<'m, DestinationRule>> {
        self.rules.first().copied()
    }

    /// The definition of a subset.
    pub fn subset(&self, name: &str) -> Option<(Resource<'m, DestinationRule>, &'m Spanned<Subset>)> {
        self.rules.iter().find_map(|rule| {
            let mut subsets = rule.spec.subsets.items().iter();
            Some((*rule, subsets.find(|subset| subset.name.text() == name)?))
        })
    }

    /// The policy for the host as a whole.
    pub fn traffic_policy(&self) -> Option<(Resource<'m, DestinationRule>, &'m TrafficPolicy)> {
        self.rules.iter().find_map(|rule| Some((*rule, &*rule.spec.traffic_policy.as_ref()?.value)))
    }
}

impl<'m> DestinationRules<'m> {
    pub(in crate::graph) fn of(model: &'m Model, domain: &str) -> DestinationRules<'m> {
        let mut rules = DestinationRules { root: model.settings.root_namespace(), ..Default::default() };
        for resource in model.all::<DestinationRule>() {
            let Resource { object, spec, .. } = resource;
            let full = host::full_name(spec.host.text(), &object.namespace, domain).to_ascii_lowercase();
            let of_host = rules.by_host.entry(full).or_default();
            let exported = Exported { rule: resource, to: ExportTo::of_object(model, object) };
            of_host.by_namespace.entry(&object.namespace).or_default().push(exported);
            for subset in spec.subsets.items() {
                of_host.by_subset.entry(subset.name.text()).or_default().push(resource);
            }
            rules.namespaces.insert(&object.namespace);
        }
        for of_namespace in rules.by_host.values_mut().flat_map(|rules| rules.by_namespace.values_mut()) {
            of_namespace.sort_by_key(|exported| exported.rule.object.seniority());
        }
        rules
    }

    /// Whether a namespace holds any DestinationRule.
    pub fn any_in(&self, namespace: &str) -> bool {
        self.namespaces.contains(namespace)
    }

    /// A name of a subset of a host that is equal to this one; `""` where nobody defines it.
    pub fn subset_name(&self, full_name: &str, name: &str) -> &'m str {
        self.covering(full_name)
            .find_map(|rules| rules.by_subset.get_key_value(name))
            .map_or("", |(own, _)| own)
    }

    /// Rules for a host in order of how narrow theirs is: for the very name, then for each wildcard.
    fn covering<'s>(&'s self, full_name: &'s str) -> impl Iterator<Item = &'s HostRules<'m>> {
        let exact = self.by_host.get(&full_name.to_ascii_lowercase());
        let wildcard = |suffix: &str| self.by_host.get(&format!("*{}", suffix.to_ascii_lowercase()));
        exact.into_iter().chain(host::wildcards(full_name).filter_map(wildcard))
    }

    /// All rules whose host covers a name, whoever they are for.
    pub fn all_for(&self, full_name: &str) -> Vec<Resource<'m, DestinationRule>> {
        let by_namespace = self.covering(full_name).flat_map(|rules| rules.by_namespace.values());
        by_namespace.flatten().map(|exported| exported.rule).collect()
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

    /// The rules of the one place that counts for a client: its own namespace, or else the service's, or
    /// else the root namespace, each with its narrowest host alone. (istiod: `PushContext.destinationRule`.)
    fn place<'s>(
        &'s self,
        full_name: &'s str,
        client: &str,
        service_namespace: Option<&str>,
    ) -> Vec<&'s Exported<'m>> {
        let narrowest = |namespace: &str, counts: &dyn Fn(&Exported<'m>) -> bool| {
            let in_namespace = |rules: &'s HostRules<'m>| {
                let all = rules.by_namespace.get(namespace)?.iter();
                let found: Vec<_> = all.filter(|exported| counts(exported)).collect();
                (!found.is_empty()).then_some(found)
            };
            self.covering(full_name).find_map(in_namespace).unwrap_or_default()
        };
        // The root namespace's own proxies look at the service's namespace first.
        let is_root = client == self.root;
        let own = narrowest(client, &|exported| {
            exported.to.reaches(client) && (!is_root || exported.to.is_private_to(client))
        });
        if !own.is_empty() {
            return own;
        }
        for namespace in [service_namespace, Some(self.root)].into_iter().flatten() {
            // A rule that others see hides a wider one, even from those that do not see it.
            let mut found = narrowest(namespace, &|exported| !exported.to.is_private_to(namespace));
            found.retain(|exported| exported.to.reaches(client));
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// The rules of each host and namespace that count in their own namespace, the oldest first.
    pub(in crate::graph) fn by_host_and_namespace(
        &self,
    ) -> impl Iterator<Item = (&str, &'m str, Vec<Resource<'m, DestinationRule>>)> {
        self.by_host.iter().flat_map(|(host, rules)| {
            rules.by_namespace.iter().map(|(&namespace, all)| {
                let counting = all.iter().filter(|exported| exported.to.reaches(namespace));
                (host.as_str(), namespace, counting.map(|exported| exported.rule).collect())
            })
        })
    }

    /// The rule that would count for clients of a namespace if it had none for this very host.
    pub(in crate::graph) fn behind(
        &self,
        host: &str,
        client: &str,
        service_namespace: Option<&str>,
    ) -> Option<Resource<'m, DestinationRule>> {
        let in_namespace = |namespace: &str, skips_own: bool| {
            let reaching = |rules: &HostRules<'m>| {
                let mut all = rules.by_namespace.get(namespace)?.iter();
                all.find(|exported| exported.to.reaches(client)).map(|exported| exported.rule)
            };
            self.covering(host).skip(usize::from(skips_own)).find_map(reaching)
        };
        let elsewhere = || {
            let others = [service_namespace, Some(self.root)].into_iter().flatten();
            let mut others = others.filter(|namespace| *namespace != client);
            others.find_map(|namespace| in_namespace(namespace, false))
        };
        in_namespace(client, true).or_else(elsewhere)
    }

    /// The rules that apply to a host for some workload of a client's namespace.
    pub fn applying(
        &self,
        full_name: &str,
        client: &str,
        service_namespace: Option<&str>,
    ) -> Vec<Resource<'m, DestinationRule>> {
        self.place(full_name, client, service_namespace).iter().map(|exported| exported.rule).collect()
    }

    /// The rules that apply to a host for a client. Those that select workloads count in their own
    /// namespace only, and before those that do not; rules are merged that select the same and are
    /// exported to the same (istiod: `mergeDestinationRule`, `SidecarScope.DestinationRule`). `None` where
    /// there is no rule at all.
    pub fn for_client(
        &self,
        full_name: &str,
        client: &Client<'_>,
        service_namespace: Option<&str>,
    ) -> Option<AppliedRules<'m>> {
        let place = self.place(full_name, client.namespace, service_namespace);
        let first = place.first()?;
        let mut groups: Vec<Vec<&Exported<'m>>> = Vec::new();
        for exported in &place {
            let is_same = |group: &&mut Vec<&Exported<'m>>| {
                let other = group[0];
                let selectors = [selector(other.rule), selector(exported.rule)];
                let same_selector = match selectors {
                    [None, None] => true,
                    [Some(a), Some(b)] => a.select(b) && b.select(a),
                    _ => false,
                };
                same_selector && same_export(&other.to, &exported.to)
            };
            match groups.iter_mut().find(is_same) {
                Some(group) => group.push(exported),
                None => groups.push(vec![exported]),
            }
        }
        let selects = |group: &&Vec<&Exported<'m>>| {
            first.rule.namespace() == client.namespace
                && selector(group[0].rule).is_some_and(|selector| selector.select(client.labels))
        };
        let is_general = |group: &&Vec<&Exported<'m>>| selector(group[0].rule).is_none();
        let chosen = groups.iter().find(selects).or_else(|| groups.iter().rfind(is_general));
        let rules: Vec<_> = chosen.into_iter().flatten().map(|exported| exported.rule).collect();
        let is_chosen = |rule: &Resource<'_, DestinationRule>| rules.iter().any(|own| own.id == rule.id);
        let set_aside = place.iter().map(|exported| exported.rule).filter(|rule| !is_chosen(rule)).collect();
        Some(AppliedRules { rules, set_aside })
    }
}

fn selector(rule: Resource<'_, DestinationRule>) -> Option<Labels<'_>> {
    let selector = rule.spec.workload_selector.as_ref()?;
    Some(Labels::of(selector.value.match_labels.as_ref().map(|field| &field.value)))
}

fn same_export(a: &ExportTo<'_>, b: &ExportTo<'_>) -> bool {
    match (a, b) {
        (ExportTo::Only(a), ExportTo::Only(b)) => {
            a.iter().all(|item| b.contains(item)) && b.iter().all(|item| a.contains(item))
        }
        (a, b) => a == b,
    }
}
