//! Values of AuthorizationPolicies that match nothing, and what comes of it.

use super::HiddenAddress;
use super::allowing::Allowing;
use super::clause::{Attribute, PolicyRule};
use super::form::FormFault;
use super::judge::{Judge, Judged};
use super::site::{NoIdentity, Site};
use crate::graph::security::Enforced;
use crate::graph::{Mesh, NotInjected, WorkOut};
use crate::model::{AuthorizationPolicy, OrEmpty, Resource};
use crate::source::{Location, ObjectId, Span};

/// Why something that a policy asks for is never there.
#[derive(Clone, Debug, PartialEq)]
pub enum Unmet<'m> {
    /// By its form.
    Form(FormFault),
    /// It asks for `cluster.local` where the trust domain of the mesh is this one.
    TrustDomain(String),
    /// It asks for a trust domain that is neither the mesh's own nor an alias of it.
    ForeignTrustDomain(&'m str),
    /// No pod of this namespace is in the mesh.
    OutsideTheMesh(&'m str, NotInjected),
    /// No client can prove who it is.
    NoIdentity(NoIdentity),
    /// All ports carry bytes.
    Bytes,
    /// ztunnel enforces the policy, and knows nothing of requests.
    Ztunnel,
    /// No token is checked.
    NoTokenChecked,
    /// Tokens of this issuer are not checked; those of these are.
    OtherIssuer(Vec<&'m str>),
    /// Connections do not come from the address of the client.
    HiddenAddress(HiddenAddress),
    /// Clients put this port behind the host.
    HostWithoutPort(i64, Location),
    /// The same values are excluded beside it.
    Excluded(Span),
}

/// What comes of a value that matches nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: another value of its list says what was meant.
    Spare,
    /// Its list goes without it: other values of it may match.
    Value,
    /// Its rule never matches; others may.
    Rule,
    /// No rule of a policy that allows ever matches, nor of any other for the workloads: all is refused.
    AllDenied,
    /// The rule of a policy that denies never matches: what it was to refuse comes through.
    NothingDenied,
    /// The rule of a policy that asks someone else never matches: what was to be asked for comes through.
    NobodyAsked,
    /// It was to be an exception from a policy that allows, and is allowed as well.
    ExceptionAllowed,
    /// It was to be an exception from a policy that denies, and is denied as well.
    ExceptionDenied,
}

/// A value of a policy, or a list of values, that matches nothing.
#[derive(Clone, Debug)]
pub struct Verdict<'m> {
    /// The policy.
    pub policy: ObjectId,
    /// The place of its rule, from 0.
    pub rule: usize,
    /// What it asks about.
    pub attribute: Attribute<'m>,
    /// The value, or the key of the list where it is about all of them.
    pub span: Span,
    /// The value; `""` where it is about all of the list.
    pub text: &'m str,
    /// Whether it says what must not be.
    pub is_negated: bool,
    /// Why it never matches.
    pub why: Unmet<'m>,
    /// What comes of it.
    pub effect: Effect,
}

impl<'m> WorkOut<'m> for Vec<Verdict<'m>> {
    fn work_out(mesh: &Mesh<'m>) -> Vec<Verdict<'m>> {
        let mut judge = Judge::new(mesh);
        let mut judged: Vec<(Resource<'m, AuthorizationPolicy>, Enforced, Vec<Judged<'m>>)> = Vec::new();
        let mut allowing = Allowing::default();
        for policy in mesh.all::<AuthorizationPolicy>() {
            let enforced = mesh.enforced(policy.id);
            let rules = judge.policy(policy, &enforced);
            let is_allow = policy.spec.action() == "ALLOW";
            if is_allow && (rules.is_empty() || rules.iter().any(|rule| !rule.is_dead)) {
                allowing.add(&enforced);
            }
            judged.push((policy, enforced, rules));
        }
        let mut verdicts = Vec::new();
        for (policy, enforced, rules) in judged {
            let action = policy.spec.action();
            let is_tried_out = policy.is_dry_run();
            let all_dead = !rules.is_empty() && rules.iter().all(|rule| rule.is_dead);
            let refuses_all =
                all_dead && action == "ALLOW" && !is_tried_out && !allowing.somewhere(mesh, &enforced);
            for rule in rules {
                let of_rule = match action {
                    "ALLOW" if refuses_all => Effect::AllDenied,
                    "DENY" if !is_tried_out => Effect::NothingDenied,
                    "CUSTOM" if !is_tried_out => Effect::NobodyAsked,
                    _ => Effect::Rule,
                };
                verdicts.extend(rule.dead.into_iter().map(|verdict| match verdict.effect {
                    Effect::Rule => Verdict { effect: of_rule, ..verdict },
                    Effect::ExceptionAllowed if action == "DENY" => {
                        Verdict { effect: Effect::ExceptionDenied, ..verdict }
                    }
                    _ => verdict,
                }));
            }
        }
        verdicts
    }
}

impl<'m> Mesh<'m> {
    /// Whether an AuthorizationPolicy asks for something that only requests have.
    pub fn policy_asks_for_requests(&self, policy: ObjectId) -> bool {
        let policy = self.resource::<AuthorizationPolicy>(policy);
        let rules = policy.map_or(&[][..], |policy| policy.spec.rules.items());
        rules.iter().any(|rule| PolicyRule::of(rule).clauses().any(|clause| clause.attribute.is_of_http()))
    }

    /// Whether ztunnel enforces an AuthorizationPolicy, and nobody else.
    pub fn is_enforced_by_ztunnel(&self, policy: ObjectId) -> bool {
        Site::new(self, self.enforced(policy)).is_of_ztunnel()
    }

    /// The values of all AuthorizationPolicies that match nothing at the workloads that the policy is for, in
    /// order.
    pub fn unmet_values(&self) -> &[Verdict<'m>] {
        self.ask::<Vec<Verdict<'m>>>()
    }
}
