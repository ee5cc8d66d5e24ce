//! What AuthorizationPolicies say to a request, in words.

use super::{Mark, Stage, Walk};
use crate::graph::WorkloadId;
use crate::graph::security::{
    Asked, Authorization, Broken, Decision, Has, PolicyOutcome, Ternary, Unmatched,
};
use crate::model::OrEmpty;
use crate::source::Location;

/// How many rules of a policy, and how many values of a list, are told.
const TOLD: usize = 3;

/// What comes of all policies.
pub(super) struct Told {
    /// The policy that decides.
    pub decided_by: Option<String>,
    /// What the client sees if they refuse.
    pub refusal: Option<String>,
    /// On what it depends where nobody can know.
    pub open: Option<String>,
}

impl<'w, 'm> Walk<'w, 'm> {
    /// Says what policies decide, and what the client sees if they refuse.
    pub(super) fn authorization(
        &mut self,
        id: WorkloadId,
        authorization: &Authorization<'m>,
        is_shown: bool,
        is_http: bool,
    ) -> Told {
        let workload = self.workload(id);
        if is_shown {
            for (index, outcome) in authorization.policies.iter().enumerate() {
                self.tell_policy(index, outcome, authorization);
            }
        }
        let refused = if is_http { "the client gets status 403" } else { "the connection is closed" };
        let refusal = match (authorization.decision, authorization.decided_by) {
            (Decision::Allowed | Decision::Unknown, _) => None,
            (Decision::Denied, Some(_)) => Some(format!("an AuthorizationPolicy denies it: {refused}")),
            (Decision::Denied, None) => {
                let message = format!("no ALLOW policy of `{workload}` matches: {refused}");
                self.step(Stage::Security, Mark::Broken, None, message);
                Some(format!("no AuthorizationPolicy allows it: {refused}"))
            }
        };
        let decided_by = authorization.decided_by.map(|index| full_name(&authorization.policies[index]));
        Told { decided_by, refusal, open: open(authorization) }
    }

    fn tell_policy(&mut self, index: usize, outcome: &PolicyOutcome<'m>, authorization: &Authorization<'m>) {
        let policy = outcome.policy;
        let rules = policy.spec.rules.items();
        let first = outcome.unmatched.iter().find_map(|(_, why)| why.as_ref());
        let location = match (outcome.matches, first) {
            (Ternary::No, Some(why)) => policy.at(why.span),
            _ => {
                let rule = outcome.rule.and_then(|rule| rules.get(rule));
                rule.map_or(policy.object.name_location(), |rule| policy.at(rule.span))
            }
        };
        let what = match outcome.matches {
            Ternary::Yes => format!("matches{}", rule_of(outcome.rule, rules.len())),
            Ternary::Unknown => format!("may match: {}", reasons(outcome, rules.len())),
            Ternary::No if rules.is_empty() => "has no rule, and never matches".to_owned(),
            Ternary::No => format!("does not match: {}", reasons(outcome, rules.len())),
        };
        let asks = outcome.asked.filter(|_| outcome.matches != Ternary::No).map_or(String::new(), asked);
        let dry = if outcome.is_dry_run { " (dry run: it only writes to the log)" } else { "" };
        let is_open = authorization.open.contains(&index);
        let mark = match (Some(index) == authorization.decided_by, authorization.decision) {
            (true, Decision::Denied) => Mark::Broken,
            (true, Decision::Allowed) => Mark::Taken,
            (_, Decision::Unknown) if is_open => Mark::Open,
            _ if outcome.is_dry_run => Mark::Note,
            _ => Mark::Passed,
        };
        let message =
            format!("AuthorizationPolicy `{}` ({}) {what}{asks}{dry}", full_name(outcome), outcome.action);
        self.step(Stage::Security, mark, Some(location), message);
    }
}

fn full_name(outcome: &PolicyOutcome<'_>) -> String {
    format!("{}/{}", outcome.policy.namespace(), outcome.policy.name())
}

/// Which rule, where there are several.
fn rule_of(rule: Option<usize>, count: usize) -> String {
    rule.filter(|_| count > 1).map_or(String::new(), |rule| format!(" (`rules[{rule}]`)"))
}

/// Why the rules do not match, or may.
fn reasons(outcome: &PolicyOutcome<'_>, count: usize) -> String {
    let wanted = if outcome.matches == Ternary::Unknown { Has::Unknown } else { Has::Nothing };
    let is_told = |why: &Unmatched<'_>| wanted != Has::Unknown || why.has == Has::Unknown;
    let told = outcome.unmatched.iter().filter(|(_, why)| why.as_ref().is_none_or(is_told));
    let all: Vec<String> = told
        .map(|(rule, why)| {
            let what = why.as_ref().map_or("it never matches".to_owned(), because);
            if count > 1 { format!("`rules[{rule}]`: {what}") } else { what }
        })
        .collect();
    match all.len() {
        count if count > TOLD => {
            format!("{}; and {} more rules likewise", all[..TOLD].join("; "), count - TOLD)
        }
        _ => all.join("; "),
    }
}

/// Which condition does not hold, and what the request has.
fn because(why: &Unmatched<'_>) -> String {
    let shown: Vec<String> = why.values.iter().take(TOLD).map(|value| format!("`{value}`")).collect();
    let more = match why.values.len().saturating_sub(TOLD) {
        0 => String::new(),
        more => format!(" or {more} more"),
    };
    let values = format!("{}{more}", shown.join(" or "));
    let field = &why.field;
    let asks = match why.is_excluding {
        true => format!("`{field}` must not be {values}"),
        false => format!("`{field}` has to be {values}"),
    };
    let has = match &why.has {
        Has::Text(text) => format!("and is `{text}`"),
        Has::Nothing => "and is absent".to_owned(),
        Has::NoCertificate => "and the client shows no certificate of the mesh".to_owned(),
        Has::NoToken => "and the request has no token".to_owned(),
        Has::Bytes => "of which bytes have none".to_owned(),
        Has::Unknown => format!("and {}", unknown(field)),
    };
    let others = match why.others {
        0 => String::new(),
        1 => " (another alternative does not match either)".to_owned(),
        others => format!(" ({others} other alternatives do not match either)"),
    };
    format!("{asks}, {has}{others}")
}

/// What is not known of a request.
fn unknown(field: &str) -> &'static str {
    match field {
        _ if field.contains("equestPrincipals") || field.starts_with("request.auth") => {
            "the token is not known here"
        }
        _ if field.contains("IpBlocks") || field.contains("ipBlocks") || field.ends_with(".ip") => {
            "the address is not known here"
        }
        _ => "the request is left open here",
    }
}

/// Whom a policy with action CUSTOM asks.
fn asked(asked: Asked<'_>) -> String {
    match asked {
        Asked::Provider(name) => format!(", and the provider `{name}` decides"),
        Asked::NotShown(name) => {
            format!(", and the provider `{name}`, which the input does not show, decides")
        }
        Asked::NotForBytes => ", and its provider is not asked about bytes".to_owned(),
        Asked::Broken(Broken::Unnamed) => ", and names no provider, so that istiod denies".to_owned(),
        Asked::Broken(Broken::NoSuchProvider(name)) => {
            format!(", and the mesh configuration has no provider `{name}` for that, so that istiod denies")
        }
        Asked::Broken(Broken::NoSuchService(name, service)) => format!(
            ", and the mesh has no service `{service}`, which the provider `{name}` names, so that istiod denies"
        ),
        Asked::Broken(Broken::Several(one, other)) => format!(
            ", and the workload has policies with the providers `{one}` and `{other}`, so that istiod denies"
        ),
    }
}

/// On what the decision depends, in a clause that goes with "answered".
fn open(authorization: &Authorization<'_>) -> Option<String> {
    let outcome = &authorization.policies[*authorization.open.first()?];
    let name = outcome.policy.name();
    let why =
        outcome.unmatched.iter().filter_map(|(_, why)| why.as_ref()).find(|why| why.has == Has::Unknown);
    let why =
        why.map_or(String::new(), |why| format!(" ({})", unknown(&why.field).trim_end_matches(" here")));
    let more = match authorization.open.len() - 1 {
        0 => String::new(),
        1 => ", and 1 more policy".to_owned(),
        more => format!(", and {more} more policies"),
    };
    Some(match (outcome.asked, outcome.action) {
        (Some(Asked::Provider(provider) | Asked::NotShown(provider)), _) => {
            format!("unless the provider `{provider}` of CUSTOM `{name}` denies{why}{more}")
        }
        (_, "ALLOW") => format!("only if ALLOW `{name}` matches{why}{more}"),
        (_, action) => format!("unless {action} `{name}` matches{why}{more}"),
    })
}

/// What decides, in words, and where it is written; `None` where every policy lets the request through.
pub fn explain(authorization: &Authorization<'_>) -> Option<(String, Location)> {
    let decided = authorization.decided_by.map(|index| &authorization.policies[index]);
    match (authorization.decision, decided) {
        (Decision::Allowed, _) => None,
        (Decision::Unknown, Some(outcome)) => {
            let location = outcome.policy.object.name_location();
            Some((open(authorization).unwrap_or_default(), location))
        }
        (Decision::Denied, Some(outcome)) => {
            let rules = outcome.policy.spec.rules.items();
            let rule = outcome.rule.and_then(|rule| rules.get(rule));
            let location =
                rule.map_or(outcome.policy.object.name_location(), |rule| outcome.policy.at(rule.span));
            let asks = outcome.asked.map_or(String::new(), asked);
            Some((
                format!("AuthorizationPolicy `{}` ({}) matches{asks}", full_name(outcome), outcome.action),
                location,
            ))
        }
        (_, None) => {
            let mut allowing = authorization.policies.iter().filter(|outcome| outcome.action == "ALLOW");
            let outcome = allowing.next()?;
            let rules = outcome.policy.spec.rules.items();
            let why = match rules.is_empty() {
                true => "has no rule, and allows nothing".to_owned(),
                false => format!("does not match: {}", reasons(outcome, rules.len())),
            };
            let more = match allowing.count() {
                0 => String::new(),
                1 => "; nor does 1 more".to_owned(),
                more => format!("; nor do {more} more"),
            };
            let first = outcome.unmatched.iter().find_map(|(_, why)| why.as_ref());
            let location =
                first.map_or(outcome.policy.object.name_location(), |why| outcome.policy.at(why.span));
            Some((format!("AuthorizationPolicy `{}` (ALLOW) {why}{more}", full_name(outcome)), location))
        }
    }
}
