//! What comes in by gateways.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::judge::reaches;
use super::{Access, Caller, Pair, Passage, Target};
use crate::compare::request_for;
use crate::graph::{Mesh, SeenService, ServiceId, WorkloadId};
use crate::trace::{Hop, Request, Start, Verdict, offers, trace, verdict};

/// A request for each rule of each gateway, kept once it is made.
pub(super) struct Gates(Vec<OnceLock<Gate>>);

impl Gates {
    pub fn of(callers: &[Caller]) -> Gates {
        Gates(callers.iter().map(|_| OnceLock::new()).collect())
    }
}

/// The requests of one gateway, by what they lead to: a trace of each for every service would be too much.
#[derive(Default)]
struct Gate {
    requests: Vec<Request>,
    by_service: FxHashMap<ServiceId, Vec<usize>>,
    by_workload: FxHashMap<WorkloadId, Vec<usize>>,
    /// Where they lead is not known.
    open: Vec<usize>,
}

impl Gate {
    fn of(mesh: &Mesh<'_>, start: &Start) -> Gate {
        let mut gate = Gate::default();
        for request in offers(mesh, start).iter().filter_map(request_for) {
            let index = gate.requests.len();
            let hop = trace(mesh, start, &request);
            let last = hop.last();
            if last.open.is_some() {
                gate.open.push(index);
            }
            for cluster in &last.clusters {
                for id in cluster.service.iter().flat_map(SeenService::all) {
                    gate.by_service.entry(id).or_default().push(index);
                }
                for id in &cluster.endpoints.workloads {
                    gate.by_workload.entry(*id).or_default().push(index);
                }
            }
            gate.requests.push(request);
        }
        gate
    }

    /// Those that are on their way to a workload, in order.
    fn towards(&self, to: &Target) -> Vec<&Request> {
        let of_service = self.by_service.get(&to.of);
        let of_workload = to.workload.and_then(|id| self.by_workload.get(&id));
        let lists = of_service.into_iter().chain(of_workload).chain([&self.open]);
        let all: BTreeSet<usize> = lists.flatten().copied().collect();
        all.into_iter().map(|index| &self.requests[index]).collect()
    }
}

impl<'w, 'm> Access<'w, 'm> {
    /// Everybody outside, by a gateway: a request for each rule that leads to the service, with what its policies ask
    /// for, where that is known.
    pub(super) fn call_from_outside(&self, caller: usize, target: usize) -> Pair {
        let mesh = self.mesh;
        let (from, to) = (&self.callers[caller], &self.targets[target]);
        let gate = self.gates.0[caller].get_or_init(|| Gate::of(mesh, &from.start));
        let requests: Vec<Request> = gate.towards(to).into_iter().cloned().collect();
        let mut best = Pair {
            caller,
            target,
            passage: Passage::None,
            why: Some("no route of the gateway leads there".to_owned()),
            location: None,
            witness: None,
        };
        if requests.is_empty() {
            return best;
        }
        let judged = self.judge(from, to);
        let sample = judged.sample.as_ref().or(self.asked.as_ref());
        for request in &requests {
            let mut tries = vec![request.clone()];
            if let Some(sample) = sample {
                let mut fitting = request.clone();
                fitting.http.method = sample.method.clone();
                tries.push(fitting.clone());
                fitting.http.path = sample.path.clone();
                tries.push(fitting);
            }
            for request in tries {
                let hop = trace(mesh, &from.start, &request);
                if !leads(&hop, to) {
                    continue;
                }
                let (passage, why) = match verdict(&hop) {
                    Verdict::Answered => (judged.passage.max(Passage::Some).min(Passage::All), None),
                    Verdict::Open(condition) => (Passage::Open, Some(condition)),
                    Verdict::Refused { at, why, .. } => {
                        (Passage::None, Some(format!("refused at {at}: {why}")))
                    }
                    Verdict::NotAnswered => (Passage::None, Some("the gateway does not answer".to_owned())),
                };
                let is_better = passage > best.passage || best.location.is_none() && passage == best.passage;
                if is_better {
                    // Which hosts and paths come in is what the routes of the gateway say.
                    best.passage = passage.min(Passage::Some);
                    best.why = why;
                    best.location = hop.rule.as_ref().map(|rule| rule.place.location());
                    best.witness = (passage > Passage::None).then_some(request);
                }
            }
        }
        best
    }
}

/// Whether a request is on its way to a workload, be it refused there or not.
fn leads(hop: &Hop<'_>, to: &super::Target) -> bool {
    reaches(hop, to) && !hop.last().clusters.is_empty()
}
