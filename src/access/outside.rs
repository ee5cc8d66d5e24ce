//! What comes in by gateways.

use rustc_hash::FxHashMap;

use super::judge::reaches;
use super::{Access, Pair, Passage};
use crate::compare::request_for;
use crate::trace::{Hop, Request, Verdict, offers, trace, verdict};

/// A request for each rule of each gateway, kept once it is made.
#[derive(Default)]
pub(super) struct Gates(FxHashMap<usize, Vec<Request>>);

impl<'w, 'm> Access<'w, 'm> {
    /// Everybody outside, by a gateway: a request for each rule that leads to the service, with what its policies ask
    /// for, where that is known.
    pub(super) fn call_from_outside(&mut self, caller: usize, target: usize) -> Pair {
        let mesh = self.mesh;
        if !self.gates.0.contains_key(&caller) {
            let start = &self.callers[caller].start;
            let requests = offers(mesh, start).iter().filter_map(request_for).collect();
            self.gates.0.insert(caller, requests);
        }
        let (from, to) = (&self.callers[caller], &self.targets[target]);
        let judged = self.judge(from, to);
        let sample = judged.sample.as_ref().or(self.asked.as_ref());
        let mut best = Pair {
            caller,
            target,
            passage: Passage::None,
            why: Some("no route of the gateway leads there".to_owned()),
            location: None,
            witness: None,
        };
        let requests = self.gates.0.get(&caller).map_or(&[][..], Vec::as_slice);
        for request in requests {
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
