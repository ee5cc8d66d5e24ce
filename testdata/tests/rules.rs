//! Every rule's folder: its code, its page, its examples and what they give.
//!
//! An entry of `bad/` or `good/`, a file or a folder, is one example. A folder may hold a file
//! `args.txt` with flags for `meshlint check`.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use meshlint::engine::{Check, Rule};
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

fn check(rule: &Rule, example: &Path) -> Run {
    let args = fs::read_to_string(example.join("args.txt")).unwrap_or_default();
    let args: Vec<&str> = args.split_whitespace().collect();
    let verb = if matches!(rule.check, Check::Webhook(_)) { "validate" } else { "check" };
    support::judge(verb, example, &args)
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

/// The rows of the table behind a heading of docs/istioctl.md.
fn rows<'t>(text: &'t str, heading: &str) -> impl Iterator<Item = Vec<&'t str>> {
    let table = text.split(heading).nth(1).unwrap_or_default().split("\n## ").next().unwrap_or_default();
    let cells = |line: &'t str| line.trim_matches('|').split('|').map(str::trim).collect();
    table.lines().filter(|line| line.starts_with("| ")).skip(1).map(cells)
}

#[test]
fn table_of_istioctl_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/istioctl.md");
    let text = fs::read_to_string(&path).unwrap();
    let mut fresh = text.clone();
    let mut codes = Vec::new();
    for row in rows(&text, "\n## Codes\n") {
        let [code, name, listed, differs] = row[..] else { panic!("a row of four cells: {row:?}") };
        let of_code = || rules::ALL.iter().filter(|rule| rule.code == code);
        let links = of_code()
            .map(|rule| format!("[{}](../rules/{}/{}/README.md)", rule.name, rule.group.name(), rule.name));
        let links = match links.collect::<Vec<_>>().join(", ") {
            none if none.is_empty() && differs.is_empty() => "not yet".to_owned(),
            none if none.is_empty() => "none".to_owned(),
            links => links,
        };
        let line = |rules: &str| format!("| {code} | {name} | {rules} | {differs} |").replace("|  |", "| |");
        fresh = fresh.replace(&line(listed), &line(&links));
        codes.push(code);
    }
    assert!(codes.len() == 68 && codes.is_sorted(), "istioctl has 68 codes: {codes:?}");
    let unlisted = rules::ALL.iter().find(|rule| rule.code.starts_with("IST") && !codes.contains(&rule.code));
    assert!(unlisted.is_none(), "{unlisted:?} has a code that istioctl does not have");
    if fresh != text {
        fs::write(&path, fresh).unwrap();
        panic!("docs/istioctl.md was out of date; it has been written anew");
    }
}

/// A rule that answers a complaint about istioctl names the thread on its page.
#[test]
fn complaints_are_named_on_the_pages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/istioctl.md")).unwrap();
    let mut count = 0;
    for row in rows(&text, "\n## Complaints\n") {
        let [what, threads, answer] = row[..] else { panic!("a row of three cells: {row:?}") };
        assert!(!answer.is_empty(), "{what} has no answer");
        count += 1;
        let pages: Vec<String> = answer
            .split("](../rules/")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
            .map(|link| fs::read_to_string(root.join("rules").join(link)).unwrap_or_default())
            .collect();
        for thread in threads.split(", ").filter(|_| !pages.is_empty()) {
            let number = &thread[thread.rfind('#').expect("a thread has a number")..];
            let is_named = |text: &str| {
                let mut rest = text.split(number).skip(1);
                rest.any(|after| !after.starts_with(|next: char| next.is_ascii_digit()))
            };
            let is_answered = is_named(answer) || pages.iter().any(|page| is_named(page));
            assert!(is_answered, "{what}: no page names {thread}");
        }
        for link in answer.split("](../").skip(1).filter_map(|rest| rest.split(')').next()) {
            let page = fs::read_to_string(root.join(link)).unwrap_or_else(|_| panic!("{link} is no page"));
            let is_named = |thread: &str| page.contains(thread.rsplit('/').next().unwrap_or(thread));
            let is_page_of_rule = link.starts_with("rules/");
            assert!(!is_page_of_rule || threads.split(", ").any(is_named), "{link} names none of {threads}");
        }
    }
    assert_eq!(count, 36);
}

#[test]
fn bad_examples_are_found() {
    for rule in rules::ALL {
        let bad = examples(rule, "bad");
        assert!(!bad.is_empty(), "{rule:?} has no bad example");
        let mut shown = String::new();
        for example in bad {
            let run = check(rule, &example);
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
            let run = check(rule, &example);
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
