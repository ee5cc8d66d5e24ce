//! Reading on where one character stops the parser.
//!
//! Three things stop it for good, although the rest of the document is plain: an unquoted `*`, which is the
//! classic mistake in a list of hosts; a quoted text that goes on at the column of its key, and a text in
//! brackets that ends with a colon, such as `2001:db8::`, both of which Kubernetes accepts. The character is put right in a copy of the same length, so that every place
//! stays what it is, and the copy is read instead.

use std::ops::Range;

use granit_parser::{ErrorKind, ScanError};

/// How many characters of one chunk are put right at most.
const LIMIT: usize = 64;

/// A text with the characters that were put right.
#[derive(Default)]
pub(super) struct Repair {
    /// The copy; empty while nothing was wrong.
    pub text: String,
    /// Offsets of unquoted asterisks.
    pub asterisks: Vec<usize>,
    /// Offsets of colons that end a text.
    pub colons: Vec<usize>,
    /// Offset of the first line break inside a quoted text that goes on too far to the left.
    pub first_break: Option<usize>,
    breaks: usize,
}

impl Repair {
    /// Puts right what the error is about; tells whether another try is worth it.
    pub fn apply(&mut self, error: &ScanError, original: &str) -> bool {
        if self.asterisks.len() + self.colons.len() + self.breaks >= LIMIT {
            return false;
        }
        let Some(at) = error.marker().byte_offset() else { return false };
        match error.kind() {
            ErrorKind::MissingAnchorOrAliasName if original.as_bytes().get(at) == Some(&b'*') => {
                self.asterisks.push(at);
                self.replace(original, at..at + 1, "x")
            }
            ErrorKind::InvalidQuotedScalarIndent => {
                let Some(line_break) = original.get(..at).and_then(|before| before.rfind('\n')) else {
                    return false;
                };
                self.first_break.get_or_insert(line_break);
                self.breaks += 1;
                self.replace(original, line_break..line_break + 1, " ")
            }
            ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator
                if matches!(original.as_bytes().get(at..), Some([b':', b',' | b']' | b'}', ..])) =>
            {
                self.colons.push(at);
                self.replace(original, at..at + 1, "x")
            }
            _ => false,
        }
    }

    fn replace(&mut self, original: &str, range: Range<usize>, with: &str) -> bool {
        if self.text.is_empty() {
            self.text = original.to_owned();
        }
        if &self.text[range.clone()] == with {
            return false; // the same error again: nothing was gained
        }
        self.text.replace_range(range, with);
        true
    }

    /// The quote that opens the text with the first misplaced line.
    pub fn opening_quote(&self, original: &str) -> Option<usize> {
        original.get(..self.first_break?)?.rfind(['"', '\''])
    }
}
