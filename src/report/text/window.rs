//! The lines of a source that are shown around a place, and nothing else.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::report::sanitize::{columns, joins, visible};
use crate::source::Source;

/// Tabs take this many columns.
const TAB: usize = 4;

/// Consecutive lines of a source, harmless and not longer than fits. miette sees this text only, however
/// large the source is.
#[derive(Debug)]
pub(super) struct Window {
    /// Stands above the lines.
    pub name: String,
    /// Number of the first line.
    pub first: usize,
    /// Number of the last line.
    pub last: usize,
    /// The lines, each ended by `\n`.
    pub text: String,
}

impl SourceCode for Window {
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let whole = SourceSpan::from((0, self.text.len()));
        let (line, count) = (self.first - 1, self.last - self.first + 1);
        let name = self.name.clone();
        Ok(Box::new(MietteSpanContents::new_named(name, self.text.as_bytes(), whole, line, 0, count)))
    }
}

impl Window {
    /// Adds a line of the source after those already there, cut to `room` columns around the places in it.
    /// Gives back where in the window these places are.
    pub fn push(
        &mut self,
        source: &Source,
        line: usize,
        places: &[Range<usize>],
        room: usize,
        ellipsis: &str,
    ) -> Vec<Range<usize>> {
        let bounds = line_bounds(source, line);
        let start = places.iter().map(|place| place.start).min().unwrap_or(bounds.start);
        let end = places.iter().map(|place| place.end).max().unwrap_or(bounds.start);
        let before = Side::of(source.text[bounds.start..start].char_indices().rev(), bounds.start, room);
        let after = Side::of(source.text[start..bounds.end].char_indices(), start, room);
        let focus = after.width_up_to(end);

        // How many columns to show on either side of `start`.
        let fits = before.is_whole && after.is_whole && before.width + after.width <= room;
        let (left, right) = if fits {
            (before.width, after.width)
        } else {
            let room = room.saturating_sub(2 * ellipsis.chars().count());
            let spare = room.saturating_sub(focus);
            let tail = if after.is_whole { after.width - focus } else { room };
            // Context goes to both sides, or to one where the other has not enough of it. What stands before
            // the place, such as the key of a long value, is worth a third in any case.
            let left = before.width.min(room / 3).max(before.width.min(spare - tail.min(spare / 2)));
            (left, room - left)
        };

        let mut cells = before.take(left);
        let is_cut_left = cells.len() < before.cells.len() || !before.is_whole;
        cells.reverse();
        let taken = after.take(right);
        let is_cut_right = taken.len() < after.cells.len() || !after.is_whole;
        cells.extend(taken);

        if is_cut_left {
            self.text.push_str(ellipsis);
        }
        let mut offsets = Vec::with_capacity(cells.len());
        let (mut previous, mut cut_at) = ('\0', bounds.start);
        for (at, c) in cells {
            offsets.push((at, self.text.len()));
            cut_at = at + c.len_utf8();
            match c {
                '\t' => self.text.extend(std::iter::repeat_n(' ', TAB)),
                c if joins(previous, c) => continue,
                c => self.text.push(visible(c)),
            }
            previous = c;
        }
        let end_of_cells = self.text.len();
        if is_cut_right {
            self.text.push_str(ellipsis);
        }
        let end_of_line = self.text.len();
        self.text.push('\n');
        self.last = line;

        let shown = |at: usize| {
            let index = offsets.partition_point(|&(offset, _)| offset < at);
            offsets.get(index).map(|&(_, shown)| shown)
        };
        let place = |place: &Range<usize>| {
            let start = shown(place.start).unwrap_or(end_of_cells);
            let end = match shown(place.end) {
                _ if place.is_empty() => start,
                Some(end) => end,
                None if place.end > cut_at => end_of_line,
                None => end_of_cells,
            };
            start..end.max(start)
        };
        places.iter().map(place).collect()
    }
}

/// The text of a line, without its break and without a byte order mark.
pub(super) fn line_bounds(source: &Source, line: usize) -> Range<usize> {
    let mut bounds = source.line_span(line).range();
    if bounds.start == 0 && source.text.starts_with('\u{feff}') {
        bounds.start = '\u{feff}'.len_utf8();
    }
    bounds.start..bounds.end.max(bounds.start)
}

/// The part of a line on one side of a place, as far as it may be shown.
struct Side {
    /// The characters and their offsets, from the place outwards.
    cells: Vec<(usize, char)>,
    /// How many columns they take.
    width: usize,
    /// Whether the line has no more of them.
    is_whole: bool,
}

impl Side {
    fn of(chars: impl Iterator<Item = (usize, char)>, base: usize, room: usize) -> Side {
        let mut side = Side { cells: Vec::new(), width: 0, is_whole: true };
        for (at, c) in chars {
            if side.width > room {
                side.is_whole = false;
                break;
            }
            side.width += cell_width(c);
            side.cells.push((base + at, c));
        }
        side
    }

    fn width_up_to(&self, end: usize) -> usize {
        self.cells.iter().take_while(|&&(at, _)| at < end).map(|&(_, c)| cell_width(c)).sum()
    }

    /// The characters next to the place that fit into so many columns.
    fn take(&self, room: usize) -> Vec<(usize, char)> {
        let mut used = 0;
        let fits = |&&(_, c): &&(usize, char)| {
            used += cell_width(c);
            used <= room
        };
        self.cells.iter().take_while(fits).copied().collect()
    }
}

fn cell_width(c: char) -> usize {
    match c {
        '\t' => TAB,
        c => columns(visible(c)),
    }
}
