//! Scalars in quotes.

use std::borrow::Cow;

use memchr::{memchr2, memchr3};

use super::Reader;
use super::cursor::Column;
use super::plain::fold;

/// A scalar in quotes.
pub(super) struct Quoted<'text> {
    /// Offset of the opening quote.
    pub start: usize,
    /// Offset behind the closing quote.
    pub end: usize,
    pub text: Cow<'text, str>,
    /// Whether it goes over several lines, so that it cannot be a key.
    pub has_break: bool,
}

impl<'text> Reader<'text> {
    /// Goes over a scalar in quotes. Its further lines must be further right than `indent`.
    pub(super) fn quoted(&mut self, indent: Column) -> Option<Quoted<'text>> {
        let start = self.cursor.at;
        let is_single = self.cursor.peek() == b'\'';
        self.cursor.skip(1);
        let mut from = self.cursor.at;
        let mut read: Option<String> = None;
        let mut has_break = false;
        loop {
            let rest = self.cursor.rest();
            let length = match is_single {
                true => memchr2(b'\'', b'\n', rest),
                false => memchr3(b'"', b'\\', b'\n', rest),
            }?;
            self.cursor.skip(length);
            let piece = self.cursor.slice(from, self.cursor.at)?;
            match rest[length] {
                b'\n' => {
                    let text = read.get_or_insert_default();
                    text.push_str(piece.trim_end_matches([' ', '\t']));
                    fold(text, self.breaks(indent)?);
                    has_break = true;
                }
                b'\'' if self.cursor.peek_second() == b'\'' => {
                    let text = read.get_or_insert_default();
                    text.push_str(piece);
                    text.push('\'');
                    self.cursor.skip(2);
                }
                b'\\' => {
                    let text = read.get_or_insert_default();
                    text.push_str(piece);
                    match self.cursor.peek_second() {
                        b'\n' => {
                            self.cursor.skip(1);
                            // An empty line behind it would be a break after all.
                            (self.breaks(indent)? == 1).then_some(())?;
                            has_break = true;
                        }
                        _ => text.push(self.escape()?),
                    }
                }
                _ => {
                    self.cursor.skip(1);
                    let text = match read {
                        Some(text) => Cow::Owned(text + piece),
                        None => Cow::Borrowed(piece),
                    };
                    return Some(Quoted { start, end: self.cursor.at, text, has_break });
                }
            }
            from = self.cursor.at;
        }
    }

    /// Goes over line breaks and the indentation behind them; how many breaks there were.
    fn breaks(&mut self, indent: Column) -> Option<usize> {
        let mut count = 0;
        while self.cursor.peek() == b'\n' {
            self.cursor.break_line();
            self.cursor.skip_spaces();
            count += 1;
        }
        let is_text = !matches!(self.cursor.peek(), b'\t' | 0) && self.cursor.peek_marker().is_none();
        (is_text && self.cursor.column() > indent).then_some(count)
    }

    /// The character that a backslash and what is behind it stand for.
    fn escape(&mut self) -> Option<char> {
        let digits = match self.cursor.peek_second() {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            simple => {
                self.cursor.skip(2);
                return simple_escape(simple);
            }
        };
        let start = self.cursor.at + 2;
        let written = self.cursor.slice(start, start + digits)?;
        if !written.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.cursor.skip(2 + digits);
        // Halves of a character, as JSON has them, do not count as characters.
        char::from_u32(u32::from_str_radix(written, 16).ok()?)
    }
}

fn simple_escape(written: u8) -> Option<char> {
    Some(match written {
        b'"' | b'\\' | b'/' | b' ' => char::from(written),
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'0' => '\0',
        b'a' => '\u{7}',
        b'b' => '\u{8}',
        b'v' => '\u{b}',
        b'f' => '\u{c}',
        b'e' => '\u{1b}',
        b'N' => '\u{85}',
        b'_' => '\u{a0}',
        b'L' => '\u{2028}',
        b'P' => '\u{2029}',
        _ => return None,
    })
}
