//! What happens to a request, and how that differs.

use crate::graph::routing::Cluster;
use crate::trace::{Hop, Outcome};

/// The way of a request, as far as it can be compared: not where it is written, but what happens.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Way {
    /// What each proxy does, in order, for people: `route to reviews.shop.svc.cluster.local:9080 v1`.
    pub hops: Vec<String>,
    /// How it ends.
    pub verdict: Verdict,
    /// Why it does not get through, where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// The rule that decides at the first proxy: `VirtualService shop/reviews http[0]`. A rule that moves
    /// and does the same is not a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// How a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is answered by whom it is sent to.
    Answered,
    /// It goes to a host that the mesh does not know.
    PassedThrough,
    /// It is refused by a policy: authorization, mTLS, REGISTRY_ONLY.
    Refused,
    /// It leads nowhere.
    Lost,
}

/// How the way of a request changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It was answered, and is lost.
    Removed,
    /// It got through, and is refused.
    NewlyBlocked,
    /// It was refused, and gets through.
    NewlyOpen,
    /// It was lost, and is answered.
    Added,
    /// It gets through to somewhere else.
    Redirected,
    /// It fails in another way.
    FailsDifferently,
}

impl Change {
    /// All changes, the worst first.
    pub const ALL: [Change; 6] = [
        Change::Removed,
        Change::NewlyBlocked,
        Change::NewlyOpen,
        Change::Redirected,
        Change::Added,
        Change::FailsDifferently,
    ];

    /// A heading.
    pub fn title(self) -> &'static str {
        match self {
            Change::Removed => "no longer answered",
            Change::NewlyBlocked => "newly blocked",
            Change::NewlyOpen => "newly open",
            Change::Redirected => "sent elsewhere",
            Change::Added => "newly answered",
            Change::FailsDifferently => "failing in another way",
        }
    }

    /// How two ways differ; `None` where the same happens.
    pub fn between(before: &Way, after: &Way) -> Option<Change> {
        use Verdict::{Answered, Lost, PassedThrough, Refused};
        if (before.verdict, &before.hops, &before.refusal) == (after.verdict, &after.hops, &after.refusal) {
            return None;
        }
        Some(match (before.verdict, after.verdict) {
            (Answered | PassedThrough, Answered | PassedThrough) => Change::Redirected,
            (Answered | PassedThrough, Refused) => Change::NewlyBlocked,
            (Answered | PassedThrough, Lost) => Change::Removed,
            (Refused, Answered | PassedThrough) => Change::NewlyOpen,
            (Lost, Answered | PassedThrough) => Change::Added,
            (Refused | Lost, Refused | Lost) => Change::FailsDifferently,
        })
    }
}

impl Way {
    /// The way that was traced.
    pub fn of(hop: &Hop<'_>) -> Way {
        let mut way = Way { hops: Vec::new(), verdict: Verdict::Answered, refusal: None, rule: None };
        let mut next = Some(hop);
        while let Some(hop) = next {
            way.hops.push(what_happens(hop));
            way.rule = way.rule.or_else(|| rule(hop));
            let verdict = match hop.outcome {
                Outcome::Route | Outcome::Redirect | Outcome::DirectResponse => Verdict::Answered,
                Outcome::Passthrough => Verdict::PassedThrough,
                Outcome::Blackhole | Outcome::MtlsError => Verdict::Refused,
                _ => Verdict::Lost,
            };
            let refusal = hop.arrivals.iter().find_map(|arrival| arrival.refusal.clone());
            way.verdict = if refusal.is_some() { Verdict::Refused } else { verdict };
            way.refusal = refusal;
            if way.verdict != Verdict::Answered {
                break;
            }
            next = hop.next.as_deref();
        }
        way
    }
}

/// What a proxy does with the request.
fn what_happens(hop: &Hop<'_>) -> String {
    let mut text = match hop.outcome {
        Outcome::Route => {
            let to: Vec<String> = hop.clusters.iter().map(|cluster| destination(cluster)).collect();
            format!("route to {}", to.join(", "))
        }
        Outcome::Redirect => match &hop.redirect {
            Some(redirect) => format!("redirect {} to {}", redirect.code, redirect.location),
            None => "redirect".to_owned(),
        },
        outcome => {
            let name = outcome.name().replace('_', " ");
            let clusters: Vec<String> = hop.clusters.iter().map(|cluster| destination(cluster)).collect();
            if clusters.is_empty() { name } else { format!("{name}: {}", clusters.join(", ")) }
        }
    };
    if let Some(status) = hop.status {
        text += &format!(" (status {status})");
    }
    if let Some((path, authority)) = &hop.rewrite {
        let path = path.as_ref().map(|path| format!("path {path}"));
        let authority = authority.as_ref().map(|authority| format!("host {authority}"));
        let parts: Vec<String> = path.into_iter().chain(authority).collect();
        text += &format!(", rewritten to {}", parts.join(" and "));
    }
    for (cluster, percent) in &hop.mirrors {
        text += &format!(", {percent}% mirrored to {}", destination(cluster));
    }
    if let Some(fault) = &hop.fault {
        text += &format!(", {fault}");
    }
    if let Some(timeout) = &hop.timeout {
        text += &format!(", within {timeout}");
    }
    text
}

fn destination(cluster: &Cluster<'_>) -> String {
    let mut text = cluster.host.clone().unwrap_or_else(|| "nowhere".to_owned());
    if let Some(port) = cluster.port {
        text += &format!(":{port}");
    }
    if !cluster.subset.is_empty() {
        text += &format!(" {}", cluster.subset);
        let labels = cluster.definition.iter().flat_map(|(_, subset)| {
            crate::model::Labels::of(subset.value.labels.as_ref().map(|labels| &labels.value)).iter()
        });
        let labels: Vec<String> = labels.map(|(name, value)| format!("{name}={value}")).collect();
        if !labels.is_empty() {
            text += &format!(" [{}]", labels.join(","));
        }
    }
    if let Some(weight) = cluster.weight {
        text += &format!(" ({weight})");
    }
    if cluster.lack.is_some() {
        text += " (does not exist)";
    }
    text
}

fn rule(hop: &Hop<'_>) -> Option<String> {
    let place = &hop.rule.as_ref()?.place;
    let object = place.object;
    Some(format!("{} {}/{} [{}]", object.kind_name, object.namespace, object.name(), place.rule))
}
