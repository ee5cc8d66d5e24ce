//! Every finding points at exactly the text that has to change.
//!
//! `testdata/positions/*.yaml` hold cases; see the README there for how to add one.

#[path = "support/scratch.rs"]
mod scratch;
mod support;

use std::collections::BTreeMap;
use std::path::Path;

use scratch::Scratch;
use serde_json::Value;

/// One case: a manifest, and the findings that it has to give in the order of their places.
struct Case {
    /// File and line where it begins.
    origin: String,
    text: String,
    /// Rule, first byte and marked text of each.
    expected: Vec<(String, usize, String)>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/positions");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    let mut cases = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let mut current: Option<(String, String, String)> = None;
        for (number, line) in text.lines().enumerate() {
            if let Some(rules) = line.strip_prefix("## ") {
                cases.extend(current.take().map(case));
                current = Some((format!("{name}:{}", number + 1), rules.to_owned(), String::new()));
            } else if let Some((_, _, body)) = &mut current {
                *body += line;
                body.push('\n');
            }
        }
        assert!(current.is_some(), "{name} holds no case");
        cases.extend(current.take().map(case));
    }
    cases
}

/// Takes the marks out of a case.
fn case((origin, rules, marked): (String, String, String)) -> Case {
    let names = rules.split('(').next().unwrap_or_default().split(',').map(str::trim);
    let mut rules = names.filter(|name| !name.is_empty()).map(str::to_owned);
    let mut text = String::new();
    let mut expected = Vec::new();
    let mut rest = marked.as_str();
    while let Some((before, after)) = rest.split_once('‹') {
        text += before;
        let (inside, after) =
            after.split_once('›').unwrap_or_else(|| panic!("{origin}: a mark without its end"));
        let rule = rules.next().unwrap_or_else(|| panic!("{origin}: more marks than rules"));
        expected.push((rule, text.len(), inside.to_owned()));
        text += inside;
        rest = after;
    }
    text += rest;
    assert_eq!(rules.next(), None, "{origin}: more rules than marks");
    Case { origin, text, expected }
}

#[test]
fn findings_point_at_what_is_marked() {
    let cases = cases();
    let scratch = Scratch::new();
    for (index, case) in cases.iter().enumerate() {
        scratch.write(&format!("{index:04}.yaml"), &case.text);
    }
    let mut command = support::meshlint();
    let output =
        command.current_dir(scratch.path()).args(["validate", "--format", "json", "."]).output().unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut found: BTreeMap<usize, Vec<(String, usize, String)>> = BTreeMap::new();
    for finding in document["diagnostics"].as_array().unwrap() {
        let path = finding["path"].as_str().unwrap();
        let index: usize = path.trim_start_matches("./").trim_end_matches(".yaml").parse().unwrap();
        let place = |end: &str| {
            let at = |member: &str| finding[end][member].as_u64().unwrap() as usize;
            offset(&cases[index].text, at("line"), at("column"))
        };
        let (start, end) = (place("start"), place("end"));
        let rule = finding["rule"].as_str().unwrap().to_owned();
        found.entry(index).or_default().push((rule, start, cases[index].text[start..end].to_owned()));
    }
    let mut wrong = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        let mut found = found.remove(&index).unwrap_or_default();
        found.sort_by_key(|(_, start, _)| *start);
        if found != case.expected {
            wrong.push(format!("{}\n  expected {:?}\n  found    {found:?}", case.origin, case.expected));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// The byte at a line and a column, both counted from 1; columns count characters.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    text[start..].char_indices().nth(column - 1).map_or(text.len(), |(index, _)| start + index)
}
