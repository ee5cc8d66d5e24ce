//! The formats for programs, read by programs.

use serde_json::Value;

use super::{CLEAN, ERROR, FORMATS, Scratch, WARNING, document, meshlint, status, stderr, stdout};
use crate::support;

/// The schema that ships.
const SCHEMA: &str = include_str!("../../../schemas/report-1.json");

/// Formats whose reports say nothing of what was skipped or not verified.
const WITHOUT_SUMMARY: [&str; 5] = ["concise", "github", "gitlab", "istioctl", "istioctl-json"];

/// A reference that cannot be verified.
const UNVERIFIED: &str = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: web, namespace: shop}\nspec:\n  hosts: [web.example.com]\n  http:\n  - route:\n    - destination: {host: web.elsewhere.svc.cluster.local}\n";

fn samples() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("clean.yaml", CLEAN);
    scratch.write("error.yaml", ERROR);
    scratch.write("warning.yaml", WARNING);
    scratch.write("web.yaml", UNVERIFIED);
    scratch.write("chart/Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n");
    scratch.write("chart/templates/a.yaml", "kind: {{ .Values.kind }}\n");
    scratch
}

fn check(scratch: &Scratch, args: &[&str]) -> std::process::Output {
    meshlint(scratch.path(), &[&["check"], args].concat())
}

fn json_of(output: &std::process::Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stdout(output)))
}

#[test]
fn reports_keep_the_schema_that_ships() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let keep = |part: &Value, value: &Value| {
        let problems = departures(&schema, part, value, String::new());
        assert!(problems.is_empty(), "{problems:#?}\n{value:#}");
    };
    let (diagnostic, summary) = (&schema["$defs"]["diagnostic"], &schema["$defs"]["summary"]);
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = samples();
    let inputs = [
        (root.join("testdata/meshes/bookshop"), "--complete"),
        (root.join("testdata/mutation/corpus"), "."),
        (scratch.path().to_path_buf(), "."),
    ];
    for (folder, arg) in inputs {
        let report = document(&folder, &[arg, "."]);
        keep(&schema, &report);
        let lines = meshlint(&folder, &["check", "--format", "jsonl", arg, "."]);
        let mut lines: Vec<Value> = stdout(&lines)
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON on each line"))
            .collect();
        let last = lines.pop().expect("a summary");
        assert_eq!((&last["type"], &last["version"]), (&"summary".into(), &1.into()));
        keep(summary, &without(&last, &["type", "version"]));
        lines.iter().for_each(|line| keep(diagnostic, &without(line, &["type"])));
        let of = |kind: &str| -> Vec<Value> {
            let of_kind = lines.iter().filter(|line| line["type"] == kind).cloned();
            of_kind.map(|line| without(&line, &["type"])).collect()
        };
        assert_eq!(report["diagnostics"], Value::from(of("diagnostic")));
        assert_eq!(report["unverified"], Value::from(of("unverified")));
    }
    let report = document(scratch.path(), &["."]);
    for (pointer, wrong) in [
        ("/diagnostics/0/severity", "fatal".into()),
        ("/diagnostics/0/start", serde_json::json!({"line": 1})),
        ("/summary", serde_json::json!({"files": 1})),
        ("/unverified/0/resource", "Gateway".into()),
    ] {
        let mut broken = report.clone();
        *broken.pointer_mut(pointer).expect("it is there") = wrong;
        assert!(!departures(&schema, &schema, &broken, String::new()).is_empty(), "{pointer}");
    }
}

fn without(value: &Value, keys: &[&str]) -> Value {
    let mut value = value.clone();
    keys.iter().for_each(|key| drop(value.as_object_mut().expect("an object").remove(*key)));
    value
}

/// Where a value is not as the schema says, or has a member that the schema does not describe: of the
/// keywords of JSON Schema those that it uses. `.ci/consumers` has a full validator read the same reports.
fn departures(schema: &Value, part: &Value, value: &Value, at: String) -> Vec<String> {
    if let Some(target) = part["$ref"].as_str() {
        let target = schema.pointer(&target[1..]).expect("a reference leads somewhere");
        return departures(schema, target, value, at);
    }
    if let Some(choices) = part["oneOf"].as_array() {
        let fits = |choice: &&Value| departures(schema, choice, value, String::new()).is_empty();
        return if choices.iter().filter(fits).count() == 1 {
            vec![]
        } else {
            vec![format!("{at}: no choice fits")]
        };
    }
    let is_of_type = match part["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_u64(),
        Some("null") => value.is_null(),
        _ => part["enum"].as_array().is_some_and(|list| list.contains(value)) || part["const"] == *value,
    };
    if !is_of_type {
        return vec![format!("{at}: {value} is not {part}")];
    }
    let mut found = Vec::new();
    for key in part["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(key).is_none() {
            found.push(format!("{at}: {key} is missing"));
        }
    }
    for (key, member) in value.as_object().into_iter().flatten() {
        match part["properties"].get(key) {
            Some(inner) => found.extend(departures(schema, inner, member, format!("{at}/{key}"))),
            None => found.push(format!("{at}: {key} is not described")),
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(departures(schema, &part["items"], item, format!("{at}/{index}")));
    }
    if value.as_u64() < part["minimum"].as_u64() {
        found.push(format!("{at}: {value} is too small"));
    }
    found
}

#[test]
fn sarif_has_all_that_code_scanning_wants() {
    let scratch = samples();
    let log = json_of(&check(&scratch, &["--format", "sarif", "."]));
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    let mut found: Vec<&str> = results.iter().filter_map(|result| result["ruleId"].as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, ["MSL0201/unknown-field", "MSL0207/duplicate-resource"], "{log:#}");
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().expect("an index") as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["markdown"].as_str().is_some_and(|text| text.contains("## How to fix it")));
        assert!(rule["helpUri"].as_str().is_some_and(|url| url.starts_with("https://")));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
        assert!(place["region"]["startLine"].as_u64() >= Some(1));
        assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string());
    }
    let prints: std::collections::HashSet<String> =
        results.iter().map(|result| result["partialFingerprints"].to_string()).collect();
    assert_eq!(prints.len(), results.len(), "two results have the same fingerprint");
    let said = run["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(said.contains("1 reference could neither") && said.contains("skipped"), "{said}");
    // A fingerprint stays where lines come before it.
    scratch.write("error.yaml", format!("# a comment\n\n{ERROR}"));
    let moved = json_of(&check(&scratch, &["--format", "sarif", "."]));
    let print = |log: &Value| log["runs"][0]["results"][0]["partialFingerprints"].clone();
    assert_eq!(print(&moved), print(&log));
    assert_ne!(moved["runs"][0]["results"][0]["locations"], results[0]["locations"]);
}

#[test]
fn absolute_and_dotted_paths_become_relative_for_services() {
    let scratch = samples();
    let absolute = scratch.path().join("error.yaml").display().to_string();
    for path in ["error.yaml", "./error.yaml", &absolute] {
        let issues = json_of(&check(&scratch, &["--format", "gitlab", path]));
        assert_eq!(issues[0]["location"]["path"], "error.yaml", "{path}");
        let log = json_of(&check(&scratch, &["--format", "sarif", path]));
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "error.yaml", "{path}");
        let annotations = check(&scratch, &["--format", "github", path]);
        assert!(stdout(&annotations).starts_with("::error file=error.yaml,line=6,"), "{path}");
    }
}

#[test]
fn what_a_format_has_no_place_for_is_on_standard_error() {
    let scratch = samples();
    for format in FORMATS {
        let output = check(&scratch, &["--format", format, "."]);
        assert_eq!(status(&output), 1, "{format}");
        if WITHOUT_SUMMARY.contains(&format) {
            let said = stderr(&output);
            assert!(said.contains("1 reference could not be verified"), "{format}: {said}");
            assert!(said.contains("skipped 2 files"), "{format}: {said}");
        } else {
            assert_eq!(stderr(&output), "", "{format}");
        }
    }
}

#[test]
fn several_reports_at_once() {
    let scratch = samples();
    let outputs: Vec<String> = FORMATS.iter().map(|format| format!("{format}=report.{format}")).collect();
    let args: Vec<&str> = outputs.iter().flat_map(|output| ["--output", output.as_str()]).collect();
    let output = check(&scratch, &[&args[..], &["--color", "always", "--exclude", "report.*", "."]].concat());
    assert_eq!(status(&output), 1, "{}", stderr(&output));
    assert!(stdout(&output).contains("\u{1b}["), "the terminal report has colours");
    for format in FORMATS {
        let file =
            std::fs::read_to_string(scratch.path().join(format!("report.{format}"))).expect("a report");
        let alone = check(&scratch, &["--format", format, "--exclude", "report.*", "."]);
        assert_eq!(file, stdout(&alone), "{format}");
        assert!(!file.contains('\u{1b}'), "{format}");
    }
    let lost = check(&scratch, &["-o", "sarif=absent/x.sarif", "clean.yaml"]);
    assert_eq!(status(&lost), 2);
    assert!(stderr(&lost).contains("cannot write absent/x.sarif"), "{}", stderr(&lost));
}

#[test]
fn annotations_are_chosen_inside_github_actions() {
    let scratch = samples();
    let run = |value: &str, args: &[&str]| {
        let mut command = support::meshlint();
        command.current_dir(scratch.path()).env("GITHUB_ACTIONS", value).arg("check").args(args);
        command.arg("error.yaml").output().expect("meshlint starts")
    };
    let inside = run("true", &[]);
    assert!(
        stdout(&inside).starts_with("::error file=error.yaml,line=6,endLine=6,col=3,"),
        "{}",
        stdout(&inside)
    );
    assert!(stderr(&inside).contains("1 error"));
    assert!(stdout(&run("false", &[])).starts_with("error["));
    assert!(stdout(&run("true", &["--format", "text"])).starts_with("error["));
}

#[test]
fn istioctl_scripts_go_on_working() {
    let scratch = samples();
    let output = check(&scratch, &["--format", "istioctl", "--complete", "."]);
    let line = "Error [IST0101] (VirtualService shop/web web.yaml:8) ";
    assert!(stdout(&output).lines().any(|it| it.starts_with(line)), "{}", stdout(&output));
    assert!(stderr(&output).contains("Error: Analyzers found issues"), "{}", stderr(&output));
    let clean = check(&scratch, &["--format", "istioctl", "clean.yaml"]);
    assert_eq!((status(&clean), stdout(&clean)), (0, "\n"));
    assert!(stderr(&clean).contains("✔ No validation issues found when analyzing"), "{}", stderr(&clean));
    let list = json_of(&check(&scratch, &["--format", "istioctl-json", "--complete", "web.yaml"]));
    let first = &list[0];
    assert_eq!(
        (&first["code"], &first["level"], &first["origin"], &first["reference"]),
        (&"IST0101".into(), &"Error".into(), &"VirtualService shop/web".into(), &"web.yaml:8".into())
    );
    assert_eq!(stdout(&check(&scratch, &["--format", "istioctl-json", "clean.yaml"])), "[]\n");
    let wrong = check(&scratch, &["-o", "json", "clean.yaml"]);
    assert_eq!(status(&wrong), 2);
    assert!(stderr(&wrong).contains("--format json"), "{}", stderr(&wrong));
}

#[test]
fn names_of_the_input_command_nothing() {
    let scratch = Scratch::new();
    let name = "x%0A::set-env name=A::b\\n]]><a \\\"q\\\" [l](u) {0}";
    let file = "a,b:c&<d>%.yaml";
    scratch.write(
        file,
        ERROR.replace("name: error", &format!("name: \"{name}\"")).replace("bogus", "\"::error::\\r\\n\""),
    );
    for format in FORMATS {
        let output = check(&scratch, &["--format", format, "."]);
        assert_eq!(status(&output), 1, "{format}");
        let commands = stdout(&output).lines().filter(|line| line.starts_with("::")).count();
        let findings = document(scratch.path(), &["."])["diagnostics"].as_array().map_or(0, Vec::len);
        assert_eq!(commands, if format == "github" { findings } else { 0 }, "{format}: {}", stdout(&output));
    }
}
