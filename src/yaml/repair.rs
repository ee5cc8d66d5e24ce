//! Reading on where one character stops the parser.
//!
//! Four things stop it for good, although the rest of the document is plain: an unquoted `*`, which is the
//! classic mistake in a list of hosts; a quoted text that goes on at the column of its key, and a text in
//! brackets that ends with a colon, such as `2001:db8::`; an alias that is a key, `*name:`, where YAML 1.2 has the colon
//! in the name. Kubernetes accepts all but the first. The character is put right in a copy of the same length, so that every place stays what it is, and the
//! copy is read instead.

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
    /// Whether aliases that are keys have been looked for.
    keys_are_done: bool,
}

impl Repair {
    /// Puts right what the error is about; tells whether another try is worth it.
    pub fn apply(&mut self, error: &ScanError, original: &str) -> bool {
        if self.asterisks.len() + self.colons.len() + self.breaks >= LIMIT {
            return false;
        }
        if !std::mem::replace(&mut self.keys_are_done, true) && self.set_keys_apart(original) {
            return true;
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

    /// Puts a space between an alias that is a key and its colon: the name gives up its last character for it, wherever it
    /// stands (go-yaml ends names at the first character that is not a letter, a digit, `_` or `-`).
    fn set_keys_apart(&mut self, original: &str) -> bool {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let name_at = |at: usize| {
            let length = original.as_bytes()[at..].iter().take_while(|&byte| is_part(byte)).count();
            (&original[at..at + length], original.as_bytes().get(at + length))
        };
        let begins = |at: usize| {
            let before = original[..at].bytes().next_back();
            before.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'[' | b'{' | b','))
        };
        let marks = || memchr::memchr2_iter(b'&', b'*', original.as_bytes()).filter(|&at| begins(at));
        let is_anchor =
            |name: &str| marks().any(|at| original.as_bytes()[at] == b'&' && name_at(at + 1).0 == name);
        let mut names: Vec<&str> = Vec::new();
        for at in marks().filter(|&at| original.as_bytes()[at] == b'*') {
            let before = original[..at].bytes().rev().find(|byte| !matches!(byte, b' ' | b'-'));
            let is_key = before.is_none_or(|byte| byte == b'\n');
            let (name, next) = name_at(at + 1);
            let is_new = next == Some(&b':') && is_key && name.len() > 1 && !names.contains(&name);
            if is_new && names.len() < LIMIT && is_anchor(name) && !is_anchor(&name[..name.len() - 1]) {
                names.push(name);
            }
        }
        for at in marks() {
            let name = name_at(at + 1).0;
            if names.contains(&name) {
                let last = at + name.len();
                self.replace(original, last..last + 1, " ");
            }
        }
        !names.is_empty()
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

#[cfg(test)]
mod tests {
    use crate::yaml::parse;

    #[test]
    fn an_alias_may_be_a_key() {
        let text = "a: &app web\nb:\n  *app:\n    c: *app\n    d: '*app: x'\n  e: *app\n- f\n";
        let sound = text.replace("- f\n", "");
        let parsed = parse(&sound, 0);
        assert_eq!(parsed.problems, []);
        let inner = parsed.documents[0].root().get("b").expect("a mapping");
        let web = inner.get("web").expect("the key that the alias stands for");
        assert_eq!(web.get("c").and_then(|node| node.as_str()), Some("web"));
        assert_eq!(web.get("d").and_then(|node| node.as_str()), Some("*app: x"));
        assert_eq!(inner.get("e").and_then(|node| node.as_str()), Some("web"));
        assert!(!parse(text, 0).problems.is_empty(), "what is wrong besides is told");
        // No other name is taken for it, and one of a single letter cannot give anything up.
        assert!(!parse("a: &ap x\nb: &app y\nc:\n  *app:\n    d: 1\n", 0).problems.is_empty());
        assert!(!parse("a: &a x\nc:\n  *a:\n    d: 1\n", 0).problems.is_empty());
        assert!(!parse("c:\n  *app:\n    d: 1\n", 0).problems.is_empty());
    }
}
