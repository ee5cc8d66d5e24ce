//! Baselines: what was there before is put aside, whatever happens around it.

use std::fs;

use super::{CLEAN, ERROR, Scratch, WARNING, document, findings, meshlint, status, stderr, stdout};

const FILE: &str = "baseline.json";

fn write(scratch: &Scratch, args: &[&str]) -> String {
    let output = meshlint(scratch.path(), &[&["baseline", "write", "--baseline", FILE], args].concat());
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    stdout(&output).to_owned()
}

/// New findings, and how many of the old ones are gone.
fn check(scratch: &Scratch, args: &[&str]) -> (usize, u64) {
    let document = document(scratch.path(), &[&["--baseline", FILE], args].concat());
    (findings(&document).len(), document["summary"]["baseline"]["stale"].as_u64().expect("a number"))
}

#[test]
fn what_was_there_before_survives_edits_around_it() {
    let scratch = Scratch::new();
    scratch.write("error.yaml", ERROR);
    scratch.write("warning.yaml", WARNING);
    assert_eq!(write(&scratch, &[]), "2 findings written to baseline.json\n");
    assert_eq!(check(&scratch, &[]), (0, 0));
    assert_eq!(status(&meshlint(scratch.path(), &["check", "--baseline", FILE])), 0);

    scratch.write(
        "error.yaml",
        format!("# a comment\n{CLEAN}---\n\n{}", ERROR.replace("spec:", "# more\nspec:")),
    );
    assert_eq!(check(&scratch, &[]), (0, 0), "lines have moved");
    fs::rename(scratch.path().join("error.yaml"), scratch.path().join("moved.yaml"))
        .expect("it can be moved");
    assert_eq!(check(&scratch, &[]), (0, 0), "the file has moved");
    scratch.write("new.yaml", ERROR.replace("name: error", "name: new\n  namespace: other"));
    assert_eq!(check(&scratch, &[]), (1, 0), "another object");
    assert_eq!(status(&meshlint(scratch.path(), &["check", "--baseline", FILE])), 1);
    let document = document(scratch.path(), &["--baseline", FILE]);
    assert_eq!(document["summary"]["suppressed"], 2);
    assert_eq!(document["suppressed"][0]["suppression"]["by"], "baseline");
}

#[test]
fn a_baseline_has_a_name_where_none_is_given() {
    let scratch = Scratch::new();
    scratch.write("error.yaml", ERROR);
    let baseline = |folder: &str, what: &str, path: &str| {
        meshlint(&scratch.path().join(folder), &["baseline", what, path])
    };
    let said = "1 finding written to meshlint-baseline.json\nto suppress them, add `baseline = \"meshlint-baseline.json\"` at the top of meshlint.toml\n";
    assert_eq!(stdout(&baseline("", "write", ".")), said);
    // What is said works, from wherever it is done.
    scratch.write("meshlint.toml", "baseline = \"meshlint-baseline.json\"\n");
    scratch.write("sub/clean.yaml", CLEAN);
    assert_eq!(status(&meshlint(scratch.path(), &["check"])), 0);
    assert_eq!(status(&meshlint(&scratch.path().join("sub"), &["check", ".."])), 0);
    assert_eq!(stdout(&baseline("", "write", ".")), "1 finding written to meshlint-baseline.json\n");
    // It lies beside the configuration in which it is to be named.
    scratch.write("meshlint.toml", "");
    fs::remove_file(scratch.path().join("meshlint-baseline.json")).expect("it is there");
    let below = baseline("sub", "write", "..");
    assert!(stdout(&below).contains("at the top of "), "{}", stdout(&below));
    assert!(scratch.path().join("meshlint-baseline.json").is_file());
    assert!(!scratch.path().join("sub/meshlint-baseline.json").exists());
}

#[test]
fn the_same_finding_is_counted() {
    let scratch = Scratch::new();
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: twice\nbogus: 1\n";
    scratch.write("a.yaml", [object, object].join("---\n"));
    write(&scratch, &[]);
    let text = fs::read_to_string(scratch.path().join(FILE)).expect("it is there");
    assert!(text.contains("\"count\": 2"), "{text}");
    scratch.write("a.yaml", [object, object, object].join("---\n"));
    assert_eq!(check(&scratch, &["--ignore", "duplicate-resource"]), (1, 0));
    scratch.write("a.yaml", object);
    assert_eq!(check(&scratch, &["--ignore", "duplicate-resource"]), (0, 1));
}

#[test]
fn what_is_gone_is_told_and_pruned() {
    let scratch = Scratch::new();
    scratch.write("error.yaml", ERROR);
    scratch.write("sub/warning.yaml", WARNING);
    write(&scratch, &[]);
    scratch.write("error.yaml", CLEAN);
    let told = meshlint(scratch.path(), &["check", "--baseline", FILE]);
    let said = "1 finding of baseline.json is gone: `meshlint baseline prune` removes what is stale";
    assert!(stdout(&told).contains(said), "{}", stdout(&told));
    assert_eq!(check(&scratch, &["sub"]), (0, 0), "what is not checked now is not stale");
    assert_eq!(check(&scratch, &["--ignore", "unknown-field"]), (0, 0), "nor what did not run");
    let prune = |args: &[&str]| {
        let output = meshlint(scratch.path(), &[&["baseline", "prune", "--baseline", FILE], args].concat());
        stdout(&output).to_owned()
    };
    assert_eq!(
        prune(&["sub"]),
        "0 findings removed from baseline.json, 1 left\n".replace("1 left", "2 left")
    );
    assert_eq!(prune(&[]), "1 finding removed from baseline.json, 1 left\n");
    assert_eq!(check(&scratch, &[]), (0, 0));
    scratch.write("error.yaml", ERROR);
    assert_eq!(check(&scratch, &[]), (1, 0), "pruning forgets");
    assert_eq!(prune(&[]), "0 findings removed from baseline.json, 1 left\n", "and adds nothing");
}

#[test]
fn the_configuration_names_the_file() {
    let scratch = Scratch::new();
    scratch.write("deploy/error.yaml", ERROR);
    let output = meshlint(scratch.path(), &["baseline", "prune"]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("--baseline"), "{}", stderr(&output));
    scratch.write("meshlint.toml", "baseline = \"ci/known.json\"");
    fs::create_dir(scratch.path().join("ci")).expect("it can be made");
    assert_eq!(status(&meshlint(scratch.path(), &["check"])), 2, "the file is not there yet");
    assert_eq!(status(&meshlint(scratch.path(), &["baseline", "write"])), 0);
    assert_eq!(status(&meshlint(scratch.path(), &["check"])), 0);
    assert_eq!(status(&meshlint(&scratch.path().join("deploy"), &["check"])), 0);
    for broken in ["", "{}", "{\"version\": 2, \"findings\": []}", "[1]"] {
        scratch.write("ci/known.json", broken);
        assert_eq!(status(&meshlint(scratch.path(), &["check"])), 2, "{broken}");
    }
}

#[test]
fn the_file_is_the_same_for_the_same_input() {
    let scratch = Scratch::new();
    scratch.write("error.yaml", ERROR);
    scratch.write("warning.yaml", WARNING);
    write(&scratch, &[]);
    let first = fs::read(scratch.path().join(FILE)).expect("it is there");
    write(&scratch, &["warning.yaml", "error.yaml"]);
    assert_eq!(fs::read(scratch.path().join(FILE)).expect("it is there"), first);
    let text = String::from_utf8(first).expect("it is UTF-8");
    // Fingerprints are the same in every release: other tools keep them.
    assert!(text.contains("\"fingerprint\": \"720e94fbea119b2f37b38387fef00a57\""), "{text}");
}

#[test]
fn a_baseline_that_is_not_there_is_told_in_plain_words() {
    let scratch = Scratch::new();
    scratch.write("error.yaml", ERROR);
    let absent = meshlint(scratch.path(), &["check", "--baseline", "none.json"]);
    assert_eq!(status(&absent), 2);
    let expected = "meshlint: none.json: the baseline cannot be read: no such file or directory: `meshlint baseline write` makes it\n";
    assert_eq!(stderr(&absent), expected);
    let unwritable = meshlint(scratch.path(), &["baseline", "write", "--baseline", "no/folder.json"]);
    assert_eq!(status(&unwritable), 2);
    let expected = "meshlint: no/folder.json: the baseline cannot be written: no such file or directory\n";
    assert_eq!(stderr(&unwritable), expected);
    scratch.write("other.json", "{}");
    let other = meshlint(scratch.path(), &["check", "--baseline", "other.json"]);
    assert!(stderr(&other).contains("other.json: this is not a baseline of meshlint"), "{}", stderr(&other));
}
