//! Much of one thing.

use super::{GOOD, HEAD, Scratch, check, check_file, meshlint};

#[test]
fn one_long_line() {
    assert!(check(format!("{HEAD}data: {{a: {}}}\n", "x".repeat(1 << 20))).findings.is_empty());
    // The fault lies far to the right, where an excerpt has to cut the line on both sides.
    let side = "ä".repeat(1 << 18);
    let outcome = check(format!("{HEAD}data: {{a: {side}, a: b, c: {side}}}\n"));
    outcome.is_only("duplicate-key", 5, 13 + (1 << 18));
}

#[test]
fn duplicate_keys() {
    let outcome = check(format!("{HEAD}data:\n{}", "  k: v\n".repeat(100_000)));
    assert_eq!((outcome.rules(), outcome.findings.len()), (vec!["duplicate-key"], 99_999));
    assert_eq!(outcome.findings[0], ("duplicate-key".to_owned(), 7, 3));
}

#[test]
fn duplicate_keys_in_one_line() {
    let outcome = check(format!("{HEAD}data: {{{}}}\n", "k: v, ".repeat(100_000)));
    assert_eq!(outcome.findings.len(), 99_999);
}

#[test]
fn different_keys() {
    let keys: String = (0..100_000).map(|n| format!("  k{n}: v\n")).collect();
    assert!(check(format!("{HEAD}data:\n{keys}")).findings.is_empty());
}

#[test]
fn comments() {
    let outcome = check_file(format!("{}{GOOD}", "# nothing\n".repeat(100_000)).as_bytes(), Some(100_006));
    assert!(outcome.findings.is_empty());
}

#[test]
fn separators() {
    let outcome = check_file(format!("{}{GOOD}", "---\n".repeat(200_000)).as_bytes(), Some(200_006));
    assert!(outcome.findings.is_empty());
}

#[test]
fn ends_of_documents() {
    let outcome = check("...\n".repeat(200_000));
    assert!(outcome.findings.is_empty());
}

#[test]
fn blank_lines() {
    let outcome = check_file(format!("{}{GOOD}", " \n".repeat(500_000)).as_bytes(), Some(500_006));
    assert!(outcome.findings.is_empty());
}

#[test]
fn unclosed_quotes() {
    for quote in ['"', '\''] {
        let lines = "    a line of text\n".repeat(20 * (1 << 20) / 19);
        let outcome = check(format!("{HEAD}data:\n  a: {quote}\n{lines}"));
        outcome.is_only("yaml-syntax", 6, 6);
    }
}

#[test]
fn unclosed_brackets() {
    let outcome = check(format!("{HEAD}data: [\n{}", "  a,\n".repeat(100_000)));
    outcome.is_only("yaml-syntax", 5, 7);
}

#[test]
fn json_values_without_number() {
    assert!(check("{}".repeat(100_000)).findings.is_empty());
    assert!(check("{}{".repeat(100_000)).findings.is_empty());
    assert!(check("[".repeat(100_000)).rules().len() <= 1);
}

#[test]
fn aliases_of_nothing() {
    let outcome = check(format!("{HEAD}x: [{}]\n", "*a, ".repeat(20_000)));
    // `x` is not a field of the kind, which is one finding more.
    let expected = (vec!["unknown-anchor", "unknown-field"], 20_001);
    assert_eq!((outcome.rules(), outcome.findings.len()), expected);
}

#[test]
fn directives() {
    assert_eq!(check("%TAG ! tag:x,2026:\n".repeat(50_000)).rules(), [""; 0]);
}

#[test]
fn special_characters() {
    for special in
        ["-", "?", ":", "&a ", "*a ", "!", "!!", "|", ">", "%", "@", "`", "'", "\"", "\\", "\t", "#", "~"]
    {
        check(format!("{HEAD}data:\n  a: {}\n", special.repeat(100_000)));
    }
}

#[test]
fn documents() {
    let documents: String = (0..50_000)
        .map(|n| format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c{n}\n---\n"))
        .collect();
    let outcome = check(documents);
    assert!(outcome.findings.is_empty());
    assert_eq!(outcome.ended.json()["summary"]["resources"], 50_002);
}

#[test]
fn documents_of_one_name() {
    let outcome = check(format!("{HEAD}---\n").repeat(20_000));
    assert_eq!((outcome.rules(), outcome.findings.len()), (vec!["duplicate-resource"], 1));
}

#[test]
fn lost_documents() {
    let outcome = check(format!("{HEAD}{}", "--- {a: b}\n".repeat(20_000)));
    assert_eq!((outcome.rules(), outcome.findings.len()), (vec!["lost-document"], 20_000));
}

#[test]
fn names() {
    let long = "n".repeat(1 << 20);
    let name = format!("{}---\n{}", HEAD.replace("hostile", &long), HEAD.replace("hostile", &long));
    assert_eq!(check(name).rules(), ["duplicate-resource", "invalid-object-name"]);
}

#[test]
fn file_above_the_limit() {
    let scratch = Scratch::new();
    scratch.write("hostile.yaml", format!("{GOOD}{}", "#".repeat(1 << 20)));
    scratch.write("neighbour.yaml", GOOD);
    let ended = meshlint(scratch.path(), &["--max-file-size", "1", "--format", "json", "."]);
    let (large, good) = (("file-too-large", "hostile.yaml", 1, 1), ("unknown-field", "neighbour.yaml", 6, 3));
    let expected = [large, good].map(|(rule, path, line, column)| (rule.into(), path.into(), line, column));
    assert_eq!((ended.status, ended.findings()), (1, Vec::from(expected)));
    assert_eq!(ended.skipped(), [("hostile.yaml".to_owned(), "it is larger than the limit".to_owned())]);
}
