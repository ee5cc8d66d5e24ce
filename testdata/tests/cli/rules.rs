//! `meshlint rules` and `meshlint explain`.

use serde_json::Value;

use meshlint::rules::ALL;

use super::{Scratch, meshlint, status, stderr, stdout};

#[test]
fn rules_are_listed_in_three_formats() {
    let scratch = Scratch::new();
    let text = meshlint(scratch.path(), &["rules"]);
    assert_eq!((status(&text), stdout(&text).lines().count()), (0, ALL.len()));
    let markdown = meshlint(scratch.path(), &["rules", "--format", "markdown"]);
    assert_eq!((status(&markdown), stdout(&markdown).lines().count()), (0, ALL.len() + 2));
    let json = meshlint(scratch.path(), &["rules", "--format", "json"]);
    assert_eq!(status(&json), 0);
    let list: Vec<Value> = serde_json::from_slice(&json.stdout).expect("a list");
    assert_eq!(list.len(), ALL.len());
    for (entry, rule) in list.iter().zip(ALL) {
        assert_eq!((entry["code"].as_str(), entry["rule"].as_str()), (Some(rule.code), Some(rule.name)));
        assert_eq!(entry["severity"], rule.severity.to_string());
        assert!(entry["summary"].is_string() && entry["url"].is_string() && entry["aliases"].is_array());
        for listed in [stdout(&text), stdout(&markdown)] {
            assert!(
                listed.lines().any(|line| line.contains(rule.code) && line.contains(rule.name)),
                "{rule:?}"
            );
        }
    }
}

#[test]
fn a_rule_is_explained_by_any_of_its_names_in_any_case() {
    let scratch = Scratch::new();
    for rule in ALL {
        for name in [rule.code, rule.name].iter().chain(rule.aliases) {
            for name in [name.to_ascii_lowercase(), name.to_ascii_uppercase()] {
                let output = meshlint(scratch.path(), &["explain", &name]);
                assert_eq!((status(&output), stderr(&output)), (0, ""), "{name}");
                // The facts about the rule stand between the title of its page and the rest.
                let (title, page) = rule.doc.split_once('\n').unwrap();
                let shown = stdout(&output);
                assert!(shown.contains(title) && shown.contains(page.trim_end()), "{name}: {rule:?}");
            }
        }
    }
}

#[test]
fn an_unknown_rule_is_answered_with_the_nearest() {
    let scratch = Scratch::new();
    for (asked, near) in [
        ("gateway-not-fund", "gateway-not-found"),
        ("MLS0101", "MSL0101"),
        ("duplicate_key", "duplicate-key"),
    ] {
        let output = meshlint(scratch.path(), &["explain", asked]);
        assert_eq!((status(&output), stdout(&output)), (2, ""), "{asked}");
        assert!(stderr(&output).contains(&format!("did you mean {near}?")), "{}", stderr(&output));
    }
    for asked in ["", "zzzzzzzzzzzzzzzzzzz", "\u{1b}[31m"] {
        let output = meshlint(scratch.path(), &["explain", asked]);
        assert_eq!(status(&output), 2, "{asked:?}");
        assert!(!stderr(&output).contains('\u{1b}'), "{asked:?}");
    }
    assert!(stderr(&meshlint(scratch.path(), &["explain", "zzzzzzzzzzzzz"])).contains("meshlint rules"));
}
