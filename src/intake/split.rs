//! Cutting a text into documents where kubectl cuts it.

use std::ops::Range;

/// The documents of a text: what lies between lines that hold `---` and at most a comment. Lines such
/// as `--- x` do not separate: kubectl refuses the file there, or loses what follows. JSON values that follow one another
/// are documents, too. Pieces of blank text are left out.
pub fn documents(text: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for at in separators(text) {
        push(text, start..at.start, &mut pieces);
        start = at.end;
    }
    push(text, start..text.len(), &mut pieces);
    pieces
}

fn push(text: &str, range: Range<usize>, pieces: &mut Vec<Range<usize>>) {
    let piece = &text[range.clone()];
    let marks = piece.len() - piece.trim_start_matches('\u{feff}').len();
    let range = range.start + marks..range.end;
    let piece = &text[range.clone()];
    let trimmed = piece.trim_start();
    if trimmed.is_empty() {
        return;
    }
    if !trimmed.starts_with('{') {
        pieces.push(range);
        return;
    }
    let mut start = range.start;
    while let Some(length) = json_value(&text.as_bytes()[start..range.end]) {
        let rest = &text[start + length..range.end];
        if !rest.trim_start().starts_with('{') {
            break;
        }
        pieces.push(start..start + length);
        start += length;
    }
    pieces.push(start..range.end);
}

/// The lines that separate documents, line break included.
fn separators(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let starts_line = |&at: &usize| at == 0 || text.as_bytes()[at - 1] == b'\n' || &text[..at] == "\u{feff}";
    memchr::memmem::find_iter(text.as_bytes(), "---").filter(starts_line).filter_map(|at| {
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |length| at + length + 1);
        let rest = text[at + 3..end].trim();
        (rest.is_empty() || rest.starts_with('#') && text[at + 3..].starts_with([' ', '\t']))
            .then_some(at..end)
    })
}

/// The length of the bracketed value at the start of a text (blanks before it included), or `None`
/// where it is not closed.
pub(super) fn json_value(text: &[u8]) -> Option<usize> {
    let mut depth = 0usize;
    let mut in_string = false;
    let mut skip = false;
    for (at, &byte) in text.iter().enumerate() {
        if skip {
            skip = false;
        } else if in_string {
            match byte {
                b'\\' => skip = true,
                b'"' => in_string = false,
                _ => {}
            }
        } else {
            match byte {
                b'"' => in_string = true,
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::documents;

    fn cut(text: &str) -> Vec<&str> {
        documents(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn cuts_at_bare_markers_only() {
        assert_eq!(cut("a: 1\n---\nb: 2\n"), ["a: 1\n", "b: 2\n"]);
        assert_eq!(cut("---\na: 1\n---   \r\nb: 2"), ["a: 1\n", "b: 2"]);
        assert_eq!(cut("a: 1\n--- # next\nb: 2"), ["a: 1\n", "b: 2"]);
        assert_eq!(cut("a: 1\n--- {b: 2}\n---\nc: 3"), ["a: 1\n--- {b: 2}\n", "c: 3"]);
        assert_eq!(cut("a: |\n  x\n  ---\n  y\n"), ["a: |\n  x\n  ---\n  y\n"]);
        assert_eq!(cut("a: 1\n----\nb"), ["a: 1\n----\nb"]);
        assert_eq!(cut("\u{feff}---\na: 1\n---\n\u{feff}b: 2\n"), ["a: 1\n", "b: 2\n"]);
        assert_eq!(cut("\n---\n \n---\n"), [""; 0]);
    }

    #[test]
    fn cuts_between_json_values() {
        assert_eq!(cut("{\"a\": \"}{\"}\n{\"b\": 1}"), ["{\"a\": \"}{\"}", "\n{\"b\": 1}"]);
        assert_eq!(cut("{\"a\": [1]"), ["{\"a\": [1]"]);
    }
}
