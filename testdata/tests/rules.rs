//! Every rule's folder: its code, its page, its examples and what they give.
//!
//! An entry of `bad/` or `good/`, a file or a folder, is one example. A folder may hold a file
//! `args.txt` with flags for `meshlint check`.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use meshlint::diag::Rule;
use meshlint::rules;
use support::Run;

fn folder(rule: &Rule) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(rule.group.name()).join(rule.name)
}

fn examples(rule: &Rule, kind: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder(rule).join(kind)) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn check(example: &Path) -> Run {
    let args = fs::read_to_string(example.join("args.txt")).unwrap_or_default();
    let args: Vec<&str> = args.split_whitespace().collect();
    support::check(example, &args)
}

#[test]
fn folders_and_list_agree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut folders = Vec::new();
    for group in fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let entries = fs::read_dir(group).unwrap().map(|entry| entry.unwrap().path());
        folders.extend(entries.filter(|path| path.is_dir()));
    }
    folders.sort();
    let mut listed: Vec<PathBuf> = rules::ALL.iter().map(|rule| folder(rule)).collect();
    listed.sort();
    assert_eq!(
        folders, listed,
        "a folder without its line in the mod.rs of its group, or the other way round"
    );
}

#[test]
fn names_and_codes_are_well_formed() {
    let mut names = std::collections::HashSet::new();
    for rule in rules::ALL {
        assert!(names.insert(rule.name), "two rules are called {}", rule.name);
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(rule.name.chars().all(kebab), "{rule:?}");
        let (prefix, digits) = rule.code.split_at(3);
        assert!(prefix == "IST" || prefix == "MSL", "{rule:?}");
        assert!(digits.len() == 4 && digits.chars().all(|c| c.is_ascii_digit()), "{rule:?}");
        assert!(!rule.summary.ends_with('.') && rule.summary.len() <= 110, "{rule:?}: {}", rule.summary);
    }
    let own: Vec<_> = rules::ALL.iter().filter(|rule| rule.code.starts_with("MSL")).collect();
    let codes: std::collections::HashSet<_> = own.iter().map(|rule| rule.code).collect();
    assert_eq!(own.len(), codes.len(), "codes of our own are not shared");
}

/// The public names of all rules: a change here is a change for users.
#[test]
fn public_codes() {
    let list: Vec<String> =
        rules::ALL.iter().map(|rule| format!("{} {} {}", rule.code, rule.name, rule.severity)).collect();
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("public_codes", list.join("\n"));
    });
}

/// Sections that every page has, in this order.
const SECTIONS: [&str; 5] =
    ["## Why it matters", "## Example", "## How to fix it", "## When to ignore it", "## Sources"];

#[test]
fn pages_are_complete() {
    for rule in rules::ALL {
        let title = format!("# {} {}\n", rule.code, rule.name);
        assert!(rule.doc.starts_with(&title), "the page of {rule:?} begins with {title:?}");
        let mut from = 0;
        for section in SECTIONS {
            let at = rule.doc[from..].find(&format!("\n{section}\n"));
            from +=
                at.unwrap_or_else(|| panic!("the page of {rule:?} lacks {section:?}, or has it elsewhere"));
        }
    }
}

#[test]
fn index_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/README.md");
    let text = fs::read_to_string(&path).unwrap_or_default();
    let table = rules::index();
    if !text.ends_with(&table) {
        let head = text.split("| Code |").next().unwrap_or_default().to_owned();
        fs::write(&path, head + &table).unwrap();
        panic!("rules/README.md was out of date; it has been written anew");
    }
}

#[test]
fn bad_examples_are_found() {
    for rule in rules::ALL {
        let bad = examples(rule, "bad");
        assert!(!bad.is_empty(), "{rule:?} has no bad example");
        let mut shown = String::new();
        for example in bad {
            let run = check(&example);
            let place = example.file_name().unwrap().to_string_lossy().into_owned();
            assert!(
                run.findings.iter().chain(&run.unverified).any(|finding| finding.rule == rule.name),
                "{rule:?} finds nothing in its bad example {place}"
            );
            let others: Vec<_> = run
                .findings
                .iter()
                .filter(|finding| finding.rule != rule.name && finding.severity != "info")
                .map(|finding| finding.line.as_str())
                .collect();
            assert!(
                others.is_empty(),
                "the bad example {place} of {rule:?} has other faults, too: {others:#?}"
            );
            shown.push_str(&format!("==> bad/{place}\n{}\n", run.text));
        }
        insta::with_settings!({
            snapshot_path => folder(rule),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!("expected", shown.trim_end());
        });
    }
}

#[test]
fn good_examples_are_clean() {
    for rule in rules::ALL {
        let good = examples(rule, "good");
        assert!(!good.is_empty(), "{rule:?} has no good example");
        for example in good {
            let run = check(&example);
            let faults: Vec<_> = run
                .findings
                .iter()
                .filter(|finding| finding.rule == rule.name || finding.severity != "info")
                .map(|finding| finding.line.as_str())
                .collect();
            assert!(faults.is_empty(), "{} is not clean: {faults:#?}", example.display());
        }
    }
}
