//! Findings that are put aside: by a comment, an annotation or the configuration.

use serde_json::Value;

use super::{ERROR, Scratch, WARNING, document, findings, meshlint, status, stderr, stdout};

/// What was put aside: rule, means and reason.
fn suppressed(document: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = document["suppressed"].as_array().expect("a list");
    list.iter()
        .map(|it| (text(&it["rule"]), text(&it["suppression"]["by"]), text(&it["suppression"]["reason"])))
        .collect()
}

fn one(rule: &str, by: &str, reason: &str) -> Vec<(String, String, String)> {
    vec![(rule.into(), by.into(), reason.into())]
}

#[test]
fn comments_hold_for_their_line_or_the_next() {
    let scratch = Scratch::new();
    let end = ERROR.replace("bogus: 1", "bogus: 1 # meshlint: ignore[unknown-field] read by our controller");
    let above =
        ERROR.replace("  bogus", "  # meshlint: ignore[MSL0201, IST0101] as above\n  # and more\n  bogus");
    scratch.write("end.yaml", end.replace("name: error", "name: a"));
    let found = document(scratch.path(), &[]);
    assert_eq!(findings(&found), []);
    assert_eq!(suppressed(&found), one("unknown-field", "comment", "read by our controller"));
    assert_eq!(found["summary"]["errors"], 0);
    assert_eq!(status(&meshlint(scratch.path(), &["check"])), 0);
    scratch.write("above.yaml", above);
    let found = document(scratch.path(), &["above.yaml"]);
    assert_eq!(findings(&found), [("above.yaml", "unused-suppression")], "IST0101 is not needed");
    assert_eq!(suppressed(&found), one("unknown-field", "comment", "as above"));
    let too_early = ERROR.replace("spec:", "# meshlint: ignore[unknown-field]\nspec:");
    scratch.write("early.yaml", too_early);
    let found = document(scratch.path(), &["early.yaml"]);
    assert_eq!(findings(&found), [("early.yaml", "unused-suppression"), ("early.yaml", "unknown-field")]);
}

#[test]
fn comments_at_the_top_hold_for_a_document_or_a_file() {
    let scratch = Scratch::new();
    let two = format!("{}---\n{}", ERROR, ERROR.replace("name: error", "name: other"));
    let comment = "# meshlint: ignore[unknown-field] not ours\n";
    scratch.write("document.yaml", format!("{comment}{two}"));
    scratch.write("file.yaml", format!("{comment}---\n{two}").replace("name: ", "name: x"));
    scratch.write(
        "anywhere.yaml",
        format!("{two}# meshlint: ignore-file[unknown-field] not ours\n").replace("name: ", "name: y"),
    );
    let found = document(scratch.path(), &["--select", "unknown-field,hygiene"]);
    assert_eq!(findings(&found), [("document.yaml", "unknown-field")]);
    // In the order of the paths: both of `anywhere`, the first of `document`, both of `file`.
    let paths: Vec<&Value> =
        found["suppressed"].as_array().expect("a list").iter().map(|it| &it["path"]).collect();
    assert_eq!(paths, ["anywhere.yaml", "anywhere.yaml", "document.yaml", "file.yaml", "file.yaml"]);
    let expected = one("unknown-field", "comment", "not ours");
    assert!(suppressed(&found).iter().all(|suppressed| *suppressed == expected[0]), "{found:#}");
}

#[test]
fn annotations_hold_for_their_object() {
    let scratch = Scratch::new();
    let with = |name: &str, value: &str| {
        ERROR.replace("  name: error", &format!("  name: error\n  annotations:\n    {name}: {value}"))
    };
    scratch.write("a.yaml", with("meshlint.dev/ignore", "'unknown-field: read by our controller'"));
    let found = document(scratch.path(), &[]);
    assert_eq!(suppressed(&found), one("unknown-field", "annotation", "read by our controller"));
    assert_eq!(findings(&found), []);
    let istioctl = "galley.istio.io/analyze-suppress";
    for (value, count) in
        [("'*'", 1), ("MSL0201", 1), ("IST0103,MSL0201", 1), ("unknown-field", 0), ("msl0201", 0)]
    {
        scratch.write("a.yaml", with(istioctl, value));
        let found = document(scratch.path(), &[]);
        assert_eq!(suppressed(&found).len(), count, "{value}");
        assert_eq!(findings(&found).len(), 1 - count, "{value}: what istioctl reads is never unused");
    }
    for (value, count) in [("''", 1), ("'KIA0101, MSL0201'", 1), ("KIA0101", 0)] {
        scratch.write("a.yaml", with("kiali.io/ignore-validations", value));
        let found = document(scratch.path(), &[]);
        assert_eq!(suppressed(&found).len(), count, "{value}");
        assert_eq!(findings(&found).len(), 1 - count, "{value}: what Kiali reads is never unused");
    }
}

#[test]
fn the_configuration_holds_for_paths_and_resources() {
    let scratch = Scratch::new();
    scratch.write("vendor/chart/error.yaml", ERROR);
    scratch.write("own.yaml", WARNING);
    let config = |entry: &str| {
        scratch.write("meshlint.toml", format!("[[suppress]]\nreason = \"made by others\"\n{entry}"));
        let found = document(scratch.path(), &[]);
        (
            suppressed(&found),
            findings(&found).into_iter().map(|(_, rule)| rule.to_owned()).collect::<Vec<_>>(),
        )
    };
    let put_aside = one("unknown-field", "configuration", "made by others");
    for entry in [
        "paths = [\"vendor\"]",
        "rules = [\"MSL0201\"]\npaths = [\"**/chart/*.yaml\"]",
        "resources = [\"Sidecar default/err*\"]",
        "rules = [\"schema\"]\nresources = [\"error\"]",
        "resources = [\"default/error\", \"nobody\"]",
    ] {
        assert_eq!(config(entry), (put_aside.clone(), vec!["duplicate-resource".to_owned()]), "{entry}");
    }
    for entry in [
        "paths = [\"vendor/*.yaml\"]",
        "rules = [\"IST0101\"]\npaths = [\"vendor\"]",
        "rules = [\"unknown-field\"]\nresources = [\"shop/error\"]",
        "rules = [\"unknown-field\"]\nresources = [\"Gateway error\"]",
    ] {
        let (put_aside, rules) = config(entry);
        assert!(put_aside.is_empty(), "{entry}");
        assert_eq!(rules, ["duplicate-resource", "unknown-field", "unused-suppression"], "{entry}");
    }
}

#[test]
fn unused_is_judged_only_for_what_ran() {
    let scratch = Scratch::new();
    scratch.write(
        "a.yaml",
        WARNING.replace("name: twice\n---", "name: once # meshlint: ignore[IST0101, MSL0207] x\n---"),
    );
    scratch.write("sub/b.yaml", ERROR);
    scratch.write("meshlint.toml", "[[suppress]]\nrules = [\"IST0101\"]\nreason = \"x\"");
    let unused = |args: &[&str]| {
        let found = document(scratch.path(), args);
        findings(&found).iter().filter(|(_, rule)| *rule == "unused-suppression").count()
    };
    assert_eq!(unused(&[]), 3);
    assert_eq!(unused(&["sub"]), 0, "the entry may be for what is not checked now");
    assert_eq!(unused(&["--ignore", "IST0101"]), 1);
    assert_eq!(unused(&["--select", "MSL02"]), 0, "the rule itself did not run");
    assert_eq!(unused(&["--ignore", "unused-suppression"]), 0);
    let validated = meshlint(scratch.path(), &["validate", "--format", "json"]);
    assert!(!stdout(&validated).contains("unused-suppression"), "{}", stdout(&validated));
}

#[test]
fn what_is_put_aside_is_counted_and_shown() {
    let scratch = Scratch::new();
    scratch.write(
        "a.yaml",
        ERROR.replace("bogus: 1", "bogus: 1 # meshlint: ignore[unknown-field] read by our controller"),
    );
    let quiet = meshlint(scratch.path(), &["check"]);
    assert!(
        stdout(&quiet).contains("1 finding suppressed (--show-suppressed shows it)"),
        "{}",
        stdout(&quiet)
    );
    assert!(!stdout(&quiet).contains("bogus"));
    for args in [&["check", "--show-suppressed"][..], &["check", "--profile", "audit"]] {
        let shown = meshlint(scratch.path(), args);
        let text = stdout(&shown);
        assert!(text.contains("suppressed error[MSL0201] unknown-field: "), "{text}");
        assert!(text.contains("a.yaml:6:3, by a comment at a.yaml:6:12: read by our controller"), "{text}");
        assert_eq!(status(&shown), 0);
    }
    let concise = meshlint(scratch.path(), &["check", "--show-suppressed", "--format", "concise"]);
    assert_eq!(stdout(&concise), "");
    assert!(stderr(&concise).contains("read by our controller"), "{}", stderr(&concise));
}

#[test]
fn comments_in_odd_places_do_no_harm() {
    let scratch = Scratch::new();
    for text in [
        "# meshlint: ignore[unknown-field]",
        "# meshlint:",
        "# meshlint: ignore[]",
        "# meshlint: ignore[,]",
        "# meshlint: ignore[é",
        "a: 1 # meshlint: ignore[\u{2028}]",
        "---\n---\n# meshlint: ignore[MSL0201] x\n---\n",
        "\u{feff}# meshlint: ignore[MSL0201] x",
        "{\"a\": \"# meshlint: ignore[x]\"}",
        "a: |\n  # meshlint: ignore[MSL0201] x\n  b",
    ] {
        scratch.write("a.yaml", text);
        document(scratch.path(), &[]);
        scratch.write("a.yaml", format!("{ERROR}{text}\n"));
        document(scratch.path(), &[]);
    }
}
