//! What the AuthorizationPolicies of a workload decide about a request,
//! <https://istio.io/latest/docs/concepts/security/#implicit-enablement>.

use super::answer::{Answer, Ternary, Unmatched};
use super::attributes::{Attributes, Content};
use super::custom::{Asked, Custom};
use crate::graph::{Mesh, WorkloadId};
use crate::model::{AuthorizationPolicy, OrEmpty, Resource};

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// For each rule that does not match for certain, the condition that keeps it from that; `None` for rules that
    /// never match.
    pub unmatched: Vec<(usize, Option<Unmatched<'m>>)>,
    /// Whom a policy with action CUSTOM asks.
    pub asked: Option<Asked<'m>>,
    /// Whether it is only tried out: `istio.io/dry-run`.
    pub is_dry_run: bool,
}

impl PolicyOutcome<'_> {
    /// Whether it counts for the decision at all.
    fn counts(&self) -> bool {
        !self.is_dry_run && !matches!(self.asked, Some(Asked::NotForBytes))
    }

    /// Whether a match denies.
    fn denies(&self) -> bool {
        self.action == "DENY" || matches!(self.asked, Some(Asked::Broken(_)))
    }
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
    /// Where the decision is unknown: the policies of which it is unknown what comes of them.
    pub open: Vec<usize>,
}

/// The order in which Envoy asks.
const ORDER: [&str; 4] = ["CUSTOM", "DENY", "ALLOW", "AUDIT"];

impl<'m> Mesh<'m> {
    /// The AuthorizationPolicies for a workload, in the order in which they are asked.
    pub fn authorization_policies(&self, workload: WorkloadId) -> Vec<Resource<'m, AuthorizationPolicy>> {
        let policies = self.policies_for(workload);
        let mut policies: Vec<_> = policies.filter_map(|policy| self.resource(policy)).collect();
        let rank = |policy: &Resource<'m, AuthorizationPolicy>| {
            ORDER.iter().position(|name| *name == policy.spec.action())
        };
        policies.sort_by_key(|policy| (rank(policy), policy.object.seniority()));
        policies
    }

    /// What the policies of a workload decide.
    pub fn authorize(&self, workload: WorkloadId, attributes: &Attributes<'_>) -> Authorization<'m> {
        self.decide(self.authorization_policies(workload), attributes)
    }

    /// What these policies decide, in the order in which they are asked.
    pub fn decide(
        &self,
        policies: Vec<Resource<'m, AuthorizationPolicy>>,
        attributes: &Attributes<'_>,
    ) -> Authorization<'m> {
        let is_bytes = matches!(attributes.content, Content::Bytes);
        let custom = Custom::of(self, &policies, is_bytes);
        let policies: Vec<_> =
            policies.into_iter().map(|policy| judge(policy, attributes, &custom)).collect();
        let which = |is_it: &dyn Fn(&PolicyOutcome<'m>) -> bool| -> Vec<usize> {
            let counting = policies.iter().enumerate().filter(|(_, outcome)| outcome.counts());
            counting.filter(|(_, outcome)| is_it(outcome)).map(|(index, _)| index).collect()
        };
        let denying = which(&|outcome| outcome.denies() && outcome.matches == Ternary::Yes);
        let mut open = which(&|outcome| match outcome.denies() {
            true => outcome.matches == Ternary::Unknown,
            false => outcome.action == "CUSTOM" && outcome.matches != Ternary::No,
        });
        let restricting = which(&|outcome| outcome.action == "ALLOW");
        let allowing = which(&|outcome| outcome.action == "ALLOW" && outcome.matches == Ternary::Yes);
        let perhaps = which(&|outcome| outcome.action == "ALLOW" && outcome.matches == Ternary::Unknown);
        let is_restricted = !restricting.is_empty() && allowing.is_empty();
        let (decision, decided_by) = match (denying.first(), is_restricted) {
            (Some(index), _) => (Decision::Denied, Some(*index)),
            (None, true) if perhaps.is_empty() => (Decision::Denied, None),
            (None, is_restricted) => {
                if is_restricted {
                    open.extend(perhaps);
                }
                match open.first() {
                    Some(index) => (Decision::Unknown, Some(*index)),
                    None => (Decision::Allowed, allowing.first().copied()),
                }
            }
        };
        if decision != Decision::Unknown {
            open.clear();
        }
        Authorization { decision, policies, decided_by, open }
    }
}

fn judge<'m>(
    policy: Resource<'m, AuthorizationPolicy>,
    attributes: &Attributes<'_>,
    custom: &Custom<'m>,
) -> PolicyOutcome<'m> {
    let action = policy.spec.action();
    let (mut rule, mut matches, mut unmatched) = (None, Ternary::No, Vec::new());
    for (index, item) in policy.spec.rules.items().iter().enumerate() {
        let Answer { ternary, why } = attributes.rule(&item.value, policy.namespace(), action == "ALLOW");
        match ternary {
            Ternary::Yes => {
                (rule, matches) = (Some(index), Ternary::Yes);
                unmatched.clear();
                break;
            }
            Ternary::Unknown if matches == Ternary::No => {
                (rule, matches) = (Some(index), Ternary::Unknown);
                unmatched.push((index, why));
            }
            _ => unmatched.push((index, why)),
        }
    }
    let is_dry_run = policy.is_dry_run();
    let asked = (action == "CUSTOM").then(|| custom.asked(policy));
    PolicyOutcome { policy, action, rule, matches, unmatched, asked, is_dry_run }
}
