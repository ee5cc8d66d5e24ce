//! A place in the text, and the ways to go on from it that all parts share: spaces, comments, line breaks.

use memchr::memchr;

/// The column of the end of a document, left of every other.
const END: isize = -1;

/// A place in the text.
pub(super) struct Cursor<'text> {
    pub text: &'text str,
    bytes: &'text [u8],
    /// Offset of the next byte.
    pub at: usize,
    /// Offset of the start of the line.
    line: usize,
}

/// The column of the next content, which is left of every other where there is none in this document.
pub(super) type Column = isize;

impl<'text> Cursor<'text> {
    pub fn new(text: &'text str) -> Self {
        Cursor { text, bytes: text.as_bytes(), at: 0, line: 0 }
    }

    /// The next byte; 0 at the end of the text.
    pub fn peek(&self) -> u8 {
        self.peek_at(self.at)
    }

    /// The byte behind the next one.
    pub fn peek_second(&self) -> u8 {
        self.peek_at(self.at + 1)
    }

    /// The byte at an offset; 0 behind the end of the text.
    pub fn peek_at(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// What is written between two offsets; `None` only if one of them is inside a character.
    pub fn slice(&self, start: usize, end: usize) -> Option<&'text str> {
        self.text.get(start..end)
    }

    /// The bytes from the next one on.
    pub fn rest(&self) -> &'text [u8] {
        self.bytes.get(self.at..).unwrap_or(&[])
    }

    pub fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    pub fn skip_spaces(&mut self) {
        self.at += leading_spaces(self.rest());
    }

    /// Goes to the line break that ends the line, or to the end of the text.
    pub fn skip_to_line_break(&mut self) {
        self.at = memchr(b'\n', self.rest()).map_or(self.bytes.len(), |length| self.at + length);
    }

    /// Goes over a line break to the start of the next line.
    pub fn break_line(&mut self) {
        self.at += 1;
        self.line = self.at;
    }

    /// How far the next byte is from the start of its line. It is a column only where nothing but ASCII is before it.
    pub fn column(&self) -> Column {
        match self.is_at_end() || self.marker().is_some() {
            true => END,
            false => (self.at - self.line) as Column,
        }
    }

    pub fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// What stands between documents, if that is next: the dash of `---` or the dot of `...`.
    pub fn marker(&self) -> Option<u8> {
        self.peek_marker().filter(|_| ends_word(self.peek_at(self.at + 3)))
    }

    /// The same, whatever is behind it.
    pub fn peek_marker(&self) -> Option<u8> {
        let is_marker =
            self.at == self.line && (self.rest().starts_with(b"---") || self.rest().starts_with(b"..."));
        is_marker.then(|| self.peek())
    }

    /// Whether a dash that begins an item of a block sequence is next.
    pub fn is_at_dash(&self) -> bool {
        self.peek() == b'-' && ends_word(self.peek_second())
    }

    /// Goes from the end of a value, which nothing but a comment may follow, to the next content.
    pub fn end_of_line(&mut self) -> Option<Column> {
        self.comment()?;
        self.next_line()
    }

    /// Goes over spaces and a comment to the end of the line; `None` where anything else is there.
    pub fn comment(&mut self) -> Option<()> {
        let before = self.at;
        self.skip_spaces();
        if self.peek() == b'#' && self.at > before {
            self.skip_to_line_break();
        }
        matches!(self.peek(), b'\n' | 0).then_some(())
    }

    /// Goes from the end of a line to the next content, over empty lines and comments.
    pub fn next_line(&mut self) -> Option<Column> {
        if self.is_at_end() {
            return Some(END);
        }
        self.break_line();
        self.indentation()
    }

    /// Goes from the start of a line to the next content.
    pub fn indentation(&mut self) -> Option<Column> {
        loop {
            self.skip_spaces();
            match self.peek() {
                b'\n' => self.break_line(),
                b'#' => self.skip_to_line_break(),
                b'\t' => return None,
                _ => return Some(self.column()),
            }
        }
    }
}

/// Whether a byte ends an indicator such as `-` or `:`. So does a tab, which no function here goes over.
pub(super) fn ends_word(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | 0)
}

/// How many spaces a text begins with, eight at a time: a third of a manifest is indentation.
fn leading_spaces(bytes: &[u8]) -> usize {
    const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
    let mut count = 0;
    while let Some(block) = bytes.get(count..).and_then(<[u8]>::first_chunk::<8>) {
        let others = u64::from_le_bytes(*block) ^ SPACES;
        if others != 0 {
            return count + others.trailing_zeros() as usize / 8;
        }
        count += 8;
    }
    count + bytes[count..].iter().take_while(|&&byte| byte == b' ').count()
}
