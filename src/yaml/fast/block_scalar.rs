//! Block scalars: literal (`|`) and folded (`>`).

use std::borrow::Cow;

use memchr::memchr;

use super::super::tree::{NodeId, Stored};
use super::Reader;
use super::cursor::Column;

/// What becomes of the line breaks at the end.
#[derive(Clone, Copy, PartialEq)]
enum Chomping {
    /// The one that ends the last line stays.
    Clip,
    /// None stays (`-`).
    Strip,
    /// All stay (`+`).
    Keep,
}

struct Header {
    is_literal: bool,
    chomping: Chomping,
    /// How much further right the text is than the collection around it, where that is written.
    increment: Option<u8>,
}

impl<'text> Reader<'text> {
    /// A block scalar in a collection at the column `around`, and on to the next content.
    pub(super) fn block_scalar(&mut self, around: Column) -> Option<NodeId> {
        let start = self.cursor.at;
        let header = self.header()?;
        if self.cursor.is_at_end() {
            return None;
        }
        self.cursor.break_line();
        let (indent, breaks) = self.block_indentation(around, header.increment)?;
        let text = self.block_text(&header, indent, breaks)?;
        let written = self.cursor.slice(start, self.cursor.at)?.trim_end_matches(['\n', ' ']);
        let node = self.trunk.push(start, start + written.len(), Stored::Str(text));
        self.cursor.indentation()?;
        Some(node)
    }

    fn header(&mut self) -> Option<Header> {
        let is_literal = self.cursor.peek() == b'|';
        let mut header = Header { is_literal, chomping: Chomping::Clip, increment: None };
        self.cursor.skip(1);
        for _ in 0..2 {
            match self.cursor.peek() {
                b'-' if header.chomping == Chomping::Clip => header.chomping = Chomping::Strip,
                b'+' if header.chomping == Chomping::Clip => header.chomping = Chomping::Keep,
                digit @ b'1'..=b'9' if header.increment.is_none() => header.increment = Some(digit - b'0'),
                _ => break,
            }
            self.cursor.skip(1);
        }
        self.cursor.comment().map(|()| header)
    }

    /// Goes to the first line that is not empty: the column of the text, and how many empty lines there were.
    fn block_indentation(&mut self, around: Column, increment: Option<u8>) -> Option<(usize, usize)> {
        if self.cursor.peek() == b'\t' {
            return None;
        }
        let written = increment.map(|increment| around.max(0) as usize + usize::from(increment));
        let (mut breaks, mut longest) = (0, 0);
        loop {
            let start = self.cursor.at;
            let limit = written.unwrap_or(usize::MAX);
            while self.cursor.peek() == b' ' && self.cursor.at - start < limit {
                self.cursor.skip(1);
            }
            let spaces = self.cursor.at - start;
            longest = longest.max(spaces);
            match self.cursor.peek() {
                b'\n' => {
                    self.cursor.break_line();
                    breaks += 1;
                }
                // A scalar without text, or one whose empty lines are further right than it, is left to the parser.
                0 => return None,
                _ if spaces as Column <= around || spaces < written.unwrap_or(longest) => return None,
                _ => return Some((spaces, breaks)),
            }
        }
    }

    /// The text from the first line on, of which the indentation was gone over. Goes to the line behind it.
    fn block_text(&mut self, header: &Header, indent: usize, mut breaks: usize) -> Option<Cow<'text, str>> {
        let mut text = String::new();
        let mut is_first = true;
        let mut was_indented = false;
        loop {
            let start = self.cursor.at;
            let rest = self.cursor.rest();
            let line_break = memchr(b'\n', rest);
            let line = self.cursor.slice(start, start + line_break.unwrap_or(rest.len()))?;
            let is_indented = line.starts_with([' ', '\t']);
            let is_folded = !header.is_literal && !is_first && !was_indented && !is_indented;
            match is_folded {
                true if breaks == 0 => text.push(' '),
                true => {}
                false if !is_first => text.push('\n'),
                false => {}
            }
            text.extend(std::iter::repeat_n('\n', breaks));
            text.push_str(line);
            self.cursor.skip(line.len());
            (is_first, was_indented) = (false, is_indented);
            breaks = 0;
            if line_break.is_none() || !self.next_text_line(indent, &mut breaks) {
                break;
            }
        }
        if header.chomping != Chomping::Strip {
            text.push('\n');
        }
        if header.chomping == Chomping::Keep {
            text.extend(std::iter::repeat_n('\n', breaks));
        }
        Some(Cow::Owned(text))
    }

    /// Goes over line breaks and the indentation behind them; whether a line of the text is next.
    fn next_text_line(&mut self, indent: usize, breaks: &mut usize) -> bool {
        self.cursor.break_line();
        loop {
            let start = self.cursor.at;
            while self.cursor.peek() == b' ' && self.cursor.at - start < indent {
                self.cursor.skip(1);
            }
            if self.cursor.peek() != b'\n' {
                return self.cursor.at - start == indent && !self.cursor.is_at_end();
            }
            self.cursor.break_line();
            *breaks += 1;
        }
    }
}
