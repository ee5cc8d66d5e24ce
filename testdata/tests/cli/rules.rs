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

#[test]
fn rules_are_filtered() {
    let scratch = Scratch::new();
    let listed = |args: &[&str]| -> Vec<String> {
        let output = meshlint(scratch.path(), &[&["rules", "--format", "json"], args].concat());
        assert_eq!(status(&output), 0, "{args:?}: {}", stderr(&output));
        let list: Vec<Value> = serde_json::from_slice(&output.stdout).expect("a list");
        list.iter().map(|rule| rule["rule"].as_str().expect("a name").to_owned()).collect()
    };
    let expected = |is_listed: &dyn Fn(&meshlint::engine::Rule) -> bool| -> Vec<String> {
        ALL.iter().filter(|rule| is_listed(rule)).map(|rule| rule.name.to_owned()).collect()
    };
    assert_eq!(listed(&["gateway-not-found"]), ["gateway-not-found"]);
    assert_eq!(listed(&["kia1102"]), expected(&|rule| rule.is_called("KIA1102")));
    assert_eq!(listed(&["references"]), expected(&|rule| rule.group.name() == "references"));
    assert_eq!(
        listed(&["MSL02", "input"]),
        expected(&|rule| rule.code.starts_with("MSL02") || rule.group.name() == "input")
    );
    let errors = expected(&|rule| rule.severity.to_string() == "error");
    assert_eq!(listed(&["--severity", "error"]), errors);
    assert!(listed(&["MSL", "--severity", "info"]).len() < listed(&["--severity", "info"]).len());
    let markdown = meshlint(scratch.path(), &["rules", "--format", "markdown", "gateway-not-found"]);
    assert!(stdout(&markdown).lines().last().is_some_and(|row| row.contains("[gateway-not-found](")));
    assert_eq!(stdout(&markdown).matches("](").count(), 1, "one rule is listed");
    let unknown = meshlint(scratch.path(), &["rules", "IST9"]);
    assert_eq!((status(&unknown), stdout(&unknown)), (2, ""));
}

#[test]
fn explanations_for_programs() {
    let scratch = Scratch::new();
    for rule in ALL {
        let json = meshlint(scratch.path(), &["explain", rule.name, "--format", "json"]);
        let list: Vec<Value> = serde_json::from_slice(&json.stdout).expect("a list");
        let [entry] = &list[..] else { panic!("{rule:?}: {list:?}") };
        for key in ["code", "description", "why", "example", "fix", "ignore", "sources", "url"] {
            assert!(entry[key].as_str().is_some_and(|text| !text.is_empty()), "{rule:?}: {key}");
        }
        let markdown = meshlint(scratch.path(), &["explain", rule.name, "--format", "markdown"]);
        assert_eq!(stdout(&markdown), format!("{}\n", rule.doc.trim_end()), "{rule:?}");
    }
}
