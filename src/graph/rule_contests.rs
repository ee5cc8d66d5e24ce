//! DestinationRules of one namespace for one host, which istiod merges into one (`mergeDestinationRule`).

use rustc_hash::FxHashMap;

use super::revision::seen_together;
use super::{ExportTo, Mesh, WorkOut};
use crate::model::{DestinationRule, Field, Labels, OrEmpty, Resource, Spanned, Subset, TextField};
use crate::source::{ObjectId, Span};

/// A DestinationRule and another one with which it is merged, where both say the same part of it.
#[derive(Clone, Debug)]
pub struct RuleContest<'m> {
    /// The rule.
    pub rule: Resource<'m, DestinationRule>,
    /// The part that both say, in this rule.
    pub span: Span,
    /// The other rule.
    pub other: Resource<'m, DestinationRule>,
    /// The same part of the other rule.
    pub other_span: Span,
    /// Which part it is.
    pub part: ContestedPart<'m>,
    /// Whether the part of this rule is the one that counts.
    pub counts: bool,
    /// Whether both say something else, so that something is lost.
    pub differs: bool,
}

/// What two DestinationRules both say of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContestedPart<'m> {
    /// A subset of this name.
    Subset(&'m str),
    /// The policy for the host as a whole.
    Policy,
    /// Nothing but the host.
    Host,
}

impl<'m> Mesh<'m> {
    /// DestinationRules of one namespace for one host that both define a subset, both have a policy, or both say
    /// nothing; each rule with the first part that it shares, what differs before what does not. Of what two rules
    /// say only the first counts, that of the older one.
    pub fn rule_contests(&self) -> &[RuleContest<'m>] {
        self.ask::<Vec<RuleContest<'m>>>()
    }
}

/// The first rule that says a part, and whether some later one says something else.
type Sayings<'m> = FxHashMap<ContestedPart<'m>, Vec<(Resource<'m, DestinationRule>, Saying<'m>)>>;

#[derive(Clone, Copy)]
enum Saying<'m> {
    Subset(&'m Spanned<Subset>),
    Policy(Span, &'m str),
    Host(Span),
}

impl<'m> WorkOut<'m> for Vec<RuleContest<'m>> {
    fn work_out(mesh: &Mesh<'m>) -> Vec<RuleContest<'m>> {
        let copies: Vec<ObjectId> =
            mesh.duplicates().iter().flat_map(|duplicate| duplicate.copies()).copied().collect();
        let mut found = Vec::new();
        for (host, namespace, mut rules) in mesh.destination_rules.by_host_and_namespace() {
            // Those that select workloads are merged with those that select the same, which is seldom meant.
            rules.retain(|rule| rule.spec.workload_selector.is_none() && !copies.contains(&rule.id));
            let service = mesh.service_of_host(host).map(|(_, service)| service);
            let is_moot = service.is_some_and(|service| !mesh.rule_may_count(namespace, service, host));
            if rules.len() < 2 || is_moot {
                continue;
            }
            for rules in seen_together(rules, |rule| mesh.revision_of(rule.id)) {
                contests(mesh, &rules, &mut found);
            }
        }
        found.sort_by_key(|contest| contest.rule.id);
        found.dedup_by_key(|contest| contest.rule.id);
        found
    }
}

/// Of rules that are merged, the oldest first.
fn contests<'m>(mesh: &Mesh<'m>, rules: &[Resource<'m, DestinationRule>], found: &mut Vec<RuleContest<'m>>) {
    let mut sayings: Sayings<'m> = FxHashMap::default();
    for rule in rules {
        for (part, saying) in said(mesh, *rule) {
            sayings.entry(part).or_default().push((*rule, saying));
        }
    }
    for rule in rules {
        let shared = said(mesh, *rule).into_iter().filter_map(|(part, own)| {
            let all = &sayings[&part];
            let (first, firsts) = all.first()?;
            let counts = first.id == rule.id;
            let (other, others) = if counts {
                all.get(1..)?.iter().find(|(_, it)| differ(&own, it)).or(all.get(1))?
            } else {
                &(*first, *firsts)
            };
            meet(mesh, *rule, *other).then(|| RuleContest {
                rule: *rule,
                span: span(&own),
                other: *other,
                other_span: span(others),
                part,
                counts,
                differs: differ(&own, others),
            })
        });
        found.extend(shared.max_by_key(|contest| contest.differs));
    }
}

/// Whether some namespace sees both: they are merged only if they are exported alike, but where they are not one of
/// them takes the place of the other.
fn meet<'m>(
    mesh: &Mesh<'m>,
    one: Resource<'m, DestinationRule>,
    other: Resource<'m, DestinationRule>,
) -> bool {
    let exports: [ExportTo<'m>; 2] = [mesh.exported_to(one.object), mesh.exported_to(other.object)];
    exports[0].meets(&exports[1])
}

/// The parts of a rule that count once for a host.
fn said<'m>(mesh: &Mesh<'m>, rule: Resource<'m, DestinationRule>) -> Vec<(ContestedPart<'m>, Saying<'m>)> {
    let subsets = rule.spec.subsets.items().iter();
    let subsets = subsets.filter(|subset| !subset.name.text().is_empty());
    let mut parts: Vec<_> =
        subsets.map(|subset| (ContestedPart::Subset(subset.name.text()), Saying::Subset(subset))).collect();
    if let Some(policy) = &rule.spec.traffic_policy {
        let text = mesh.model.sources[rule.object.source].slice(policy.span);
        parts.push((ContestedPart::Policy, Saying::Policy(policy.key, text)));
    }
    if parts.is_empty()
        && let Some(host) = &rule.spec.host
    {
        parts.push((ContestedPart::Host, Saying::Host(host.span)));
    }
    parts
}

fn span(saying: &Saying<'_>) -> Span {
    match saying {
        Saying::Subset(subset) => subset.name.as_ref().map_or(subset.span, |name: &Field<_>| name.span),
        Saying::Policy(span, _) | Saying::Host(span) => *span,
    }
}

fn differ(one: &Saying<'_>, other: &Saying<'_>) -> bool {
    match (one, other) {
        (Saying::Subset(one), Saying::Subset(other)) => {
            let [a, b] = [one, other].map(|it| Labels::of(it.labels.as_ref().map(|field| &field.value)));
            !(a.select(b) && b.select(a)) || one.traffic_policy.is_some() || other.traffic_policy.is_some()
        }
        (Saying::Policy(_, one), Saying::Policy(_, other)) => one != other,
        _ => false,
    }
}
