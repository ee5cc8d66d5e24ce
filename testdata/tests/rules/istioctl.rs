//! What docs/istioctl.md says of the rules.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use meshlint::rules;

/// The rows of the table behind a heading of docs/istioctl.md.
fn rows<'t>(text: &'t str, heading: &str) -> impl Iterator<Item = Vec<&'t str>> {
    let table = text.split(heading).nth(1).unwrap_or_default().split("\n## ").next().unwrap_or_default();
    let cells = |line: &'t str| line.trim_matches('|').split('|').map(str::trim).collect();
    table.lines().filter(|line| line.starts_with("| ")).skip(1).map(cells)
}

pub fn table_of_istioctl_is_up_to_date() {
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
    assert!(codes.is_sorted_by(|a, b| a < b), "a code stands twice, or out of order: {codes:?}");
    // Numbers that istioctl once gave and took back.
    let is_gone = |number: &u32| {
        matches!(number, 104 | 105 | 113..=115 | 117 | 119..=122 | 124) || (3..=100).contains(number)
    };
    let numbers: Vec<u32> = codes.iter().map(|code| code["IST".len()..].parse().expect("a number")).collect();
    let all: Vec<u32> = (1..=177).filter(|number| !is_gone(number)).collect();
    assert_eq!(numbers, all, "the codes of istioctl");
    let unlisted = rules::ALL.iter().find(|rule| rule.code.starts_with("IST") && !codes.contains(&rule.code));
    assert!(unlisted.is_none(), "{unlisted:?} has a code that istioctl does not have");
    if fresh != text {
        fs::write(&path, fresh).unwrap();
        panic!("docs/istioctl.md was out of date; it has been written again");
    }
}

/// A rule that answers a complaint about istioctl names the thread on its page.
pub fn complaints_are_named_on_the_pages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/istioctl.md")).unwrap();
    let mut complaints = BTreeSet::new();
    for row in rows(&text, "\n## Complaints\n") {
        let [what, threads, answer] = row[..] else { panic!("a row of three cells: {row:?}") };
        assert!(!answer.is_empty(), "{what} has no answer");
        assert!(complaints.insert(what), "{what} stands twice");
        let unique: BTreeSet<&str> = threads.split(", ").collect();
        assert_eq!(unique.len(), threads.split(", ").count(), "{what}: a thread stands twice");
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
            let page = fs::read_to_string(root.join(link)).unwrap_or_else(|_| panic!("{link} is not a page"));
            let is_named = |thread: &str| page.contains(thread.rsplit('/').next().unwrap_or(thread));
            let is_page_of_rule = link.starts_with("rules/");
            assert!(!is_page_of_rule || threads.split(", ").any(is_named), "{link} names none of {threads}");
        }
    }
    // One that a rule answers, and one that the program as a whole does.
    for known in ["Unknown fields are not reported", "Panics on odd input"] {
        assert!(complaints.contains(known), "{known} has no row");
    }
}
