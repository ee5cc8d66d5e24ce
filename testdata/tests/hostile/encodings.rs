//! Text that is not UTF-8, or not only.

use super::{GOOD, HEAD, Outcome, check, check_file};

fn encoded(bytes_of: impl Fn(u32) -> Vec<u8>, mark: bool) -> Vec<u8> {
    let text = format!("{}{GOOD}", if mark { "\u{feff}" } else { "" });
    text.chars().flat_map(|c| bytes_of(u32::from(c))).collect()
}

/// The file is named as another encoding, and nothing is taken from it.
fn is_refused(outcome: &Outcome) {
    let rules: Vec<&str> = outcome.findings.iter().map(|(rule, ..)| rule.as_str()).collect();
    assert_eq!(rules, ["not-utf8"]);
    let skipped = outcome.ended.skipped();
    assert_eq!(skipped, [("hostile.yaml".to_owned(), "it is not UTF-8 text".to_owned())]);
}

#[test]
fn utf_16() {
    for mark in [true, false] {
        is_refused(&check_file(&encoded(|c| (c as u16).to_le_bytes().to_vec(), mark), None));
        is_refused(&check_file(&encoded(|c| (c as u16).to_be_bytes().to_vec(), mark), None));
    }
}

#[test]
fn utf_32() {
    for mark in [true, false] {
        is_refused(&check_file(&encoded(|c| c.to_le_bytes().to_vec(), mark), None));
        is_refused(&check_file(&encoded(|c| c.to_be_bytes().to_vec(), mark), None));
    }
}

#[test]
fn encodings_are_named() {
    let text = |bytes_of: fn(u32) -> Vec<u8>| check_file(&encoded(bytes_of, true), None).ended.stdout;
    assert!(text(|c| (c as u16).to_le_bytes().to_vec()).contains("UTF-16"));
    assert!(text(|c| c.to_be_bytes().to_vec()).contains("UTF-32"));
}

#[test]
fn latin_1() {
    let mut bytes = HEAD.as_bytes().to_vec();
    bytes.extend_from_slice(b"data:\n  a: caf\xe9\n");
    check(bytes).is_only("not-utf8", 6, 9);
}

#[test]
fn nul_byte() {
    // What stands before it is read; behind it the file is taken for binary.
    let before = format!("{GOOD}---\n{HEAD}data:\n  a: \0\n---\n{GOOD}");
    check_file(before.as_bytes(), Some(6)).is_only("not-utf8", 13, 6);
}

#[test]
fn binary() {
    let bytes: Vec<u8> = (0..100_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    is_refused(&check_file(&bytes, None));
}

#[test]
fn byte_order_marks() {
    // At the start it takes no column; before a later document it hides nothing either.
    let text = format!("\u{feff}{}---\n\u{feff}{GOOD}", GOOD.replace("good", "first"));
    let outcome = check_file(text.as_bytes(), Some(13));
    outcome.is_only("unknown-field", 6, 3);
}

#[test]
fn byte_order_mark_and_nothing_else() {
    let outcome = check_file("\u{feff}".as_bytes(), None);
    assert!(outcome.findings.is_empty());
}

#[test]
fn lone_carriage_returns() {
    // YAML ends a line at each, so the object is read; positions count the lines that editors show.
    let old = GOOD.replace("good", "old").replace('\n', "\r");
    let outcome = check(old);
    assert_eq!(outcome.rules(), ["unknown-field"]);
}

#[test]
fn control_characters() {
    for c in ['\u{1}', '\u{7}', '\u{1b}', '\u{7f}', '\u{9b}'] {
        let outcome = check(format!("{HEAD}data:\n  a: x{c}[31my\n"));
        assert!(outcome.rules().iter().all(|&rule| rule == "yaml-syntax"), "{:?}", outcome.findings);
    }
}

#[test]
fn surrogates_and_overlong_forms() {
    for bytes in
        [&b"\xed\xa0\x80"[..], b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xe4\xb8"]
    {
        let text = [HEAD.as_bytes(), b"data:\n  a: ", bytes, b"\n"].concat();
        check(text).is_only("not-utf8", 6, 6);
    }
}
