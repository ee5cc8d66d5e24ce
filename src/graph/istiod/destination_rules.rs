//! Which DestinationRules apply to a host.

mod consolidated;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::ExportTo;
use crate::graph::view::Client;
use crate::model::{DestinationRule, Model, OrEmpty, Resource, Spanned, Subset, TextField, TrafficPolicy};
use crate::source::ObjectId;
use crate::text::host;
use consolidated::{Consolidated, Pools, selector};

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
    pools: FxHashMap<&'m str, Pools<'m>>,
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
    /// One rule, as if there were no other.
    pub fn alone(rule: Resource<'m, DestinationRule>) -> AppliedRules<'m> {
        AppliedRules { rules: vec![rule], set_aside: Vec::new() }
    }

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
        for of_host in rules.by_host.values_mut() {
            for (namespace, all) in &mut of_host.by_namespace {
                all.sort_by_key(|exported| exported.rule.object.seniority());
                let all: Vec<_> = all.iter().map(|exported| exported.rule).collect();
                of_host.pools.insert(namespace, Pools::of(model, &all));
            }
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
        // A wildcard is the first of those that it falls under.
        let name = Some(full_name).filter(|name| !name.starts_with('*'));
        let exact = name.and_then(|name| self.by_host.get(&name.to_ascii_lowercase()));
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
    ) -> Vec<&'s Consolidated<'m>> {
        type Pool<'s, 'm> = fn(&'s Pools<'m>) -> &'s [Consolidated<'m>];
        let narrowest = |namespace: &str, pool: Pool<'s, 'm>| {
            let in_namespace = |rules: &'s HostRules<'m>| {
                let found = pool(rules.pools.get(namespace)?);
                (!found.is_empty()).then_some(found)
            };
            self.covering(full_name).find_map(in_namespace).unwrap_or_default()
        };
        // The root namespace's own proxies look at the service's namespace first.
        let own = match client == self.root {
            true => narrowest(client, |pools| &pools.root),
            false => narrowest(client, |pools| &pools.local),
        };
        if !own.is_empty() {
            return own.iter().collect();
        }
        for namespace in [service_namespace, Some(self.root)].into_iter().flatten() {
            let found = narrowest(namespace, |pools| &pools.exported);
            let reaching: Vec<_> = found.iter().filter(|rules| rules.reaches(client)).collect();
            if !reaching.is_empty() {
                return reaching;
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

    /// The rules that would count for clients of a namespace if it had none for this very host, the oldest first.
    pub(in crate::graph) fn behind(
        &self,
        host: &str,
        client: &str,
        service_namespace: Option<&str>,
    ) -> Vec<Resource<'m, DestinationRule>> {
        let in_namespace = |namespace: &str, skips_own: bool| {
            let reaching = |rules: &HostRules<'m>| {
                let all = rules.by_namespace.get(namespace)?.iter();
                let found: Vec<_> = all.filter(|it| it.to.reaches(client)).map(|it| it.rule).collect();
                (!found.is_empty()).then_some(found)
            };
            self.covering(host).skip(usize::from(skips_own)).find_map(reaching)
        };
        let elsewhere = || {
            let others = [service_namespace, Some(self.root)].into_iter().flatten();
            let mut others = others.filter(|namespace| *namespace != client);
            others.find_map(|namespace| in_namespace(namespace, false))
        };
        in_namespace(client, true).or_else(elsewhere).unwrap_or_default()
    }

    /// The rules for services of a namespace that stand in it, by the namespace; those for wildcards left out.
    pub(in crate::graph) fn by_home<'s>(
        &'s self,
        home: impl Fn(&'s str) -> Option<&'s str>,
    ) -> FxHashMap<&'m str, Vec<Resource<'m, DestinationRule>>> {
        let mut found: FxHashMap<&'m str, Vec<Resource<'m, DestinationRule>>> = FxHashMap::default();
        for (host, rules) in self.by_host.iter().filter(|(host, _)| !host.starts_with('*')) {
            let own = home(host).and_then(|namespace| rules.by_namespace.get_key_value(namespace));
            if let Some((&namespace, all)) = own {
                found.entry(namespace).or_default().extend(all.iter().map(|exported| exported.rule));
            }
        }
        found.values_mut().for_each(|list| list.sort_by_key(|rule| rule.id));
        found
    }

    /// The rules that apply to a host for some workload of a client's namespace.
    pub fn applying(
        &self,
        full_name: &str,
        client: &str,
        service_namespace: Option<&str>,
    ) -> Vec<Resource<'m, DestinationRule>> {
        let place = self.place(full_name, client, service_namespace);
        let mut rules: Vec<_> = place.into_iter().flat_map(|merged| merged.rules.iter().copied()).collect();
        let mut seen = FxHashSet::default();
        rules.retain(|rule| seen.insert(rule.id));
        rules
    }

    /// Those of them that define a subset.
    pub fn applying_with_subset(
        &self,
        full_name: &str,
        subset: &str,
        client: &str,
        service_namespace: Option<&str>,
    ) -> Vec<ObjectId> {
        let place = self.place(full_name, client, service_namespace);
        place.into_iter().flat_map(|merged| merged.defining(subset)).collect()
    }

    /// The rules that apply to a host for a client: those that select its workload, or else the last of those that
    /// select none (istiod: `SidecarScope.DestinationRule`). `None` where there is no rule at all.
    pub fn for_client(
        &self,
        full_name: &str,
        client: &Client<'_>,
        service_namespace: Option<&str>,
    ) -> Option<AppliedRules<'m>> {
        let place = self.place(full_name, client.namespace, service_namespace);
        let selects = |merged: &&&Consolidated<'m>| {
            let rule = merged.first();
            rule.namespace() == client.namespace
                && selector(rule).is_some_and(|selector| selector.select(client.labels))
        };
        let is_general = |merged: &&&Consolidated<'m>| selector(merged.first()).is_none();
        let chosen = place.iter().find(selects).or_else(|| place.iter().rfind(is_general));
        if place.is_empty() {
            return None;
        }
        let rules: Vec<_> = chosen.map(|merged| merged.rules.clone()).unwrap_or_default();
        let mut known: FxHashSet<ObjectId> = rules.iter().map(|rule| rule.id).collect();
        let all = place.iter().flat_map(|merged| merged.rules.iter().copied());
        let set_aside = all.filter(|rule| known.insert(rule.id)).collect();
        Some(AppliedRules { rules, set_aside })
    }
}
