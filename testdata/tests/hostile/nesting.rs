//! Depth without end, and little text that stands for much.

use super::{HEAD, check};

const MANY: usize = 1_000_000;

#[test]
fn brackets() {
    let outcome = check(format!("{HEAD}data: {}", "[".repeat(MANY)));
    assert_eq!(outcome.rules(), ["nesting-too-deep"]);
}

#[test]
fn braces() {
    let outcome = check(format!("{HEAD}data: {}", "{a: ".repeat(MANY)));
    assert_eq!(outcome.rules(), ["nesting-too-deep"]);
}

#[test]
fn bare_braces() {
    // `{{` is how a template begins, and no YAML that anybody means.
    let outcome = check(format!("{HEAD}data: {}", "{".repeat(MANY)));
    assert!(outcome.rules() == ["nesting-too-deep"] || outcome.ended.skipped().len() == 1);
}

#[test]
fn closed_json() {
    let (open, close) = ("{\"a\":".repeat(MANY), "}".repeat(MANY));
    let head =
        "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"deep\"}, \"data\": ";
    let outcome = check(format!("{head}{open}1{close}}}\n"));
    assert_eq!(outcome.rules(), ["nesting-too-deep"]);
}

#[test]
fn dashes() {
    let outcome = check(format!("{HEAD}data:\n  {}x\n", "- ".repeat(MANY)));
    assert_eq!(outcome.rules(), ["nesting-too-deep"]);
}

#[test]
fn question_marks() {
    let outcome = check(format!("{HEAD}data:\n  {}x\n", "? ".repeat(MANY)));
    assert_eq!(outcome.rules(), ["nesting-too-deep"]);
}

#[test]
fn indented_maps() {
    let maps: String = (1..3000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let outcome = check(format!("{HEAD}data:\n{maps}"));
    assert_eq!(outcome.rules(), ["nesting-too-deep"]);
    let (_, line, _) = outcome.findings[0];
    assert!((190..220).contains(&line), "the limit is met in line {line}");
}

#[test]
fn deep_but_not_too_deep() {
    let depth = 150;
    let text = format!("{HEAD}data: {}1{}\n", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(check(text).rules(), ["wrong-type"]);
}

#[test]
fn nested_lists() {
    let lists: String = (0..90)
        .map(|depth| {
            let margin = "  ".repeat(depth);
            format!("{margin}- apiVersion: v1\n{margin}  kind: List\n{margin}  items:\n")
        })
        .collect();
    let outcome = check(format!("apiVersion: v1\nkind: List\nitems:\n{lists}"));
    assert!(outcome.findings.is_empty(), "{:?}", outcome.findings);
}

#[test]
fn billion_laughs() {
    let first = "  a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    let laughs: String = (1..40)
        .map(|n| format!("  a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", ")))
        .collect();
    let outcome = check(format!("{HEAD}data:\n{first}{laughs}"));
    assert_eq!(outcome.rules(), ["alias-expansion", "wrong-type"]);
    assert_eq!(outcome.count("alias-expansion"), 1);
}

#[test]
fn billion_laughs_in_keys() {
    let laughs: String = (1..40)
        .map(|n| format!("  a{n}: &a{n} {{? *a{p} : *a{p}, b: *a{p}, c: *a{p}}}\n", p = n - 1))
        .collect();
    let outcome = check(format!("{HEAD}data:\n  a0: &a0 {{x: 1}}\n{laughs}"));
    assert_eq!(outcome.count("alias-expansion"), 1);
}

#[test]
fn chain_of_merges() {
    let chain: String =
        (1..20_000).map(|n| format!("  a{n}: &a{n} {{<<: *a{}, k{n}: v}}\n", n - 1)).collect();
    let outcome = check(format!("{HEAD}x:\n  a0: &a0 {{k0: v}}\n{chain}"));
    assert_eq!(outcome.count("alias-expansion"), 1);
}

#[test]
fn merges_of_lists() {
    let wide: String = (0..1000).map(|n| format!("k{n}: v, ")).collect();
    let list = vec!["*a"; 100].join(", ");
    let merges: String = (0..1000).map(|n| format!("  b{n}: {{<<: [{list}]}}\n")).collect();
    let outcome = check(format!("{HEAD}x:\n  a: &a {{{wide}}}\n{merges}"));
    assert_eq!(outcome.count("alias-expansion"), 1);
}

#[test]
fn endless_aliases_among_many_faults() {
    // Whether the expansion was told already must not be looked for among all problems each time.
    let octal = "01, ".repeat(50_000);
    let aliases = "  - *a\n".repeat(50_000);
    let wide = "x, ".repeat(1000);
    let outcome = check(format!("{HEAD}x: &a [{wide}]\no: [{octal}]\nz:\n{aliases}"));
    assert_eq!(outcome.count("alias-expansion"), 1);
}

#[test]
fn alias_cycle() {
    check(format!("{HEAD}data: &a\n  x: *a\n")).is_only("alias-cycle", 6, 6);
    let outcome = check(format!("{HEAD}x: &a\n  <<: *a\n  y: [&b {{<<: *b}}, *a]\n"));
    assert_eq!(outcome.count("alias-cycle"), 3);
}

#[test]
fn many_anchors() {
    let anchors: String = (0..100_000).map(|n| format!("  a{n}: &a{n} x\n")).collect();
    assert!(check(format!("{HEAD}data:\n{anchors}")).findings.is_empty());
}
