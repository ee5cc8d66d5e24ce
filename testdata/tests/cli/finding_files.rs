//! Which files are checked, and under which paths they are reported.

use serde_json::Value;

use super::{CLEAN, ERROR, Scratch, document, findings, meshlint, status, stderr};

/// The paths with a finding.
fn paths(json: &Value) -> Vec<&str> {
    findings(json).into_iter().map(|(path, _)| path).collect()
}

/// A file with an error of its own name, in a namespace of its own.
fn error(name: &str) -> String {
    ERROR.replace("name: error", &format!("name: {name}\n  namespace: {name}"))
}

fn tree() -> Scratch {
    let scratch = Scratch::new();
    for (number, name) in [
        "b.yaml",
        "a.yml",
        "sub/c.json",
        "sub/d.YAML",
        "sub/deep/e.yaml",
        ".hidden.yaml",
        ".hidden/f.yaml",
        "notes.txt",
        "sub/g.yaml.bak",
    ]
    .into_iter()
    .enumerate()
    {
        scratch.write(name, error(&format!("n{number}")));
    }
    scratch
}

#[test]
fn folders_are_searched_in_order() {
    let scratch = tree();
    let expected = ["a.yml", "b.yaml", "sub/c.json", "sub/d.YAML", "sub/deep/e.yaml"];
    assert_eq!(paths(&document(scratch.path(), &[])), expected, "the folder it is in is the default");
    assert_eq!(paths(&document(scratch.path(), &["."])), expected);
}

#[test]
fn paths_are_reported_as_given() {
    let scratch = tree();
    let sub = scratch.path().join("sub");
    let absolute = sub.to_str().expect("UTF-8");
    let names = ["c.json", "d.YAML", "deep/e.yaml"];
    for (given, shown) in [
        ("sub", "sub/".to_owned()),
        ("sub/", "sub/".to_owned()),
        ("./sub", "./sub/".to_owned()),
        ("sub/../sub", "sub/../sub/".to_owned()),
        (absolute, format!("{absolute}/")),
    ] {
        let expected: Vec<String> = names.iter().map(|name| format!("{shown}{name}")).collect();
        assert_eq!(paths(&document(scratch.path(), &[given])), expected, "{given}");
    }
    for given in ["sub/c.json", "./sub/c.json", "sub/../sub/c.json"] {
        assert_eq!(paths(&document(scratch.path(), &[given])), [given]);
    }
    assert_eq!(paths(&document(&sub, &["../b.yaml"])), ["../b.yaml"]);
}

#[test]
fn several_paths_are_checked_together_and_each_file_once() {
    let scratch = tree();
    let json = document(scratch.path(), &["sub/deep", "b.yaml"]);
    assert_eq!(paths(&json), ["sub/deep/e.yaml", "b.yaml"], "in the order of the command line");
    for args in [&["b.yaml", "b.yaml"][..], &["b.yaml", "./b.yaml", "sub/../b.yaml"]] {
        let json = document(scratch.path(), args);
        assert_eq!((paths(&json), &json["summary"]["resources"]), (vec!["b.yaml"], &Value::from(1)));
    }
    assert_eq!(document(scratch.path(), &[".", "sub", "b.yaml"])["summary"]["resources"], 5);
    // What is checked and context as well is checked.
    assert_eq!(paths(&document(scratch.path(), &["b.yaml", "--context", "."])), ["b.yaml"]);
}

#[test]
fn a_path_that_is_not_there() {
    let scratch = tree();
    let output = meshlint(scratch.path(), &["check", "b.yaml", "absent.yaml"]);
    assert_eq!((status(&output), output.stdout.len()), (2, 0));
    assert_eq!(stderr(&output), "meshlint: no such file or directory: absent.yaml\n");
}

#[test]
fn a_file_that_is_named_is_read_whatever_it_is_called() {
    let scratch = tree();
    scratch.write(".gitignore", "*\n");
    for name in ["notes.txt", ".hidden.yaml", ".hidden/f.yaml", "sub/g.yaml.bak", "b.yaml"] {
        assert_eq!(paths(&document(scratch.path(), &[name])), [name]);
    }
    assert_eq!(paths(&document(scratch.path(), &["--exclude", "*.yaml", "b.yaml"])), ["b.yaml"]);
}

#[test]
fn ignored_files() {
    let scratch = tree();
    scratch.write(".gitignore", "/b.yaml\ndeep/\n");
    scratch.write("sub/.gitignore", "*.json\n");
    scratch.write(".ignore", "*.yml\n");
    assert_eq!(paths(&document(scratch.path(), &["."])), ["sub/d.YAML"]);
    let all = ["a.yml", "b.yaml", "sub/c.json", "sub/d.YAML", "sub/deep/e.yaml"];
    assert_eq!(paths(&document(scratch.path(), &["--no-ignore", "."])), all);
    // The rules of the folders above hold, too.
    assert_eq!(paths(&document(&scratch.path().join("sub"), &["."])), ["d.YAML"]);
}

#[test]
fn excluded_paths() {
    let scratch = tree();
    let check = |globs: &[&str], path: &str| -> Vec<String> {
        let flags: Vec<&str> = globs.iter().flat_map(|glob| ["--exclude", glob]).collect();
        let json = document(scratch.path(), &[&flags[..], &[path]].concat());
        paths(&json).into_iter().map(str::to_owned).collect()
    };
    assert_eq!(check(&["sub"], "."), ["a.yml", "b.yaml"]);
    assert_eq!(check(&["sub/"], "."), ["a.yml", "b.yaml"]);
    assert_eq!(check(&["**/deep/**", "*.yml"], "."), ["b.yaml", "sub/c.json", "sub/d.YAML"]);
    assert_eq!(check(&["/sub/*.json"], "."), ["a.yml", "b.yaml", "sub/d.YAML", "sub/deep/e.yaml"]);
    assert_eq!(check(&["e.yaml"], "sub"), ["sub/c.json", "sub/d.YAML"]);
    assert_eq!(check(&["*"], "."), [""; 0]);
}

#[test]
fn the_contract_holds_for_every_file_of_the_corpus() {
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/mutation/corpus");
    for args in
        [&["."][..], &["--complete", "."], &["--context", "bookinfo.yaml", "pitfalls.yaml", "unicode.yaml"]]
    {
        let json = document(&corpus, args);
        assert!(!findings(&json).is_empty());
    }
    let scratch = Scratch::new();
    scratch.write("clean.yaml", CLEAN);
    document(scratch.path(), &["."]);
}

#[test]
fn json_with_comments_is_told_of() {
    let scratch = Scratch::new();
    let object = r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}}"#;
    scratch.write("a.json", format!("// comments are none of JSON\n{}\n", object.replace(": ", ":")));
    let document = document(scratch.path(), &[]);
    assert_eq!(findings(&document), [("a.json", "yaml-syntax")]);
}
