//! What a user meets on the command line.

#[path = "support/contract.rs"]
mod contract;
#[path = "support/scratch.rs"]
mod scratch;
mod support;

#[path = "cli/baselines.rs"]
mod baselines;
#[path = "cli/checking.rs"]
mod checking;
#[path = "cli/clusters.rs"]
mod clusters;
#[path = "cli/comfort.rs"]
mod comfort;
#[path = "cli/configuration.rs"]
mod configuration;
#[path = "cli/deployed.rs"]
mod deployed;
#[path = "cli/diff.rs"]
mod diff;
#[path = "cli/finding_files.rs"]
mod finding_files;
#[path = "cli/fixing.rs"]
mod fixing;
#[path = "cli/focusing.rs"]
mod focusing;
#[path = "cli/formats.rs"]
mod formats;
#[path = "cli/graph.rs"]
mod graph;
#[path = "cli/orders.rs"]
mod orders;
#[path = "cli/revisions.rs"]
mod revisions;
#[path = "cli/rules.rs"]
mod rules;

#[path = "cli/suppressing.rs"]
mod suppressing;

#[path = "cli/worlds.rs"]
mod worlds;

use std::path::Path;
use std::process::Output;

use scratch::Scratch;
use serde_json::Value;

/// Every format of a report.
const FORMATS: [&str; 10] =
    ["text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "istioctl", "istioctl-json"];

/// One object with nothing wrong.
const CLEAN: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: clean\n";

/// An error at 6:3: a field that is unknown.
const ERROR: &str =
    "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata:\n  name: error\nspec:\n  bogus: 1\n";

/// A warning in the second document: the object stands twice.
const WARNING: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: twice\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: twice\n";

/// Runs the program in a folder.
fn meshlint(folder: &Path, args: &[&str]) -> Output {
    support::meshlint().current_dir(folder).args(args).output().expect("meshlint starts")
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("meshlint ends by itself")
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("standard output is UTF-8")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("standard error is UTF-8")
}

/// Runs `meshlint check --format json` and takes the document, which keeps the contract.
fn document(folder: &Path, args: &[&str]) -> Value {
    let output = meshlint(folder, &[&["check", "--format", "json"], args].concat());
    let document: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", stdout(&output), stderr(&output)));
    contract::check(&document);
    document
}

/// Path and rule of all findings.
fn findings(document: &Value) -> Vec<(&str, &str)> {
    let list = document["diagnostics"].as_array().expect("a list");
    list.iter()
        .map(|finding| (finding["path"].as_str().expect("a text"), finding["rule"].as_str().expect("a text")))
        .collect()
}

#[test]
fn without_arguments_it_shows_its_help() {
    let scratch = Scratch::new();
    let output = meshlint(scratch.path(), &[]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("Usage: meshlint"), "{}", stderr(&output));
}

#[test]
fn help_and_version() {
    let scratch = Scratch::new();
    for args in [&["--help"][..], &["-h"], &["help"], &["check", "--help"], &["explain", "--help"]] {
        let output = meshlint(scratch.path(), args);
        assert_eq!(status(&output), 0, "{args:?}");
        assert!(stdout(&output).contains("Usage: meshlint"), "{args:?}");
    }
    let help = meshlint(scratch.path(), &["--help"]);
    for command in ["check", "rules", "explain"] {
        assert!(stdout(&help).contains(command), "{command} is not in the help");
    }
    let version = meshlint(scratch.path(), &["--version"]);
    assert_eq!(stdout(&version), concat!("meshlint ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn wrong_usage() {
    let scratch = Scratch::new();
    let wrong: [&[&str]; 8] = [
        &["chekc"],
        &["check", "--no-such-flag"],
        &["check", "--format", "xml"],
        &["check", "--fail-on", "fatal"],
        &["check", "--max-file-size", "0"],
        &["check", "--now", "yesterday"],
        &["explain"],
        &["check", "--exclude", "a[", "."],
    ];
    for args in wrong {
        let output = meshlint(scratch.path(), args);
        assert_eq!(status(&output), 2, "{args:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{args:?}");
    }
    assert!(stderr(&meshlint(scratch.path(), &["chekc"])).contains("check"));
}

#[test]
fn whoever_reads_may_stop() {
    let scratch = Scratch::new();
    scratch.write("a.yaml", format!("{ERROR}{}", "  x: 1\n".repeat(20_000)));
    let commands = [
        "rules",
        "explain unknown-field",
        "check --format text",
        "check --format json",
        "check --format concise",
        "check --format sarif",
        "check --format junit",
        "--help",
    ];
    for command in commands {
        let line = format!("\"$0\" {command} | head -1; exit ${{PIPESTATUS[0]}}");
        let mut bash = std::process::Command::new("bash");
        bash.current_dir(scratch.path()).args(["-c", &line, env!("CARGO_BIN_EXE_meshlint")]);
        let Ok(output) = bash.output() else { return };
        // What was found stays found, whoever reads it.
        let expected = i32::from(command.starts_with("check"));
        assert_eq!(status(&output), expected, "{command}: {:?}", output.status);
        assert!(!stderr(&output).contains("panic"), "{command}: {}", stderr(&output));
        assert!(stdout(&output).lines().count() <= 1, "{command}");
    }
}
