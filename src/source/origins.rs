//! The way back: from a place in an object as it was written out to the place that it came from.

use super::{Location, Span};

/// Where the parts of an emitted text come from.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// Keys, scalars and collections by their spans: an outer one before those in it.
    table: Vec<(Span, Location)>,
    /// Where each of them is directly in: the index of the collection around it.
    parents: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Origins {
    /// A table of spans in the order of their starts, outer ones first.
    pub fn new(mut table: Vec<(Span, Location)>) -> Origins {
        table.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let mut parents = Vec::with_capacity(table.len());
        let mut open: Vec<u32> = Vec::new();
        for (index, (span, _)) in table.iter().enumerate() {
            while let Some(&top) = open.last() {
                if table[top as usize].0.end >= span.end && table[top as usize].0.start <= span.start {
                    break;
                }
                open.pop();
            }
            parents.push(open.last().copied().unwrap_or(NONE));
            open.push(index as u32);
        }
        Origins { table, parents }
    }

    /// All spans and where they come from, in the order of the text.
    pub fn table(&self) -> &[(Span, Location)] {
        &self.table
    }

    /// Where a span comes from: the key or value that it is; within a scalar that was written as it stands in its
    /// file, the same part of it there; else the smallest thing that holds it. `same` tells whether the text of a
    /// span of the emitted text is that of a place.
    pub fn origin(&self, span: Span, same: impl Fn(Span, Location) -> bool) -> Option<Location> {
        let mut index = self.table.partition_point(|(known, _)| known.start <= span.start);
        // Of those that begin at one place the innermost comes last.
        let mut current = index.checked_sub(1)?;
        loop {
            let (known, at) = self.table[current];
            if known == span {
                return Some(at);
            }
            if known.start <= span.start && span.end <= known.end {
                let is_leaf = self.table.get(current + 1).is_none_or(|(next, _)| next.start >= known.end);
                if is_leaf && same(known, at) {
                    let start = at.span.start + (span.start - known.start);
                    let span = Span { start, end: start + (span.end - span.start) };
                    return Some(Location { source: at.source, span });
                }
                return Some(at);
            }
            index = self.parents[current] as usize;
            if index == NONE as usize {
                return self.table.first().map(|(_, at)| *at);
            }
            current = index;
        }
    }
}
