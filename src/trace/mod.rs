//! Which way a request goes, and why: a walk along what istiod gives to one proxy after the other.
//!
//! What anything means is asked of the graph ([`routing`](crate::graph::routing),
//! [`view`](crate::graph::view), [`security`](crate::graph::security)); here it is put in order, with the
//! words.

mod address;
mod admission;
mod all;
mod arrival;
mod authorization;
mod bare;
mod gateway;
mod gateway_tcp;
mod gateway_tls;
mod lack;
mod mesh_hosts;
mod policy;
mod request;
mod rules;
mod sidecar;
mod start;
mod step;
mod streams;
mod table;
mod unknown;
mod verdict;

pub use all::{Offer, Offered, offers};
pub use authorization::explain;
pub use request::{Request, RequestError, Scheme};
pub use start::{Start, StartError};
pub use step::{Mark, Outcome, Stage, Step};
pub use table::{Row, table};
pub use verdict::{Verdict, verdict};

use crate::graph::routing::{Cluster, RulePlace};
use crate::graph::security::Identity;
use crate::graph::{Capture, Mesh, WorkloadId};
use crate::source::Location;

/// One proxy on the way of a request.
#[derive(Clone, Debug)]
pub struct Hop<'m> {
    /// Whose proxy it is, for people.
    pub at: String,
    /// The request as it comes there, for people.
    pub request: String,
    /// What happens, in order.
    pub steps: Vec<Step>,
    /// How it ends.
    pub outcome: Outcome,
    /// The status with which this proxy answers by itself.
    pub status: Option<i64>,
    /// The rule that decides.
    pub rule: Option<DecidingRule<'m>>,
    /// Where the request goes.
    pub clusters: Vec<Cluster<'m>>,
    /// The redirect.
    pub redirect: Option<Redirected>,
    /// The new path, and the new authority.
    pub rewrite: Option<(Option<String>, Option<String>)>,
    /// Faults, for people.
    pub fault: Option<String>,
    /// Time limit.
    pub timeout: Option<String>,
    /// Who gets a copy, of how many percent, and whether it exists.
    pub mirrors: Vec<(Cluster<'m>, f64)>,
    /// What meets the request at the workloads that it reaches.
    pub arrivals: Vec<Arrival>,
    /// Why no answer comes although the proxy lets the request go.
    pub failure: Option<String>,
    /// On what it depends whether an answer comes, where that cannot be told.
    pub open: Option<String>,
    /// The next proxy, where a gateway is reached.
    pub next: Option<Box<Hop<'m>>>,
}

/// The rule that decides.
#[derive(Clone, Debug)]
pub struct DecidingRule<'m> {
    /// Where it is written.
    pub place: RulePlace<'m>,
    /// Whether it is one for requests; of others only the object is known from what a proxy has.
    pub is_http: bool,
    /// Whether the proxy's configuration tells of it: not for TLS and TCP on a gateway.
    pub is_told: bool,
}

/// A redirect.
#[derive(Clone, Debug)]
pub struct Redirected {
    /// Status.
    pub code: i64,
    /// The `location` header.
    pub location: String,
    /// `route`, or `httpsRedirect`.
    pub by: &'static str,
}

/// What meets a request at a workload.
#[derive(Clone, Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Arrival {
    /// `namespace/name`.
    pub workload: String,
    /// Port of the workload.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<i64>,
    /// Mode of PeerAuthentication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peer_authentication: Option<&'static str>,
    /// `allowed`, `denied` or `unknown`.
    pub authorization: &'static str,
    /// The policy that decides, as `namespace/name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// What the client sees if the request does not get through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// On what it depends whether the request gets through, where the input does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
}

/// How many proxies a request is followed through.
const MAX_HOPS: usize = 4;

/// Follows a request from its start.
pub fn trace<'m>(mesh: &Mesh<'m>, start: &Start, request: &Request) -> Hop<'m> {
    follow(mesh, start, request, None, 0)
}

fn follow<'m>(
    mesh: &Mesh<'m>,
    start: &Start,
    request: &Request,
    peer: Option<Identity>,
    depth: usize,
) -> Hop<'m> {
    let mut walk = Walk {
        mesh,
        start,
        request,
        peer,
        depth,
        gate: None,
        is_refused: false,
        is_unopened: false,
        hop: Hop::new(start, request),
    };
    match (start.is_gateway, start.capture) {
        (true, _) => walk.gateway(),
        (false, Capture::Sidecar) => walk.sidecar(),
        (false, Capture::Ztunnel | Capture::Nothing(_)) => walk.bare(),
    }
    walk.hop
}

/// A walk through one proxy.
struct Walk<'w, 'm> {
    mesh: &'w Mesh<'m>,
    start: &'w Start,
    request: &'w Request,
    /// Who sends the request to this proxy, as far as a certificate of the mesh proves it.
    peer: Option<Identity>,
    depth: usize,
    /// The gateway workload whose proxy this is, and the port of its pods.
    gate: Option<(WorkloadId, i64)>,
    /// Whether the gateway refuses the request. Its routes still say which rule would have taken it.
    is_refused: bool,
    /// Whether the gateway passes on the TLS of its client, unopened and to the pods (AUTO_PASSTHROUGH).
    is_unopened: bool,
    hop: Hop<'m>,
}

impl<'m> Hop<'m> {
    fn new(start: &Start, request: &Request) -> Hop<'m> {
        Hop {
            at: start.describe(),
            request: request.describe(),
            steps: Vec::new(),
            outcome: Outcome::NoListener,
            status: None,
            rule: None,
            clusters: Vec::new(),
            redirect: None,
            rewrite: None,
            fault: None,
            timeout: None,
            mirrors: Vec::new(),
            arrivals: Vec::new(),
            failure: None,
            open: None,
            next: None,
        }
    }

    /// The last proxy on the way.
    pub fn last(&self) -> &Hop<'m> {
        self.next.as_deref().map_or(self, Hop::last)
    }
}

impl Walk<'_, '_> {
    fn step(&mut self, stage: Stage, mark: Mark, location: Option<Location>, message: impl Into<String>) {
        if self.is_refused {
            return; // what ends the request ends the tale
        }
        self.hop.steps.push(Step { stage, mark, message: message.into(), location, help: None });
    }

    fn taken(&mut self, stage: Stage, location: impl Into<Option<Location>>, message: impl Into<String>) {
        self.step(stage, Mark::Taken, location.into(), message);
    }

    fn passed(&mut self, stage: Stage, location: impl Into<Option<Location>>, message: impl Into<String>) {
        self.step(stage, Mark::Passed, location.into(), message);
    }

    fn note(&mut self, stage: Stage, location: impl Into<Option<Location>>, message: impl Into<String>) {
        self.step(stage, Mark::Note, location.into(), message);
    }

    /// No answer comes, although the proxy lets the request go.
    fn fail(&mut self, location: Option<Location>, message: impl Into<String>, help: &str) {
        if self.is_refused {
            return;
        }
        let message = message.into();
        let help = (!help.is_empty()).then(|| help.to_owned());
        self.hop.failure = Some(message.clone());
        self.hop.steps.push(Step { stage: Stage::End, mark: Mark::Broken, message, location, help });
    }

    /// The walk ends here: how, what the client sees, and what would fix it.
    fn end(&mut self, outcome: Outcome, location: Option<Location>, message: impl Into<String>, help: &str) {
        self.hop.outcome = outcome;
        if self.is_refused {
            return;
        }
        let is_error =
            outcome == Outcome::DirectResponse && self.hop.status.is_some_and(|status| status >= 400);
        let mark = if outcome.is_answered() && !is_error { Mark::Taken } else { Mark::Broken };
        let help = (!help.is_empty()).then(|| help.to_owned());
        self.hop.steps.push(Step { stage: Stage::End, mark, message: message.into(), location, help });
    }
}
