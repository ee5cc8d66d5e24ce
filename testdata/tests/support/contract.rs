//! The contract of the JSON document, version 1.
#![allow(dead_code)] // each test program uses its own part

use std::collections::HashSet;

use serde_json::Value;

/// Asserts all that holds for every document.
pub fn check(document: &Value) {
    assert_eq!(document["version"], 1);
    keys(document, &["version", "diagnostics", "unverified", "suppressed", "summary"], &[]);
    let lists = ["diagnostics", "unverified"].map(|key| document[key].as_array().expect("a list"));
    for list in lists {
        list.iter().for_each(finding);
        sorted(list);
        let all: HashSet<String> = list.iter().map(Value::to_string).collect();
        assert_eq!(all.len(), list.len(), "a finding is there twice");
    }
    let suppressed = document["suppressed"].as_array().expect("a list");
    suppressed.iter().for_each(self::suppressed);
    assert_eq!(document["summary"]["suppressed"], suppressed.len());
    summary(&document["summary"], lists);
}

/// Asserts that an object has these members, and no others.
fn keys(object: &Value, required: &[&str], optional: &[&str]) {
    let object = object.as_object().expect("an object");
    for key in required {
        assert!(object.contains_key(*key), "{key} is missing in {object:?}");
    }
    for key in object.keys() {
        let is_known = required.contains(&key.as_str()) || optional.contains(&key.as_str());
        assert!(is_known, "{key} is in {object:?}");
    }
}

fn suppressed(suppressed: &Value) {
    let mut plain = suppressed.clone();
    let suppression = plain.as_object_mut().expect("an object").remove("suppression").expect("a suppression");
    finding(&plain);
    keys(&suppression, &["by"], &["reason", "path", "start", "end"]);
    assert!(
        ["comment", "annotation", "configuration", "baseline"].contains(&suppression["by"].as_str().unwrap())
    );
    if suppression.get("path").is_some() {
        place(&suppression);
    }
}

fn finding(finding: &Value) {
    let required = ["code", "rule", "aliases", "severity", "message", "path", "start", "end", "resource"];
    keys(finding, &required, &["help", "url", "template", "related", "fix"]);
    let text = |key: &str| {
        let text = finding[key].as_str().unwrap_or_else(|| panic!("{key} is not a text: {finding}"));
        assert!(!text.trim().is_empty(), "{key} is empty: {finding}");
        text
    };
    let code = text("code");
    let (prefix, number) = code.split_at(3);
    assert!(["IST", "MSL"].contains(&prefix) && number.len() == 4 && number.parse::<u32>().is_ok(), "{code}");
    assert!(text("rule").chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
    assert!(["error", "warning", "info"].contains(&text("severity")), "{finding}");
    text("message");
    for key in ["help", "url"] {
        assert!(finding[key].is_null() || !text(key).is_empty());
    }
    for alias in finding["aliases"].as_array().expect("a list") {
        let alias = alias.as_str().expect("a text");
        assert!(alias.starts_with("IST") || alias.starts_with("KIA"), "{alias}");
    }
    place(finding);
    let resource = &finding["resource"];
    if !resource.is_null() {
        keys(resource, &["apiVersion", "kind", "namespace", "name"], &[]);
        assert!(resource.as_object().expect("an object").values().all(Value::is_string), "{resource}");
    }
    if let Some(it) = finding.get("fix") {
        fix(it);
    }
    if let Some(related) = finding.get("related") {
        for related in related.as_array().expect("a list") {
            keys(related, &["message", "path", "start", "end"], &[]);
            assert!(related["message"].is_string());
            place(related);
        }
    }
}

fn fix(fix: &Value) {
    keys(fix, &["applicability", "edits"], &[]);
    assert!(["safe", "unsafe"].contains(&fix["applicability"].as_str().expect("a text")), "{fix}");
    let edits = fix["edits"].as_array().expect("a list");
    assert!(!edits.is_empty(), "{fix}");
    for edit in edits {
        keys(edit, &["path", "start", "end", "text"], &[]);
        assert!(edit["text"].is_string());
        place(edit);
    }
}

fn position(value: &Value) -> (u64, u64) {
    keys(value, &["line", "column"], &[]);
    (value["line"].as_u64().expect("a number"), value["column"].as_u64().expect("a number"))
}

fn place(value: &Value) {
    assert!(value["path"].as_str().is_some_and(|path| !path.is_empty() && !path.contains('\\')), "{value}");
    let (start, end) = (position(&value["start"]), position(&value["end"]));
    assert!(start <= end && start.0 >= 1 && start.1 >= 1, "{value}");
}

/// Findings of one file stand together, in the order of their places.
fn sorted(list: &[Value]) {
    let mut seen = HashSet::new();
    for pair in list.chunk_by(|a, b| a["path"] == b["path"]) {
        let path = pair[0]["path"].as_str().expect("a text");
        assert!(seen.insert(path), "the findings of {path} stand apart");
        let places: Vec<_> = pair.iter().map(|finding| position(&finding["start"])).collect();
        assert!(places.is_sorted(), "{path}: {places:?}");
    }
}

fn summary(summary: &Value, [findings, unverified]: [&Vec<Value>; 2]) {
    let counts =
        ["files", "resources", "meshResources", "errors", "warnings", "infos", "unverified", "suppressed"];
    keys(
        summary,
        &[&counts[..], &["skipped"]].concat(),
        &[
            "baseline",
            "worlds",
            "focus",
            "ofOtherRevisions",
            "clusters",
            "placeholders",
            "unavailable",
            "assumedNamespace",
            "fixes",
        ],
    );
    assert!(counts.iter().all(|key| summary[key].is_u64()), "{summary}");
    for (key, severity) in [("errors", "error"), ("warnings", "warning"), ("infos", "info")] {
        let count = findings.iter().filter(|finding| finding["severity"] == severity).count();
        assert_eq!(summary[key], count, "summary.{key}");
    }
    assert_eq!(summary["unverified"], unverified.len());
    for skipped in summary["skipped"].as_array().expect("a list") {
        keys(skipped, &["path", "reason"], &[]);
        let is_said = |key: &str| skipped[key].as_str().is_some_and(|text| !text.is_empty());
        assert!(is_said("path") && is_said("reason"), "{skipped}");
    }
}
