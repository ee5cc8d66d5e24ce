//! Which fixes are made together, and what texts become of them.

use std::collections::BTreeMap;

use super::Edit;
use crate::source::{SourceId, Span};

/// A fix that can be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The finding, by its place among those of the run.
    pub finding: usize,
    /// The edits, in the order of their places.
    pub edits: Vec<Edit>,
}

/// Those of the offers that can be made together: of two that overlap the first. One that makes the very same edits as
/// another is made with it.
pub fn plan(offers: Vec<Offer>) -> Vec<Offer> {
    let mut taken: BTreeMap<(SourceId, Span), String> = BTreeMap::new();
    offers
        .into_iter()
        .filter(|offer| {
            let is_free = offer.edits.iter().all(|edit| is_free(&taken, edit));
            if is_free {
                let edits = offer.edits.iter();
                let places =
                    edits.map(|edit| ((edit.location.source, edit.location.span), edit.text.clone()));
                taken.extend(places);
            }
            is_free
        })
        .collect()
}

fn is_free(taken: &BTreeMap<(SourceId, Span), String>, edit: &Edit) -> bool {
    let key = (edit.location.source, edit.location.span);
    if let Some(text) = taken.get(&key) {
        return *text == edit.text;
    }
    // Touching is too close: what is inserted where something was taken out may belong to it.
    let before = taken.range(..key).next_back().filter(|((source, _), _)| *source == key.0);
    let behind = taken.range(key..).next().filter(|((source, _), _)| *source == key.0);
    before.is_none_or(|((_, span), _)| span.end < key.1.start)
        && behind.is_none_or(|((_, span), _)| key.1.end < span.start)
}

/// A text with edits made; none of them overlap.
pub fn applied<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> String {
    let mut edits: Vec<&Edit> = edits.into_iter().collect();
    edits.sort();
    edits.dedup();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let span = edit.location.span.range();
        out.push_str(&text[at..span.start]);
        out.push_str(&edit.text);
        at = span.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Location;

    fn offer(finding: usize, start: usize, end: usize, text: &str) -> Offer {
        let location = Location { source: SourceId(0), span: Span::new(start, end) };
        Offer { finding, edits: vec![Edit { location, text: text.to_owned() }] }
    }

    #[test]
    fn edits_that_overlap_wait() {
        let all = vec![
            offer(0, 4, 6, "x"),
            offer(1, 5, 7, "y"),
            offer(2, 4, 6, "x"),
            offer(3, 4, 6, "z"),
            offer(4, 6, 6, "w"),
            offer(5, 8, 9, "v"),
        ];
        let kept: Vec<usize> = plan(all.clone()).iter().map(|offer| offer.finding).collect();
        assert_eq!(kept, [0, 2, 5]);
        let edits = plan(all).into_iter().flat_map(|offer| offer.edits).collect::<Vec<_>>();
        assert_eq!(applied("0123456789", &edits), "0123x67v9");
    }
}
