//! The list of rules as a whole: folders, names, codes, index.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use meshlint::rules;

use super::example::folder;

pub fn folders_and_list_agree() {
    let mut folders = BTreeSet::new();
    let entries = |path: &Path| fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    for group in entries(Path::new("rules")).filter(|path| path.is_dir()) {
        folders.extend(entries(&group).filter(|path| path.is_dir()));
    }
    let listed: BTreeSet<PathBuf> = rules::ALL.iter().map(|rule| folder(rule)).collect();
    let odd: Vec<_> = folders.symmetric_difference(&listed).collect();
    assert!(
        odd.is_empty(),
        "folders without their line in the mod.rs of their group, or lines without: {odd:?}"
    );
}

pub fn names_and_codes_are_well_formed() {
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

pub fn index_is_up_to_date() {
    let path = Path::new("rules/README.md");
    let text = fs::read_to_string(path).unwrap_or_default();
    let table = rules::index();
    if !text.ends_with(&table) {
        let head = text.split("| Code |").next().unwrap_or_default().to_owned();
        fs::write(path, head + &table).unwrap();
        panic!("rules/README.md was out of date; it has been written again");
    }
}
