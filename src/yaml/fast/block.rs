//! Block style: mappings and sequences by their indentation.
//!
//! Every function that reads a node goes on to the next content, so that its column says what the node was followed by.

use super::super::tree::{NodeId, Stored};
use super::cursor::{Column, ends_word};
use super::plain::{Stop, may_begin};
use super::{MAX_KEY, Reader};

/// A key that was gone over, with its colon.
struct Key<'text> {
    start: usize,
    end: usize,
    text: std::borrow::Cow<'text, str>,
    is_plain: bool,
    /// Offset of the colon.
    colon: usize,
}

/// What a scalar at the start of a line turned out to be.
enum Start<'text> {
    Key(Key<'text>),
    Value(NodeId),
}

impl<'text> Reader<'text> {
    /// The top node of a document. A text alone is not a manifest, and is left to the parser.
    pub(super) fn root(&mut self) -> Option<NodeId> {
        let root = self.node(-1)?;
        self.trunk.is_collection(root).then_some(root)
    }

    /// A node that begins its line, or follows a dash, in a collection at the column `around`.
    fn node(&mut self, around: Column) -> Option<NodeId> {
        match self.cursor.peek() {
            b'-' if self.cursor.is_at_dash() => self.sequence(self.cursor.column(), false),
            b'[' | b'{' | b'|' | b'>' | b'&' | b'*' => self.value(around),
            _ => {
                let column = self.cursor.column();
                match self.scalar_or_key(around)? {
                    Start::Key(key) => self.mapping(key, column),
                    Start::Value(node) => Some(node),
                }
            }
        }
    }

    /// A value that begins in the line of its key, or any node that is neither a key nor a dash.
    pub(super) fn value(&mut self, around: Column) -> Option<NodeId> {
        match self.cursor.peek() {
            b'[' | b'{' => {
                let node = self.flow_collection()?;
                self.cursor.end_of_line()?;
                Some(node)
            }
            b'|' | b'>' if around >= 0 => self.block_scalar(around),
            b'&' => self.anchored(around),
            b'*' => {
                let node = self.alias()?;
                self.cursor.end_of_line()?;
                Some(node)
            }
            _ => match self.scalar_or_key(around)? {
                Start::Key(_) => None,
                Start::Value(node) => Some(node),
            },
        }
    }

    fn scalar_or_key(&mut self, around: Column) -> Option<Start<'text>> {
        let start = self.cursor.at;
        match self.cursor.peek() {
            b'"' | b'\'' => {
                let quoted = self.quoted(around)?;
                let behind = self.cursor.at;
                self.cursor.skip_spaces();
                if self.cursor.peek() != b':' {
                    self.cursor.at = behind;
                    self.cursor.end_of_line()?;
                    return Some(Start::Value(self.push_quoted(quoted)));
                }
                let colon = self.cursor.at;
                if quoted.has_break || !ends_word(self.cursor.peek_second()) {
                    return None;
                }
                Some(Start::Key(Key { start, end: quoted.end, text: quoted.text, is_plain: false, colon }))
            }
            first if may_begin(first, self.cursor.peek_second()) => {
                let (end, stop) = self.plain_line()?;
                if stop != Stop::Colon {
                    return Some(Start::Value(self.plain(start, (end, stop), around)?));
                }
                let text = self.cursor.slice(start, end)?.into();
                Some(Start::Key(Key { start, end, text, is_plain: true, colon: self.cursor.at }))
            }
            _ => None,
        }
    }

    /// A mapping at a column, of which the first key was gone over.
    fn mapping(&mut self, first: Key<'text>, column: Column) -> Option<NodeId> {
        let open = self.trunk.open(first.start)?;
        let mut key = first;
        loop {
            if key.colon - key.start > MAX_KEY {
                return None;
            }
            let node = match key.is_plain {
                true => self.trunk.push_plain(key.start, key.end, key.text)?,
                false => self.trunk.push(key.start, key.end, Stored::Str(key.text)),
            };
            self.trunk.adopt(node);
            self.cursor.at = key.colon + 1;
            let value = self.value_of_key(key.colon, column)?;
            self.trunk.adopt(value);
            let next = self.cursor.column();
            if next < column {
                return self.trunk.close_mapping(open, None);
            }
            if next > column || self.cursor.is_at_dash() {
                return None;
            }
            key = match self.scalar_or_key(column)? {
                Start::Key(key) => key,
                Start::Value(_) => return None,
            };
        }
    }

    /// What is behind a colon, in a mapping at a column.
    fn value_of_key(&mut self, colon: usize, column: Column) -> Option<NodeId> {
        self.cursor.skip_spaces();
        if !matches!(self.cursor.peek(), b'\n' | b'#' | 0) {
            return self.value(column);
        }
        // The colon may not be written to the comment.
        self.cursor.at = colon + 1;
        let next = self.cursor.end_of_line()?;
        if next > column {
            return self.node(column);
        }
        // Items may stand at the column of the key that they belong to.
        match next == column && self.cursor.is_at_dash() {
            true => self.sequence(column, true),
            false => Some(self.trunk.push_missing(colon)),
        }
    }

    /// A sequence whose dashes are at a column, which may be that of the mapping around it.
    fn sequence(&mut self, column: Column, is_in_mapping: bool) -> Option<NodeId> {
        let mut open = match is_in_mapping {
            true => None,
            false => Some(self.trunk.open(self.cursor.at)?),
        };
        loop {
            self.cursor.skip(1);
            let behind_dash = self.cursor.at;
            self.cursor.skip_spaces();
            let is_empty = matches!(self.cursor.peek(), b'\n' | b'#' | 0);
            if is_empty {
                self.cursor.at = behind_dash;
                self.cursor.comment()?;
            }
            let start = self.cursor.at;
            // The parser has a sequence at the column of its key begin behind the first dash.
            let opened = match open.take() {
                Some(open) => open,
                None => self.trunk.open(start)?,
            };
            let item = match is_empty {
                false => self.node(column)?,
                true => match self.cursor.next_line()? > column {
                    true => self.node(column)?,
                    false => self.trunk.push_missing(start),
                },
            };
            self.trunk.adopt(item);
            let next = self.cursor.column();
            let goes_on = next == column && self.cursor.is_at_dash();
            if !goes_on {
                let may_end = next < column || next == column && is_in_mapping;
                return may_end.then(|| self.trunk.close_sequence(opened, None));
            }
            open = Some(opened);
        }
    }
}
