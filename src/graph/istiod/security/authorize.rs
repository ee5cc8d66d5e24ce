//! What the AuthorizationPolicies of a workload decide about a request,
//! <https://istio.io/latest/docs/concepts/security/#implicit-enablement>.

use super::rule::{Attributes, Ternary};
use super::selects;
use crate::graph::{Mesh, WorkloadId};
use crate::model::{AuthorizationPolicy, OrEmpty, Resource, TextField};

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It goes through: a policy allows it, or none restricts the workload.
    Allowed,
    /// It is refused.
    Denied,
    /// What the input holds does not tell.
    Unknown,
}

/// One policy and what comes of it.
#[derive(Clone, Debug)]
pub struct PolicyOutcome<'m> {
    /// The policy.
    pub policy: Resource<'m, AuthorizationPolicy>,
    /// `ALLOW`, `DENY`, `AUDIT` or `CUSTOM`.
    pub action: &'m str,
    /// The rule that matches, or may match.
    pub rule: Option<usize>,
    /// Whether it matches.
    pub matches: Ternary,
    /// Whether it is only tried out: `istio.io/dry-run`.
    pub is_dry_run: bool,
}

/// What all policies of a workload decide.
#[derive(Clone, Debug)]
pub struct Authorization<'m> {
    /// The decision.
    pub decision: Decision,
    /// Why: the policies in the order in which they are asked.
    pub policies: Vec<PolicyOutcome<'m>>,
    /// The policy that decides; `None` where no policy allows it although some might, or none is there.
    pub decided_by: Option<usize>,
}

/// The order in which Envoy asks.
const ORDER: [&str; 4] = ["CUSTOM", "DENY", "ALLOW", "AUDIT"];

impl<'m> Mesh<'m> {
    /// The AuthorizationPolicies for a workload, in the order in which they are asked.
    pub fn authorization_policies(&self, workload: WorkloadId) -> Vec<Resource<'m, AuthorizationPolicy>> {
        let workload = self.workloads.get(workload);
        let is_for = |policy: &Resource<'m, AuthorizationPolicy>| {
            let spec = policy.spec;
            match spec.target_ref.is_some() || spec.target_refs.is_some() {
                true => self.is_target(
                    policy.object,
                    spec.target_ref.as_ref().map(|field| &field.value),
                    &spec.target_refs,
                    workload,
                ),
                false => {
                    selects(self, policy.object, spec.selector.as_ref().map(|field| &field.value), workload)
                }
            }
        };
        let mut policies: Vec<_> = self.all::<AuthorizationPolicy>().filter(is_for).collect();
        let rank = |policy: &Resource<'m, AuthorizationPolicy>| {
            ORDER.iter().position(|name| *name == action(*policy))
        };
        policies.sort_by_key(|policy| (rank(policy), policy.object.seniority()));
        policies
    }

    /// What the policies of a workload decide.
    pub fn authorize(&self, workload: WorkloadId, attributes: &Attributes<'_>) -> Authorization<'m> {
        let judge = |policy: Resource<'m, AuthorizationPolicy>| {
            let action = action(policy);
            let mut rule = None;
            let mut matches = Ternary::No;
            for (index, item) in policy.spec.rules.items().iter().enumerate() {
                match attributes.rule(&item.value, action != "ALLOW") {
                    Ternary::Yes => {
                        (rule, matches) = (Some(index), Ternary::Yes);
                        break;
                    }
                    Ternary::Unknown if matches == Ternary::No => {
                        (rule, matches) = (Some(index), Ternary::Unknown)
                    }
                    _ => {}
                }
            }
            let dry_run = policy.object.annotations.get("istio.io/dry-run");
            let is_dry_run = dry_run.is_some_and(|pair| &*pair.value == "true");
            PolicyOutcome { policy, action, rule, matches, is_dry_run }
        };
        let policies: Vec<_> = self.authorization_policies(workload).into_iter().map(judge).collect();
        let counting = |name: &'static str| {
            policies
                .iter()
                .enumerate()
                .filter(move |(_, outcome)| outcome.action == name && !outcome.is_dry_run)
        };
        let first = |name: &'static str, matches: Ternary| {
            counting(name).find(|(_, outcome)| outcome.matches == matches).map(|(index, _)| index)
        };
        let (decision, decided_by) = if let Some(index) = first("DENY", Ternary::Yes) {
            (Decision::Denied, Some(index))
        } else if let Some(index) = [
            first("CUSTOM", Ternary::Yes),
            first("CUSTOM", Ternary::Unknown),
            first("DENY", Ternary::Unknown),
        ]
        .into_iter()
        .flatten()
        .next()
        {
            (Decision::Unknown, Some(index))
        } else if counting("ALLOW").next().is_none() {
            (Decision::Allowed, None)
        } else if let Some(index) = first("ALLOW", Ternary::Yes) {
            (Decision::Allowed, Some(index))
        } else if let Some(index) = first("ALLOW", Ternary::Unknown) {
            (Decision::Unknown, Some(index))
        } else {
            (Decision::Denied, None)
        };
        Authorization { decision, policies, decided_by }
    }
}

fn action<'m>(policy: Resource<'m, AuthorizationPolicy>) -> &'m str {
    match policy.spec.action.text() {
        "" => "ALLOW",
        _ => policy.spec.action.as_ref().map_or("ALLOW", |action| &action.value),
    }
}
