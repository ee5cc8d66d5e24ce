//! Characters that nothing else here has to think of.

/// Whether a text holds only characters that need no thought: printable ones, spaces, tabs and line feeds.
///
/// Without control characters a zero byte can stand for the end of the text. A byte order mark is printable, but means
/// something at the start of a document.
pub(super) fn is_common(text: &str) -> bool {
    // One branch for each block, so that the compiler can look at many bytes at once.
    let mut is_ascii = true;
    for block in text.as_bytes().chunks(64) {
        let (mut high, mut control) = (0u8, false);
        for &byte in block {
            high |= byte;
            control |= (byte < b' ') & (byte != b'\n') & (byte != b'\t') | (byte == 0x7f);
        }
        if control {
            return false;
        }
        is_ascii &= high < 0x80;
    }
    is_ascii || text.chars().filter(|character| !character.is_ascii()).all(is_common_character)
}

/// The printable characters beyond ASCII of YAML 1.2 (`c-printable`), without the byte order mark.
fn is_common_character(character: char) -> bool {
    matches!(character, '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}
