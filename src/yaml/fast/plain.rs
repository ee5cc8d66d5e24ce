//! Scalars without quotes, in block style.

use std::borrow::Cow;

use super::super::tree::NodeId;
use super::Reader;
use super::cursor::{Column, ends_word};

/// What ends the part of a plain scalar that stands in one line.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Stop {
    /// A colon that makes it a key; it is the next byte.
    Colon,
    /// A comment. The line break behind it is the next byte.
    Comment,
    /// The line break, which is the next byte.
    Line,
}

/// Bytes that may end a plain scalar, or the white space in it.
const NOTABLE: [bool; 256] = {
    let mut notable = [false; 256];
    let bytes = b" :#\n\t";
    let mut index = 0;
    while index < bytes.len() {
        notable[bytes[index] as usize] = true;
        index += 1;
    }
    notable
};

/// Whether a plain scalar may begin with a byte; some others may only with a certain one behind them.
pub(super) fn may_begin(first: u8, second: u8) -> bool {
    match first {
        b'-' | b'?' | b':' => !ends_word(second),
        b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%'
        | b'@' | b'`' | b' ' | b'\t' | b'\n' | 0 => false,
        _ => true,
    }
}

impl<'text> Reader<'text> {
    /// Goes over the part of a plain scalar in this line; its end and what ended it.
    pub(super) fn plain_line(&mut self) -> Option<(usize, Stop)> {
        let start = self.cursor.at;
        let mut end = start;
        let bytes = self.cursor.text.as_bytes();
        let mut at = start;
        let stop = loop {
            let rest = &bytes[at..];
            let length = rest.iter().position(|&byte| NOTABLE[byte as usize]).unwrap_or(rest.len());
            if length > 0 {
                at += length;
                end = at;
            }
            match self.cursor.peek_at(at) {
                b'\n' | 0 => break Stop::Line,
                b' ' => at += 1,
                b':' if ends_word(self.cursor.peek_at(at + 1)) => break Stop::Colon,
                b'#' if end < at => break Stop::Comment,
                b'\t' => return None,
                _ => {
                    at += 1;
                    end = at;
                }
            }
        };
        self.cursor.at = at;
        if stop == Stop::Comment {
            self.cursor.skip_to_line_break();
        }
        Some((end, stop))
    }

    /// A plain scalar that is not a key, of which the first line was gone over. Lines further right than `indent` belong
    /// to it. Goes on to the next content.
    pub(super) fn plain(&mut self, start: usize, first: (usize, Stop), indent: Column) -> Option<NodeId> {
        let (mut end, mut stop) = first;
        let mut folded: Option<String> = None;
        loop {
            let line_break = self.cursor.at;
            let column = match stop {
                Stop::Colon => return None,
                Stop::Comment | Stop::Line => self.cursor.next_line()?,
            };
            if column <= indent {
                break;
            }
            let gap = self.cursor.slice(line_break, self.cursor.at)?;
            if stop == Stop::Comment || gap.contains('#') {
                return None;
            }
            let text = match &mut folded {
                Some(text) => text,
                None => folded.insert(self.cursor.slice(start, end)?.to_owned()),
            };
            fold(text, gap.bytes().filter(|&byte| byte == b'\n').count());
            let next = self.cursor.at;
            (end, stop) = self.plain_line()?;
            folded.as_mut()?.push_str(self.cursor.slice(next, end)?);
        }
        let text = match folded {
            Some(text) => Cow::Owned(text),
            None => Cow::Borrowed(self.cursor.slice(start, end)?),
        };
        self.trunk.push_plain(start, end, text)
    }
}

/// What line breaks inside a scalar that goes over several lines are read as: one as a space, more as one less.
pub(super) fn fold(text: &mut String, breaks: usize) {
    match breaks {
        1 => text.push(' '),
        _ => text.extend(std::iter::repeat_n('\n', breaks - 1)),
    }
}
