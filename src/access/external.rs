//! What clients of the mesh get through to outside of it.

use super::judge::reaches;
use super::{Access, Pair, Passage, Target};
use crate::graph::protocol::Handling;
use crate::trace::{Hop, Outcome, Request, Verdict, trace, verdict};

/// Methods that policies of gateways on the way may tell apart.
const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];

impl Access<'_, '_> {
    /// A host of a ServiceEntry: which requests get there, and by which gateway.
    pub(super) fn call_to_outside(&self, caller: usize, target: usize) -> Pair {
        let (from, to) = (&self.callers[caller], &self.targets[target]);
        let mut pair =
            Pair { caller, target, passage: Passage::None, why: None, location: None, witness: None };
        let Some(request) = self.request_to_entry(to) else { return pair };
        let wanted = self.asked.as_ref().map(|asked| asked.method.as_str());
        let methods: Vec<&str> = match (to.handling, wanted) {
            (_, Some(method)) => vec![method],
            (Some(Handling::Bytes), None) => vec!["GET"],
            (_, None) => METHODS.to_vec(),
        };
        let (mut through, mut asked) = (0, 0);
        for method in &methods {
            asked += 1;
            let mut request = request.clone();
            request.http.method = (*method).to_owned();
            if let Some(asked) = &self.asked {
                request.http.path = asked.path.clone();
            }
            let hop = trace(self.mesh, &from.start, &request);
            let is_there = reaches(&hop, to);
            let passage = match verdict(&hop) {
                Verdict::Answered if is_there => Passage::All,
                Verdict::Open(condition) if is_there => {
                    pair.why = pair.why.or(Some(condition));
                    Passage::Open
                }
                Verdict::Refused { at, why, .. } => {
                    pair.why = pair.why.or_else(|| Some(format!("refused at {at}: {why}")));
                    Passage::None
                }
                Verdict::Answered | Verdict::Open(_) | Verdict::NotAnswered => {
                    let end =
                        hop.last().steps.iter().rev().find(|step| step.mark == crate::trace::Mark::Broken);
                    pair.why = pair.why.or_else(|| end.map(|step| step.message.clone()));
                    pair.location = pair.location.or_else(|| end.and_then(|step| step.location));
                    Passage::None
                }
            };
            if passage > Passage::None {
                through += 1;
                if pair.witness.is_none() {
                    pair.why = pair.why.filter(|_| passage == Passage::Open).or_else(|| way(&hop));
                    pair.witness = Some(request);
                }
                pair.passage = pair.passage.max(passage);
            }
            // Without a rule or a gateway on the way nothing tells methods apart.
            if hop.rule.is_none() && hop.next.is_none() {
                break;
            }
        }
        if through < asked && pair.passage == Passage::All {
            pair.passage = Passage::Some;
        }
        pair
    }

    /// A request to a host of a ServiceEntry; of a wildcard to some host below it.
    fn request_to_entry(&self, to: &Target) -> Option<Request> {
        let service = self.mesh.services.get(to.of);
        let host = service.host.replace('*', "any");
        let scheme = match self.mesh.declared_protocol(to.of, to.port) {
            Some(protocol) if protocol.is_tls() => "tls",
            Some(protocol) if !protocol.is_http() => "tcp",
            _ => "http",
        };
        Request::read(&format!("{scheme}://{host}:{}", to.port)).ok()
    }
}

/// By which gateways it goes, or that it goes past all rules.
fn way(hop: &Hop<'_>) -> Option<String> {
    let further: Vec<&str> = std::iter::successors(hop.next.as_deref(), |hop| hop.next.as_deref())
        .map(|hop| hop.at.as_str())
        .collect();
    match further.is_empty() {
        false => Some(format!("by {}", further.join(", then "))),
        true if hop.outcome == Outcome::Passthrough => {
            Some("past all rules, as what is unknown to the proxy (ALLOW_ANY)".to_owned())
        }
        true => None,
    }
}
