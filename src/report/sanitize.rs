//! Making text of the input harmless for a terminal and for whoever reads it there.
//!
//! A manifest may hold anything: escape sequences that rewrite the screen, overrides that reverse what is
//! read, characters that cannot be seen. All of them are shown as one visible character each, so that
//! nothing shifts.

use std::borrow::Cow;

/// Texts above this many characters are cut: nobody reads on, and a manifest may hold a name of any size.
const LONGEST: usize = 2_000;

/// What to show for a character: itself if it is harmless, else something visible that takes one column.
pub fn visible(c: char) -> char {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        _ if is_unseen(c) => '\u{fffd}',
        _ => c,
    }
}

/// Whether a character changes what is around it, or takes no place that a reader could see.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}' // C1 controls
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' // zero width, marks of direction
        | '\u{2028}'..='\u{202e}' // line separators, overrides of direction
        | '\u{2060}'..='\u{206f}' // word joiner, isolates of direction
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether `c` only joins emoji or chooses their looks. It is left out: the emoji then stand side by side.
pub fn joins(previous: char, c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}') && previous >= '\u{203c}' && !previous.is_alphanumeric()
}

/// A text on one line with every character visible.
pub fn line(text: &str) -> Cow<'_, str> {
    let is_short = text.len() <= LONGEST;
    if is_short && text.chars().all(|c| visible(c) == c) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len().min(LONGEST));
    let mut previous = '\0';
    for c in text.chars().take(LONGEST) {
        if !joins(previous, c) {
            clean.push(visible(c));
            previous = c;
        }
    }
    if text.chars().nth(LONGEST).is_some() {
        clean.push('…');
    }
    Cow::Owned(clean)
}

/// A path on one line with every character visible, that cannot be taken for a command of a CI system.
pub fn path(path: &str) -> Cow<'_, str> {
    match line(path) {
        path if is_command(&path) => Cow::Owned(format!("./{path}")),
        path => path,
    }
}

/// Whether a line that begins like this is a command to GitHub Actions or Azure Pipelines.
pub fn is_command(text: &str) -> bool {
    text.starts_with("::") || text.starts_with("##")
}

/// How many columns a character takes in a terminal, near enough to cut and wrap lines.
pub fn columns(c: char) -> usize {
    match u32::from(c) {
        0..0x300 => 1,
        0x300..=0x36f => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff01..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f680..=0x1f6ff
        | 0x1f900..=0x1f9ff
        | 0x1fa70..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// How many columns a text takes in a terminal.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_becomes_visible_and_keeps_its_place() {
        assert_eq!(line("reviews"), Cow::Borrowed("reviews"));
        assert_eq!(line("a\x1b[31m\n\r\tb\x7f"), "a␛[31m␊␍␉b␡");
        assert_eq!(line("a\u{202e}b\u{200b}c\u{9b}d\u{e0041}"), "a�b�c�d�");
        assert_eq!(line("héllo 世界 👍"), "héllo 世界 👍");
        assert_eq!(line("⚠\u{fe0f} 👩\u{200d}👧 a\u{200d}b"), "⚠ 👩👧 a�b");
    }

    #[test]
    fn no_dangerous_character_passes() {
        for c in (0..=0x10ffff).filter_map(char::from_u32) {
            let shown = visible(c);
            assert!(!shown.is_control() && !is_unseen(shown), "{c:?}");
            assert!(shown == c || columns(shown) == 1, "{c:?}");
        }
    }

    #[test]
    fn endless_texts_are_cut() {
        let long = "ä".repeat(LONGEST + 1);
        assert_eq!(line(&long).chars().count(), LONGEST + 1);
        assert!(line(&long).ends_with('…'));
        assert_eq!(line(&long[2..]), long[2..]);
    }

    #[test]
    fn paths_are_no_commands() {
        assert_eq!(path("::error::x.yaml"), "./::error::x.yaml");
        assert_eq!(path("a/b.yaml"), "a/b.yaml");
    }
}
