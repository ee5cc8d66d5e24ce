//! Breaking texts into lines.

use crate::report::sanitize::{is_command, width};

/// Breaks a text at spaces. The first line begins in column `first`, the others in column `rest`; words
/// that are longer than a line stay whole, so that they can be copied.
pub(super) fn wrap(text: &str, first: usize, rest: usize, columns: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut start, mut end, mut at) = (0, 0, first);
    for word in text.split(' ') {
        let from = offset(text, word);
        let needed = width(&text[end..from + word.len()]);
        if at + needed > columns && end > start && !is_command(word) {
            lines.push(&text[start..end]);
            (start, at) = (from, rest + width(word));
        } else {
            at += needed;
        }
        end = from + word.len();
    }
    lines.push(&text[start..end]);
    lines
}

/// Where a part of a text begins.
fn offset(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn breaks_at_spaces() {
        assert_eq!(wrap("", 5, 2, 10), [""]);
        assert_eq!(wrap("one two three", 0, 2, 100), ["one two three"]);
        assert_eq!(wrap("one two three", 5, 2, 10), ["one", "two", "three"]);
        assert_eq!(wrap("one two three", 0, 0, 7), ["one two", "three"]);
        assert_eq!(wrap("a-very-long-word two", 0, 0, 7), ["a-very-long-word", "two"]);
        assert_eq!(wrap("世界 世界", 0, 0, 8), ["世界", "世界"]);
    }

    #[test]
    fn no_line_becomes_a_command() {
        assert_eq!(wrap("a host ::error::pwned", 0, 0, 8), ["a host ::error::pwned"]);
    }
}
