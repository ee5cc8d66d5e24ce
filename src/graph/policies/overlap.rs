//! Rules of policies that take what others are there for.

use rustc_hash::FxHashMap;

use super::clause::{Attribute, Clause, PolicyRule};
use super::site::Site;
use crate::graph::security::{Enforced, covers};
use crate::graph::{Mesh, WorkOut};
use crate::model::{AuthorizationPolicy, OrEmpty, Resource};
use crate::source::{Location, ObjectId, Span};

/// How rules of policies take what others are there for.
#[derive(Clone, Debug, PartialEq)]
pub enum Overlap {
    /// A rule that allows everything that comes to the workloads, beside one that restricts.
    AllowsAll,
    /// A rule that asks for operations alone right after one that asks for sources alone: one rule was probably meant.
    Split,
    /// A rule that allows what a policy that denies refuses.
    Denied,
    /// A rule all of whose requests another rule of the policy matches.
    Repeated,
}

/// A rule of a policy, and another one.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleOverlap {
    /// What they have to do with each other.
    pub overlap: Overlap,
    /// The policy.
    pub policy: ObjectId,
    /// Its rule.
    pub span: Span,
    /// The other rule.
    pub other: Location,
}

impl<'m> Mesh<'m> {
    /// Rules of AuthorizationPolicies that take what others are there for, in order.
    pub fn rule_overlaps(&self) -> &[RuleOverlap] {
        self.ask::<Vec<RuleOverlap>>()
    }
}

/// How many rules each one is compared with.
const COMPARED: usize = 32;

/// A policy, what it is for, and its rules.
type Written<'m> = (Resource<'m, AuthorizationPolicy>, Enforced, Vec<PolicyRule<'m>>);

impl<'m> WorkOut<'m> for Vec<RuleOverlap> {
    fn work_out(mesh: &Mesh<'m>) -> Vec<RuleOverlap> {
        let all: Vec<Written<'m>> = mesh
            .all::<AuthorizationPolicy>()
            .filter(|policy| !policy.is_dry_run())
            .map(|policy| {
                let rules = policy.spec.rules.items().iter().map(PolicyRule::of).collect();
                (policy, mesh.enforced(policy.id), rules)
            })
            .collect();
        let mut denying: FxHashMap<&Enforced, Vec<(Resource<'m, AuthorizationPolicy>, &PolicyRule<'m>)>> =
            FxHashMap::default();
        for (policy, enforced, rules) in all.iter().filter(|(policy, ..)| policy.spec.action() == "DENY") {
            let list = denying.entry(enforced).or_default();
            list.extend(rules.iter().take(COMPARED).map(|rule| (*policy, rule)));
        }
        let mut sites: FxHashMap<&Enforced, Site<'_, 'm>> = FxHashMap::default();
        let mut found = Vec::new();
        for (policy, enforced, rules) in &all {
            repeated(*policy, rules, &mut found);
            if policy.spec.action() != "ALLOW" {
                continue;
            }
            let around = Enforced::Namespace(policy.namespace().to_owned());
            let mut wider = vec![enforced, &Enforced::Mesh, &around];
            wider.dedup();
            for rule in rules.iter().filter(|rule| !rule.is_empty()) {
                let near = wider.iter().filter_map(|it| denying.get(it)).flatten().take(COMPARED);
                let by = near.into_iter().find(|(_, wide)| takes_all_of(wide, rule));
                if let Some((other, wide)) = by {
                    found.push(RuleOverlap {
                        overlap: Overlap::Denied,
                        policy: policy.id,
                        span: rule.span,
                        other: other.at(wide.span),
                    });
                }
            }
            if rules.len() > 1 {
                let site = sites.entry(enforced).or_insert_with(|| Site::new(mesh, enforced.clone()));
                swallowing(mesh, *policy, rules, site, &mut found);
            }
        }
        found
    }
}

/// Rules that another rule of the policy takes all of.
fn repeated(
    policy: Resource<'_, AuthorizationPolicy>,
    rules: &[PolicyRule<'_>],
    found: &mut Vec<RuleOverlap>,
) {
    for (index, rule) in rules.iter().enumerate().filter(|(_, rule)| !rule.is_empty()) {
        let others = rules.iter().enumerate().take(COMPARED);
        let by = others.into_iter().find(|(other, wide)| {
            // Of two that are the same the second is too many.
            *other != index
                && !wide.is_empty()
                && takes_all_of(wide, rule)
                && (*other < index || !takes_all_of(rule, wide))
        });
        if let Some((_, wide)) = by {
            let other = policy.at(wide.span);
            found.push(RuleOverlap { overlap: Overlap::Repeated, policy: policy.id, span: rule.span, other });
        }
    }
}

fn swallowing<'m>(
    mesh: &Mesh<'m>,
    policy: Resource<'m, AuthorizationPolicy>,
    rules: &[PolicyRule<'m>],
    site: &Site<'_, 'm>,
    found: &mut Vec<RuleOverlap>,
) {
    let asks_who = |rule: &PolicyRule<'_>| !rule.sources.is_empty() || !rule.conditions.is_empty();
    for (index, rule) in rules.iter().enumerate() {
        if asks_who(rule) || rule.operations.is_empty() {
            continue;
        }
        let Some(restricting) = rules.iter().find(|other| asks_who(other)) else { continue };
        let is_all =
            rule.operations.iter().any(|part| part.iter().all(|clause| is_anything(mesh, clause, site)));
        let before = index.checked_sub(1).map(|before| &rules[before]);
        let is_split = before.is_some_and(|before| {
            !before.sources.is_empty() && before.operations.is_empty() && before.conditions.is_empty()
        });
        let overlap = match (is_all, is_split) {
            (true, _) => Overlap::AllowsAll,
            (false, true) => Overlap::Split,
            (false, false) => continue,
        };
        let other = if is_split { before.unwrap_or(restricting) } else { restricting };
        found.push(RuleOverlap { overlap, policy: policy.id, span: rule.span, other: policy.at(other.span) });
    }
}

/// Whether a list matches everything that can come to the workloads.
fn is_anything(mesh: &Mesh<'_>, clause: &Clause<'_>, site: &Site<'_, '_>) -> bool {
    if clause.is_negated {
        return false;
    }
    let has = |text: &str| clause.values.iter().any(|value| covers(&value.value, text));
    match clause.attribute {
        Attribute::Path => clause.values.iter().any(|value| matches!(&*value.value, "*" | "/*")),
        Attribute::Host if clause.values.iter().any(|value| &*value.value == "*") => true,
        Attribute::Host => {
            let mut hosts = site
                .workloads
                .iter()
                .flat_map(|id| mesh.servers_at(*id))
                .flat_map(|server| server.hosts.iter().map(|(_, host)| host))
                .peekable();
            hosts.peek().is_some() && hosts.all(|host| !host.contains('*') && has(host))
        }
        Attribute::Port => {
            let ports = site.ports();
            matches!(site.enforced, Enforced::Workloads(_))
                && !ports.is_empty()
                && ports.iter().all(|(port, _)| has(&port.to_string()))
        }
        _ => clause.values.iter().any(|value| &*value.value == "*"),
    }
}

/// Whether a rule matches whatever another one matches.
fn takes_all_of(wide: &PolicyRule<'_>, narrow: &PolicyRule<'_>) -> bool {
    let parts = |wide: &[Vec<Clause<'_>>], narrow: &[Vec<Clause<'_>>]| {
        wide.is_empty()
            || !narrow.is_empty()
                && narrow.iter().all(|narrow| wide.iter().any(|wide| part_takes(wide, narrow)))
    };
    parts(&wide.sources, &narrow.sources)
        && parts(&wide.operations, &narrow.operations)
        && part_takes(&wide.conditions, &narrow.conditions)
}

fn part_takes(wide: &[Clause<'_>], narrow: &[Clause<'_>]) -> bool {
    wide.iter().all(|wide| narrow.iter().any(|narrow| clause_takes(wide, narrow)))
}

fn clause_takes(wide: &Clause<'_>, narrow: &Clause<'_>) -> bool {
    // How addresses, hosts and issuers contain each other is told by more than their texts; the same texts will do.
    let is_plain = matches!(
        wide.attribute,
        Attribute::Principal | Attribute::Path | Attribute::Method | Attribute::Namespace | Attribute::Port
    );
    let within =
        |a: &str, b: &str| a == b || is_plain && !b.contains("{*") && !a.contains("{*") && covers(a, b);
    if wide.attribute != narrow.attribute || wide.is_negated != narrow.is_negated {
        return false;
    }
    let (outer, inner) = if wide.is_negated { (narrow, wide) } else { (wide, narrow) };
    inner.values.iter().all(|inner| outer.values.iter().any(|outer| within(&outer.value, &inner.value)))
}
