//! DestinationRules that others keep from counting.

use rustc_hash::FxHashSet;

use super::{Answer, Mesh, Role, Wanted, WorkOut};
use crate::model::{DestinationRule, OrEmpty, Resource, TextField};

/// A DestinationRule that counts for clients of a namespace, and one that would count if it were not there.
#[derive(Clone, Debug)]
pub struct HiddenRule<'m> {
    /// The one that counts.
    pub rule: Resource<'m, DestinationRule>,
    /// The one that does not.
    pub hidden: Resource<'m, DestinationRule>,
    /// Whether the one that counts is for some workloads of its namespace only, so that none counts for the
    /// others.
    pub is_for_some: bool,
    /// Subsets that only the hidden one defines.
    pub subsets: Vec<&'m str>,
}

impl<'m> Mesh<'m> {
    /// DestinationRules that keep others from counting for the clients of their namespace: only the
    /// narrowest host counts, and only one of the namespaces of client and service and the root namespace.
    /// Those whose lost subsets a route asks for are left out, since a reference that leads nowhere says it.
    pub fn hidden_rules(&self) -> &[HiddenRule<'m>] {
        self.ask::<Vec<HiddenRule<'m>>>()
    }
}

impl<'m> WorkOut<'m> for Vec<HiddenRule<'m>> {
    fn work_out(mesh: &Mesh<'m>) -> Vec<HiddenRule<'m>> {
        let absent = mesh.references(Role::Subset).iter().filter(|reference| {
            matches!(reference.answer, Answer::Absent(_)) // the route is what is reported
        });
        let absent: FxHashSet<(&str, &str)> = absent
            .filter_map(|reference| match reference.to {
                Wanted::Subset(name) => Some((&*mesh.object(reference.from).namespace, name)),
                _ => None,
            })
            .collect();
        let mut found = Vec::new();
        for (host, namespace, own) in mesh.destination_rules.by_host_and_namespace() {
            let service = mesh.services.exactly(host).first().map(|&id| mesh.services.get(id).namespace);
            let general = own.iter().find(|rule| rule.spec.workload_selector.is_none());
            let Some(&rule) = general.or(own.first()) else { continue };
            let Some(hidden) = mesh.destination_rules.behind(host, namespace, service) else { continue };
            // A wildcard over its own namespace is behind itself, too.
            if own.iter().any(|rule| rule.id == hidden.id) {
                continue;
            }
            let defines = |name: &str| {
                own.iter()
                    .any(|rule| rule.spec.subsets.items().iter().any(|subset| subset.name.text() == name))
            };
            let is_for_some = general.is_none();
            let subsets: Vec<&str> = hidden
                .spec
                .subsets
                .items()
                .iter()
                .map(|subset| subset.name.text())
                .filter(|name| is_for_some || !defines(name))
                .collect();
            let is_reported = subsets.iter().any(|name| absent.contains(&(namespace, *name)));
            if is_reported || subsets.is_empty() && hidden.spec.traffic_policy.is_none() {
                continue;
            }
            found.push(HiddenRule { rule, hidden, is_for_some, subsets });
        }
        found.sort_by_key(|hidden| hidden.rule.id);
        found
    }
}
