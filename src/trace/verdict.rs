//! What comes of a request, over all proxies on its way.

use super::{Hop, Outcome};

/// What comes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is answered, passed on or redirected.
    Answered,
    /// It is answered under a condition of which the input does not tell whether it holds.
    Open(String),
    /// It is not answered.
    NotAnswered,
    /// It is refused at a workload.
    Refused {
        /// Where.
        at: String,
        /// Why.
        why: String,
        /// How many places refuse it, of how many.
        places: (usize, usize),
    },
}

/// What comes of a request.
pub fn verdict(hop: &Hop<'_>) -> Verdict {
    let hops = || std::iter::successors(Some(hop), |hop| hop.next.as_deref());
    for hop in hops() {
        let refusing: Vec<_> = hop.arrivals.iter().filter(|arrival| arrival.refusal.is_some()).collect();
        if let Some(first) = refusing.first() {
            return Verdict::Refused {
                at: first.workload.clone(),
                why: first.refusal.clone().unwrap_or_default(),
                places: (refusing.len(), hop.arrivals.len()),
            };
        }
        let is_error =
            hop.outcome == Outcome::DirectResponse && hop.status.is_some_and(|status| status >= 400);
        if !hop.outcome.is_answered() || hop.failure.is_some() || is_error {
            return Verdict::NotAnswered;
        }
    }
    let mut open: Vec<&String> = Vec::new();
    for condition in
        hops().flat_map(|hop| hop.open.iter().chain(hop.arrivals.iter().filter_map(|it| it.open.as_ref())))
    {
        if !open.contains(&condition) {
            open.push(condition);
        }
    }
    match open.as_slice() {
        [] => Verdict::Answered,
        all => Verdict::Open(all.iter().map(|text| text.as_str()).collect::<Vec<_>>().join(", and ")),
    }
}
