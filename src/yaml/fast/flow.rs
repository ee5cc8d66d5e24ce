//! Flow style: collections in brackets.

use super::super::tree::{NodeId, Stored};
use super::Reader;
use super::cursor::ends_word;
use super::plain::may_begin;
use super::{MAX_KEY, quoted::Quoted};

impl<'text> Reader<'text> {
    /// A collection in brackets, from the opening bracket to the closing one.
    pub(super) fn flow_collection(&mut self) -> Option<NodeId> {
        let open = self.trunk.open(self.cursor.at)?;
        let is_mapping = self.cursor.peek() == b'{';
        let close = if is_mapping { b'}' } else { b']' };
        self.cursor.skip(1);
        loop {
            self.flow_space()?;
            if self.cursor.peek() == close {
                break;
            }
            if is_mapping {
                self.flow_key()?;
            }
            let value = self.flow_node()?;
            self.trunk.adopt(value);
            self.flow_space()?;
            match self.cursor.peek() {
                b',' => self.cursor.skip(1),
                byte if byte == close => break,
                _ => return None,
            }
        }
        self.cursor.skip(1);
        let end = Some(self.cursor.at);
        match is_mapping {
            true => self.trunk.close_mapping(open, end),
            false => Some(self.trunk.close_sequence(open, end)),
        }
    }

    /// A key with its colon, and on to the value.
    fn flow_key(&mut self) -> Option<()> {
        let start = self.cursor.at;
        let key = match self.cursor.peek() {
            b'"' | b'\'' => {
                let quoted = self.quoted(-1)?;
                if quoted.has_break {
                    return None;
                }
                self.cursor.skip_spaces();
                self.push_quoted(quoted)
            }
            _ => {
                let key = self.flow_plain()?;
                // A colon that anything is written to is part of a text.
                (self.cursor.peek() == b':' && ends_word(self.cursor.peek_second())).then_some(key)?
            }
        };
        if self.cursor.peek() != b':' || self.cursor.at - start > MAX_KEY {
            return None;
        }
        self.trunk.adopt(key);
        self.cursor.skip(1);
        self.flow_space()
    }

    fn flow_node(&mut self) -> Option<NodeId> {
        match self.cursor.peek() {
            b'"' | b'\'' => {
                let quoted = self.quoted(-1)?;
                Some(self.push_quoted(quoted))
            }
            b'[' | b'{' => self.flow_collection(),
            b'*' => self.alias(),
            _ => self.flow_plain(),
        }
    }

    pub(super) fn push_quoted(&mut self, quoted: Quoted<'text>) -> NodeId {
        self.trunk.push(quoted.start, quoted.end, Stored::Str(quoted.text))
    }

    /// A plain scalar in one line. What is behind it has to be a comma, a bracket, a colon behind a key, or white space.
    fn flow_plain(&mut self) -> Option<NodeId> {
        let start = self.cursor.at;
        if matches!(self.cursor.peek(), b'?' | b':')
            || !may_begin(self.cursor.peek(), self.cursor.peek_second())
        {
            return None;
        }
        let mut end = start;
        loop {
            match self.cursor.peek() {
                b',' | b'[' | b']' | b'{' | b'}' | b'\n' | 0 => break,
                b' ' => {}
                b'#' if end < self.cursor.at => break,
                b'\t' => return None,
                b':' => match self.cursor.peek_second() {
                    b' ' | b'\n' => break,
                    b',' | b'[' | b']' | b'{' | b'}' | b'\t' | 0 => return None,
                    _ => end = self.cursor.at + 1,
                },
                _ => end = self.cursor.at + 1,
            }
            self.cursor.skip(1);
        }
        if self.cursor.slice(start, end) == Some("-") {
            return None;
        }
        self.trunk.push_plain(start, end, self.cursor.slice(start, end)?.into())
    }

    /// Goes over white space and comments between brackets.
    fn flow_space(&mut self) -> Option<()> {
        loop {
            match self.cursor.peek() {
                b' ' => self.cursor.skip(1),
                b'\n' => {
                    self.cursor.break_line();
                    if self.cursor.peek_marker().is_some() {
                        return None;
                    }
                }
                b'#' if matches!(self.cursor.peek_at(self.cursor.at - 1), b' ' | b'\n') => {
                    self.cursor.skip_to_line_break();
                }
                b'\t' | 0 => return None,
                _ => return Some(()),
            }
        }
    }
}
