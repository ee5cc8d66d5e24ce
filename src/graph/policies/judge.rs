//! Judging the rules of AuthorizationPolicies: which of their values match nothing at the workloads they are for.

use rustc_hash::FxHashMap;

use super::addresses::{hidden_address, is_public};
use super::clause::{Attribute, Clause, PolicyRule};
use super::form::form_fault;
use super::known;
use super::site::{Site, described_lack_identity};
use super::verdict::{Effect, Unmet, Verdict};
use crate::graph::security::{Enforced, covers};
use crate::graph::{Mesh, NotInjected};
use crate::model::{AuthorizationPolicy, OrEmpty, Resource};
use crate::source::Span;
use crate::text;

/// A rule, judged.
#[derive(Default)]
pub(super) struct Judged<'m> {
    pub dead: Vec<Verdict<'m>>,
    pub is_dead: bool,
}

/// Judges rules; what it finds out of a place is kept for other policies that are for the same.
pub(super) struct Judge<'g, 'm> {
    mesh: &'g Mesh<'m>,
    sites: FxHashMap<Enforced, Site<'g, 'm>>,
    outside: FxHashMap<&'m str, Option<NotInjected>>,
}

impl<'g, 'm> Judge<'g, 'm> {
    pub(super) fn new(mesh: &'g Mesh<'m>) -> Judge<'g, 'm> {
        Judge { mesh, sites: FxHashMap::default(), outside: FxHashMap::default() }
    }

    /// The rules of a policy, in order.
    pub(super) fn policy(
        &mut self,
        policy: Resource<'m, AuthorizationPolicy>,
        enforced: &Enforced,
    ) -> Vec<Judged<'m>> {
        let site = self.sites.remove(enforced);
        let site = site.unwrap_or_else(|| Site::new(self.mesh, enforced.clone()));
        let judge = |(index, rule)| self.rule(policy, index, &PolicyRule::of(rule), &site);
        let judged = policy.spec.rules.items().iter().enumerate().map(judge).collect();
        self.sites.insert(enforced.clone(), site);
        judged
    }

    fn rule(
        &mut self,
        policy: Resource<'m, AuthorizationPolicy>,
        index: usize,
        rule: &PolicyRule<'m>,
        site: &Site<'g, 'm>,
    ) -> Judged<'m> {
        let mut judged = Judged::default();
        let at = At { policy, rule: index };
        if site.is_of_ztunnel() {
            return self.at_ztunnel(at, rule);
        }
        let ports = asked_ports(rule);
        let mut all_of = |parts: &[Vec<Clause<'m>>], judged: &mut Judged<'m>| {
            let mut is_dead = !parts.is_empty();
            for part in parts {
                let mut is_part_dead = false;
                for clause in part {
                    is_part_dead |= self.clause(at, clause, part, &ports, site, judged);
                }
                is_dead &= is_part_dead;
            }
            is_dead
        };
        let by_source = all_of(&rule.sources, &mut judged);
        let by_operation = all_of(&rule.operations, &mut judged);
        let mut by_condition = false;
        for clause in &rule.conditions {
            by_condition |= self.clause(at, clause, &[], &ports, site, &mut judged);
        }
        judged.is_dead = by_source || by_operation || by_condition;
        if !judged.is_dead {
            for verdict in judged.dead.iter_mut().filter(|verdict| verdict.effect == Effect::Rule) {
                verdict.effect = Effect::Value;
            }
        }
        judged
    }

    /// ztunnel leaves out what it does not know: a rule that allows with it, and of one that denies the parts by it;
    /// where nothing is left of the sources or of the operations, the rule never matches (istiod: `handleRule`,
    /// `hasEffectiveRules`).
    fn at_ztunnel(&self, at: At<'m>, rule: &PolicyRule<'m>) -> Judged<'m> {
        let mut judged = Judged::default();
        let is_beyond = |clause: &&Clause<'m>| clause.attribute.is_beyond_ztunnel();
        let Some(first) = rule.clauses().find(is_beyond) else { return judged };
        let is_empty = |parts: &[Vec<Clause<'m>>]| {
            !parts.is_empty() && parts.iter().all(|part| part.iter().all(|clause| is_beyond(&clause)))
        };
        let is_allow = at.policy.spec.action() != "DENY";
        let by_condition = rule.conditions.iter().any(|clause| is_beyond(&clause));
        judged.is_dead = is_allow || is_empty(&rule.sources) || is_empty(&rule.operations) || by_condition;
        if judged.is_dead {
            judged.dead.push(at.verdict(first, first.key, "", Unmet::Ztunnel, Effect::Rule));
        }
        judged
    }

    /// Whether a list of a rule never matches; what of it does not is put down.
    fn clause(
        &mut self,
        at: At<'m>,
        clause: &Clause<'m>,
        beside: &[Clause<'m>],
        ports: &[i64],
        site: &Site<'g, 'm>,
        judged: &mut Judged<'m>,
    ) -> bool {
        let effect = if clause.is_negated { Effect::ExceptionAllowed } else { Effect::Rule };
        if let Some(why) = self.whole_list(at, clause, beside, ports, site) {
            judged.dead.push(at.verdict(clause, clause.key, "", why, effect));
            return !clause.is_negated;
        }
        let known = judged.dead.len();
        for value in clause.values {
            if let Some(why) = self.value(clause, &value.value, site) {
                judged.dead.push(at.verdict(clause, value.span, &value.value, why, effect));
            }
        }
        let is_dead = judged.dead.len() - known == clause.values.len();
        if !is_dead {
            let says = |text: &str| clause.values.iter().any(|value| &*value.value == text);
            for verdict in &mut judged.dead[known..] {
                let is_said = verdict.text.ends_with("**") && says(&verdict.text.replace("**", "*"));
                verdict.effect = if is_said { Effect::Spare } else { Effect::Value };
            }
        }
        is_dead && !clause.is_negated
    }

    /// Why a list never matches, whatever its values are.
    fn whole_list(
        &self,
        at: At<'m>,
        clause: &Clause<'m>,
        beside: &[Clause<'m>],
        ports: &[i64],
        site: &Site<'g, 'm>,
    ) -> Option<Unmet<'m>> {
        let attribute = clause.attribute;
        if attribute.is_of_certificate() {
            let why = match site.workloads.is_empty() {
                false => site.lacks_identity(),
                true => described_lack_identity(self.mesh, at.policy),
            };
            if let Some(why) = why {
                return Some(Unmet::NoIdentity(why));
            }
        }
        let is_allow = at.policy.spec.action() == "ALLOW";
        if attribute.is_of_http() && is_allow && is_of_bytes(site, ports) {
            return Some(Unmet::Bytes);
        }
        if attribute.is_of_token() && site.issuers().is_some_and(<[_]>::is_empty) {
            return Some(Unmet::NoTokenChecked);
        }
        let excluding = beside.iter().find(|other| {
            other.is_negated
                && !clause.is_negated
                && other.attribute == attribute
                && clause.values.iter().all(|value| !value.value.is_empty())
                && clause
                    .values
                    .iter()
                    .all(|value| other.values.iter().any(|other| covers(&other.value, &value.value)))
        });
        excluding.map(|other| Unmet::Excluded(other.key))
    }

    fn value(&mut self, clause: &Clause<'m>, value: &'m str, site: &Site<'g, 'm>) -> Option<Unmet<'m>> {
        let attribute = clause.attribute;
        // What is filled in later may be anything.
        if text::placeholder::find(value).is_some() {
            return None;
        }
        if let Some(fault) = form_fault(attribute, value) {
            return Some(Unmet::Form(fault));
        }
        match attribute {
            Attribute::Principal => {
                let own = known::own_trust_domain(self.mesh).filter(|_| known::is_untranslated(value));
                let foreign =
                    || known::foreign_trust_domain(self.mesh, value).filter(|_| !site.has_gateways());
                own.map(|own| Unmet::TrustDomain(own.to_owned()))
                    .or_else(|| foreign().map(Unmet::ForeignTrustDomain))
                    .or_else(|| self.outside(known::namespace_of_principal(value)?))
            }
            Attribute::TrustDomain if value == "cluster.local" => {
                known::own_trust_domain(self.mesh).map(|own| Unmet::TrustDomain(own.to_owned()))
            }
            Attribute::Namespace => self.outside(value),
            Attribute::ServiceAccount => self.outside(value.split_once('/')?.0),
            Attribute::RequestPrincipal => {
                let issuers = site.issuers()?;
                let fits = |issuer: &&str| may_be_of(value, issuer);
                (!issuers.iter().any(fits)).then(|| Unmet::OtherIssuer(issuers.to_vec()))
            }
            Attribute::Token("request.auth.claims[iss]") => {
                let issuers = site.issuers()?;
                (!issuers.iter().any(|issuer| covers(value, issuer)))
                    .then(|| Unmet::OtherIssuer(issuers.to_vec()))
            }
            Attribute::Address if is_public(value) => {
                let mut why = None;
                for id in &site.workloads {
                    why = Some(hidden_address(self.mesh, *id)?);
                }
                why.map(Unmet::HiddenAddress)
            }
            Attribute::Host if !value.contains([':', '*']) => {
                let with_port = format!("{value}:*");
                if clause.values.iter().any(|other| {
                    covers(&other.value, &with_port) || other.value.starts_with(&with_port[..=value.len()])
                }) {
                    return None;
                }
                let (port, place) = known::port_behind_host(self.mesh, &site.workloads, value)?;
                Some(Unmet::HostWithoutPort(port, place))
            }
            _ => None,
        }
    }

    fn outside(&mut self, namespace: &'m str) -> Option<Unmet<'m>> {
        let mesh = self.mesh;
        let known =
            self.outside.entry(namespace).or_insert_with(|| known::namespace_outside(mesh, namespace));
        known.map(|why| Unmet::OutsideTheMesh(namespace, why))
    }
}

/// A rule of a policy.
#[derive(Clone, Copy)]
struct At<'m> {
    policy: Resource<'m, AuthorizationPolicy>,
    rule: usize,
}

impl<'m> At<'m> {
    fn verdict(
        self,
        clause: &Clause<'m>,
        span: Span,
        text: &'m str,
        why: Unmet<'m>,
        effect: Effect,
    ) -> Verdict<'m> {
        let (attribute, is_negated) = (clause.attribute, clause.is_negated);
        Verdict { policy: self.policy.id, rule: self.rule, attribute, span, text, is_negated, why, effect }
    }
}

/// The ports that a rule asks for; none for all.
fn asked_ports(rule: &PolicyRule<'_>) -> Vec<i64> {
    let is_of_ports = |clause: &&Clause<'_>| clause.attribute == Attribute::Port && !clause.is_negated;
    let values = rule.clauses().filter(is_of_ports).flat_map(|clause| clause.values);
    values.filter_map(|value| value.value.parse().ok()).collect()
}

/// Whether all ports that a rule asks for carry bytes. Ports of a whole namespace are not all known.
fn is_of_bytes(site: &Site<'_, '_>, asked: &[i64]) -> bool {
    if !matches!(site.enforced, Enforced::Workloads(_)) {
        return false;
    }
    let known = site.ports();
    let mut concerned = known.iter().filter(|(port, _)| asked.is_empty() || asked.contains(port)).peekable();
    concerned.peek().is_some() && concerned.all(|(_, is_bytes)| *is_bytes)
}

/// Whether the principal of a token may be of an issuer (istiod: `requestPrincipalGenerator`).
fn may_be_of(principal: &str, issuer: &str) -> bool {
    let (own, _) = principal.rsplit_once('/').unwrap_or((principal, ""));
    match (own.strip_prefix('*'), principal.rsplit_once('/')) {
        _ if principal == "*" => true,
        (Some(suffix), Some(_)) => issuer.ends_with(suffix),
        (Some(_), None) => true,
        (None, Some(_)) => own == issuer,
        (None, None) => issuer.starts_with(own.strip_suffix('*').unwrap_or(own)),
    }
}

#[cfg(test)]
mod tests {
    use super::may_be_of;

    #[test]
    fn tokens_have_issuers() {
        assert!(may_be_of("https://id.example.com/*", "https://id.example.com"));
        assert!(may_be_of("*/alice", "https://id.example.com"));
        assert!(!may_be_of("https://id*", "https://id.example.com"));
        assert!(!may_be_of("https://id.example.com/*", "https://id.example.com/"));
        assert!(may_be_of("testing@x/*", "testing@x"));
    }
}
