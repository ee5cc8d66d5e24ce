//! Places as the protocol counts them: lines and code units from 0.

use lsp_types::{Position, Range};

use crate::source::Span;

/// What characters are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
}

impl Encoding {
    fn width(self, character: char) -> usize {
        match self {
            Encoding::Utf8 => character.len_utf8(),
            Encoding::Utf16 => character.len_utf16(),
        }
    }
}

/// A text with the places where its lines begin. A line ends with `\n`, `\r\n` or `\r`, as the protocol says.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'t> Lines<'t> {
    pub fn of(text: &'t str, encoding: Encoding) -> Lines<'t> {
        let bytes = text.as_bytes();
        let breaks = memchr::memchr2_iter(b'\n', b'\r', bytes);
        let breaks = breaks.filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        // A byte order mark takes no column in any editor.
        let first = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let starts = std::iter::once(first).chain(breaks.map(|at| at + 1)).collect();
        Lines { text, starts, encoding }
    }

    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&start| start <= offset).saturating_sub(1);
        let before = self.text.get(self.starts[line]..offset).unwrap_or_default();
        let character = match self.encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.chars().map(char::len_utf16).sum(),
        };
        Position { line: line as u32, character: character as u32 }
    }

    pub fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start as usize), end: self.position(span.end as usize) }
    }

    /// The offset of a position. One behind the end of its line counts as the end of the line, one behind the last line as
    /// the end of the text.
    pub fn offset(&self, position: Position) -> usize {
        let Some(&start) = self.starts.get(position.line as usize) else { return self.text.len() };
        let end = self.starts.get(position.line as usize + 1).copied().unwrap_or(self.text.len());
        let line = self.text[start..end].trim_end_matches(['\n', '\r']);
        let mut units = 0;
        for (at, character) in line.char_indices() {
            if units >= position.character as usize {
                return start + at;
            }
            units += self.encoding.width(character);
        }
        start + line.len()
    }

    /// The span of a range, whichever way round it is.
    pub fn span(&self, range: Range) -> Span {
        Span::new(self.offset(range.start), self.offset(range.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_go_both_ways() {
        let text = "aé🙂b\r\nc\rd\n";
        for (encoding, column) in [(Encoding::Utf8, 7), (Encoding::Utf16, 4)] {
            let lines = Lines::of(text, encoding);
            assert_eq!(lines.position(7), Position { line: 0, character: column });
            for (offset, _) in text.char_indices().filter(|(offset, _)| *offset != 9) {
                assert_eq!(lines.offset(lines.position(offset)), offset, "{encoding:?} {offset}");
            }
            assert_eq!(lines.position(10), Position { line: 1, character: 0 });
            assert_eq!(lines.position(12), Position { line: 2, character: 0 });
            assert_eq!(lines.offset(Position { line: 0, character: 99 }), 8);
            assert_eq!(lines.offset(Position { line: 99, character: 0 }), text.len());
        }
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let lines = Lines::of("\u{feff}a: b", Encoding::Utf16);
        assert_eq!(lines.position(3), Position { line: 0, character: 0 });
        assert_eq!(lines.offset(Position { line: 0, character: 3 }), 6);
        assert_eq!(lines.position(0), Position { line: 0, character: 0 });
    }
}
