//! Which requests the AuthorizationPolicies of a workload let through, without trying all of them.
//!
//! What policies ask of the client is decided for it; what they ask of the request is a set of requests. A set is
//! closed where the union of the sets that are denied takes all of it, which is proved as it is for rules of routes;
//! each that is open is backed by a request.

use super::answer::Ternary;
use super::attributes::{Attributes, Content};
use super::authorize::{Authorization, Decision};
use super::custom::Custom;
use super::sample::samples;
use crate::graph::Mesh;
use crate::graph::cover::{Bound, Budget, Region, covering};
use crate::graph::routing::HttpRequest;
use crate::model::{AuthorizationPolicy, OrEmpty, Resource};

/// What gets through.
#[derive(Clone, Debug)]
pub enum Reach<'m> {
    /// Every request.
    All,
    /// Some requests, such as this one; `None` where no such request was found, and that there is none is not proved.
    Some(Option<HttpRequest>),
    /// What the input does not tell decides, for requests such as this one.
    Open(Authorization<'m>, Option<HttpRequest>),
    /// No request: what decides for one of them.
    None(Authorization<'m>),
}

/// A rule whose conditions on the client hold, or may.
struct Candidate<'m> {
    region: Region<'m>,
    is_sure: bool,
}

impl<'m> Mesh<'m> {
    /// What these policies let through of all requests that a client may send. The content of the attributes is not
    /// looked at; `host` is the Host header of requests that may have any.
    pub fn reach(
        &self,
        policies: &[Resource<'m, AuthorizationPolicy>],
        attributes: &Attributes<'_>,
        host: &str,
    ) -> Reach<'m> {
        let any = Attributes { content: Content::AnyRequest, ..attributes.clone() };
        let whole = self.decide(policies.to_vec(), &any);
        match whole.decision {
            Decision::Allowed => return Reach::All,
            Decision::Denied => return Reach::None(whole),
            Decision::Unknown => {}
        }
        let custom = Custom::of(self, policies, false);
        let (mut allowed, mut denied) = (Vec::new(), Vec::new());
        let free = Attributes { content: Content::FittingRequest, ..attributes.clone() };
        let is_restricted =
            whole.policies.iter().any(|outcome| outcome.action == "ALLOW" && !outcome.is_dry_run);
        for (policy, outcome) in policies.iter().zip(&whole.policies) {
            let list = match (outcome.action, outcome.is_dry_run) {
                ("ALLOW", false) => &mut allowed,
                ("DENY" | "CUSTOM", false) => &mut denied,
                _ => continue,
            };
            let asks = matches!(outcome.action, "CUSTOM") && !custom.denies(*policy);
            for rule in policy.spec.rules.items() {
                let holds = free.rule(&rule.value, policy.namespace(), outcome.action == "ALLOW").ternary;
                if holds == Ternary::No {
                    continue;
                }
                let is_sure = holds == Ternary::Yes && !asks;
                let operations = rule.to.items();
                if operations.is_empty() {
                    list.push(Candidate { region: Region::operation(None, rule.when.items()), is_sure });
                }
                for to in operations {
                    let operation = to.value.operation.as_ref().map(|operation| &*operation.value);
                    if operation.is_none_or(|operation| free.takes_port(operation)) {
                        let region = Region::operation(operation, rule.when.items());
                        list.push(Candidate { region, is_sure });
                    }
                }
            }
        }
        if !is_restricted {
            allowed.push(Candidate { region: Region::default(), is_sure: true });
        }
        let sure: Vec<&Region<'m>> = denied.iter().filter(|it| it.is_sure).map(|it| &it.region).collect();
        let bound = Bound::of(&[], "");
        let mut budget = Budget::default();
        let is_closed = |candidate: &Candidate<'m>, budget: &mut Budget| {
            !sure.is_empty() && covering(&candidate.region, &sure, &bound, budget).is_some()
        };
        let left: Vec<&Candidate<'m>> = allowed.iter().filter(|it| !is_closed(it, &mut budget)).collect();
        if left.is_empty() {
            return Reach::None(whole);
        }
        let mut open = None;
        for request in samples(policies, host) {
            let concrete = Attributes { content: Content::Request(&request), ..attributes.clone() };
            let decided = self.decide(policies.to_vec(), &concrete);
            match decided.decision {
                Decision::Allowed => return Reach::Some(Some(request)),
                Decision::Unknown if open.is_none() => open = Some((decided, request)),
                _ => {}
            }
        }
        match open {
            Some((decided, request)) => Reach::Open(decided, Some(request)),
            None if left.iter().any(|candidate| candidate.is_sure) => Reach::Some(None),
            None => Reach::Open(whole, None),
        }
    }
}
