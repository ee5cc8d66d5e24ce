//! Requests and where they go: each folder of testdata/traces has a mesh and a list of requests, each with
//! the facts of its trace. `MESHLINT_UPDATE_TRACES=1 cargo test --test trace` writes the facts anew.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/traces");
    let mut folders: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("requests.txt").is_file())
        .collect();
    folders.sort();
    assert!(folders.len() >= 4, "only {} folders", folders.len());
    folders
}

fn trace(folder: &Path, args: &str, format: &str) -> Output {
    let mut command = support::meshlint();
    command.current_dir(folder).args(["trace", "--complete", "mesh.yaml", "--format", format]);
    command.args(args.split_whitespace()).output().expect("meshlint starts")
}

/// The facts of one hop, in one line, and what meets the request where it arrives.
fn facts(hop: &Value, indent: &str, text: &mut String) {
    let field = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    write!(text, "{indent}{}", field(hop, "outcome")).unwrap();
    if let Some(status) = hop["status"].as_i64() {
        write!(text, " {status}").unwrap();
    }
    if let Some(rule) = hop["rule"].as_object() {
        let rule = Value::Object(rule.clone());
        write!(text, " | {} {}/{}", field(&rule, "kind"), field(&rule, "namespace"), field(&rule, "name"))
            .unwrap();
        for name in ["http", "rule", "match", "delegateHttp", "delegateMatch"] {
            if let Some(number) = rule[name].as_i64() {
                write!(text, " {name}={number}").unwrap();
            }
        }
    }
    for cluster in hop["clusters"].as_array().into_iter().flatten() {
        write!(text, " | {}:{}", field(cluster, "host"), cluster["port"]).unwrap();
        if let Some(subset) = cluster["subset"].as_str() {
            write!(text, " {subset}").unwrap();
        }
        if let Some(weight) = cluster["weight"].as_i64() {
            write!(text, " {weight}%").unwrap();
        }
        if cluster["exists"] == false {
            write!(text, " (missing)").unwrap();
        }
        let workloads: Vec<&str> =
            cluster["workloads"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if !workloads.is_empty() {
            write!(text, " -> {}", workloads.join(", ")).unwrap();
        }
        if let Some(rule) = cluster["destinationRule"].as_str() {
            write!(text, " by {rule}").unwrap();
        }
        if let Some(tls) = cluster["tls"].as_str() {
            write!(text, " in {tls}").unwrap();
        }
    }
    for name in ["redirect", "rewrite", "fault", "timeout", "mirrors"] {
        if !hop[name].is_null() {
            write!(text, " | {name} {}", hop[name]).unwrap();
        }
    }
    for arrival in hop["arrivals"].as_array().into_iter().flatten() {
        if let Some(refusal) = arrival["refusal"].as_str() {
            write!(text, " | refused at {}: {refusal}", field(arrival, "workload")).unwrap();
        }
    }
    text.push('\n');
    if !hop["next"].is_null() {
        facts(&hop["next"], &format!("{indent}then "), text);
    }
}

#[test]
fn requests_go_where_istiod_sends_them() {
    let update = std::env::var_os("MESHLINT_UPDATE_TRACES").is_some();
    let mut stale = Vec::new();
    for folder in folders() {
        let path = folder.join("requests.txt");
        let written = fs::read_to_string(&path).unwrap();
        let mut fresh = String::new();
        let mut requests = 0;
        for line in written.lines().filter(|line| !line.starts_with("    ")) {
            writeln!(fresh, "{line}").unwrap();
            if !line.starts_with("--") {
                continue;
            }
            requests += 1;
            let output = trace(&folder, line, "json");
            let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
                panic!("{}: {line}: {error}: {}", folder.display(), String::from_utf8_lossy(&output.stderr))
            });
            assert_eq!(document["version"], 1);
            assert!(document["steps"].as_array().is_some_and(|steps| !steps.is_empty()), "{line}");
            facts(&document, "    ", &mut fresh);
        }
        assert!(requests > 5, "{}", path.display());
        if update {
            fs::write(&path, &fresh).unwrap();
        } else if fresh != written {
            stale.push(format!("{}\n{fresh}", path.display()));
        }
    }
    let hint = "if this is right, run MESHLINT_UPDATE_TRACES=1 cargo test --test trace";
    assert!(stale.is_empty(), "{}\n{hint}", stale.join("\n"));
}

#[test]
fn every_request_can_be_shown_in_every_format() {
    for folder in folders() {
        let written = fs::read_to_string(folder.join("requests.txt")).unwrap();
        for line in written.lines().filter(|line| line.starts_with("--")).step_by(3) {
            let json = trace(&folder, line, "json");
            for format in ["text", "mermaid", "dot"] {
                let output = trace(&folder, line, format);
                assert_eq!(output.status.code(), json.status.code(), "{line}: {format}");
                assert!(output.stdout.len() > 60, "{line}: {format}");
                assert!(!String::from_utf8_lossy(&output.stdout).contains('\u{1b}'), "colour in a pipe");
            }
        }
    }
}

#[test]
fn the_exit_status_tells_whether_the_request_is_answered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/traces/egress");
    let status = |args: &str| trace(&folder, args, "json").status.code();
    assert_eq!(status("--from red/worker --to http://rates.partner.example/"), Some(0));
    assert_eq!(
        status("--from red/worker --to http://rates.partner.example/ --method PUT"),
        Some(1),
        "refused"
    );
    assert_eq!(status("--from blue/worker --to http://rates.partner.example/"), Some(1), "blocked");
    assert_eq!(status("--from red/wroker --to http://rates.partner.example/"), Some(2), "no such workload");
    assert_eq!(status("--from red/worker --to rates.partner.example"), Some(2), "no URL");
    assert_eq!(status("--from red/worker --all"), Some(0));
    assert_eq!(status("--from gateway:egress/way-out --all"), Some(0));
    let mistaken = trace(&folder, "--from red/wroker --to http://rates.partner.example/", "text");
    assert!(String::from_utf8_lossy(&mistaken.stderr).contains("did you mean red/worker?"));
}
