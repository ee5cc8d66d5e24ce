//! DestinationRules that others keep from counting.

use rustc_hash::FxHashSet;

use super::{Answer, Mesh, Role, Wanted, WorkOut};
use crate::model::{ClientTlsMode, DestinationRule, OrEmpty, Resource, TextField, TrafficPolicy};

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
    /// Subsets that both define; those of the hidden one do not count.
    pub replaced: Vec<&'m str>,
    /// Whether the hidden one has clients use mTLS, and this rule says nothing of TLS.
    pub hides_mtls: bool,
    /// Whether no other rule that is merged with this one says anything of TLS either.
    pub loses_mtls: bool,
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
        let by_home = mesh.destination_rules.by_home(|host| Some(mesh.service_of_host(host)?.1));
        let mut found = Vec::new();
        for (host, namespace, own) in mesh.destination_rules.by_host_and_namespace() {
            let service = mesh.services.exactly(host).first().map(|&id| mesh.services.get(id).namespace);
            let service = service.or_else(|| Some(mesh.service_of_host(host)?.1));
            if service.is_some_and(|service| !mesh.rule_may_count(namespace, service, host)) {
                continue;
            }
            let mut hidden = mesh.destination_rules.behind(host, namespace, service);
            // A wildcard over the services of another namespace hides the rules that stand there for each of them.
            let is_foreign = |service: &&str| host.starts_with('*') && *service != namespace;
            if hidden.is_empty()
                && let Some(all) =
                    service.filter(|service| is_foreign(service)).and_then(|it| by_home.get(it))
            {
                let reaches =
                    |rule: &&Resource<'m, DestinationRule>| mesh.exported_to(rule.object).reaches(namespace);
                hidden.extend(all.iter().find(reaches));
            }
            found.extend(
                hiding(&own, &hidden)
                    .filter(|found| !found.subsets.iter().any(|name| absent.contains(&(namespace, *name)))),
            );
        }
        found.sort_by_key(|hidden| hidden.rule.id);
        found
    }
}

/// What the rules that count keep from counting, both the oldest first.
fn hiding<'m>(
    own: &[Resource<'m, DestinationRule>],
    hidden: &[Resource<'m, DestinationRule>],
) -> Option<HiddenRule<'m>> {
    let general = own.iter().find(|rule| rule.spec.workload_selector.is_none());
    let is_for_some = general.is_none();
    let rule = *general.or(own.first())?;
    let first = *hidden.first()?;
    let defines = |name: &str| {
        own.iter().any(|rule| rule.spec.subsets.items().iter().any(|subset| subset.name.text() == name))
    };
    let names = hidden.iter().flat_map(|rule| rule.spec.subsets.items()).map(|subset| subset.name.text());
    let (replaced, subsets): (Vec<&str>, Vec<&str>) = names.partition(|name| !is_for_some && defines(name));
    // Of the rules that are merged into one, the first with a policy of its own counts.
    let policy_of = |rules: &[Resource<'m, DestinationRule>]| {
        rules.iter().find_map(|rule| Some(&*rule.spec.traffic_policy.as_ref()?.value))
    };
    let (policy, lost) = (policy_of(own), policy_of(hidden));
    if subsets.is_empty() && replaced.is_empty() && lost.is_none() {
        return None;
    }
    let own_policy = rule.spec.traffic_policy.as_ref().map(|policy| &*policy.value);
    let says_tls = |policy: &TrafficPolicy| policy.tls_settings().next().is_some();
    let hides_mtls = lost.is_some_and(uses_mtls) && !own_policy.is_some_and(says_tls);
    let loses_mtls = hides_mtls && !policy.is_some_and(says_tls);
    Some(HiddenRule { rule, hidden: first, is_for_some, subsets, replaced, hides_mtls, loses_mtls })
}

/// Whether a policy has clients use the mTLS of the mesh towards the whole host.
fn uses_mtls(policy: &TrafficPolicy) -> bool {
    policy.tls.as_ref().is_some_and(|tls| ClientTlsMode::of(&tls.value) == ClientTlsMode::IstioMutual)
}
