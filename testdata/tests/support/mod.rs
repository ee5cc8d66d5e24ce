//! Running the program on an example, as a user does.
#![allow(dead_code)] // each test program uses its own part

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// What a run gave.
pub struct Run {
    pub status: i32,
    pub findings: Vec<Found>,
    pub unverified: Vec<Found>,
    pub summary: Value,
    /// The report as text, with paths from the example on.
    pub text: String,
}

/// A finding of the JSON document.
#[derive(Debug, Clone)]
pub struct Found {
    pub rule: String,
    pub code: String,
    pub severity: String,
    pub path: String,
    pub start: (u64, u64),
    pub end: (u64, u64),
    pub name: String,
    /// All of it in one line.
    pub line: String,
}

/// The program, in an environment that changes nothing about it.
pub fn meshlint() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshlint"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

/// Checks a file or folder, from the folder that holds it.
pub fn check(example: &Path, args: &[&str]) -> Run {
    judge("check", example, args)
}

/// Runs `check` or `validate` on a file or folder, from the folder that holds it.
pub fn judge(verb: &str, example: &Path, args: &[&str]) -> Run {
    let name = example.file_name().expect("an example has a name");
    let here = example.parent().expect("an example is in a folder");
    let run = |format: &str| {
        let mut command = meshlint();
        command.current_dir(here).arg(verb).args(["--format", format]);
        command.args(["--min-severity", "info"]).args(args).arg("--").arg(name);
        command.output().expect("meshlint starts")
    };
    let text = run("text");
    let text = String::from_utf8(text.stdout).expect("the report is UTF-8");
    parse(&run("json"), text)
}

/// Checks a text on standard input.
pub fn check_stdin(input: &[u8], args: &[&str]) -> Run {
    let output = stdin(input, &[&["check", "--format", "json", "-"], args].concat());
    parse(&output, String::new())
}

/// Runs the program with a text on standard input.
pub fn stdin(input: &[u8], args: &[&str]) -> Output {
    let mut command = meshlint();
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("meshlint starts");
    let mut pipe = child.stdin.take().expect("standard input is piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || pipe.write_all(&input));
    let output = child.wait_with_output().expect("meshlint ends");
    let _ = writer.join();
    output
}

fn parse(output: &Output, text: String) -> Run {
    let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!(
            "no JSON ({error}): {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )
    });
    let list = |key: &str| document[key].as_array().expect("a list").iter().map(found).collect();
    Run {
        status: output.status.code().expect("an exit status"),
        findings: list("diagnostics"),
        unverified: list("unverified"),
        summary: document["summary"].clone(),
        text,
    }
}

fn found(value: &Value) -> Found {
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let place = |key: &str| {
        let number = |part: &str| value[key][part].as_u64().expect("a number");
        (number("line"), number("column"))
    };
    let (start, end) = (place("start"), place("end"));
    Found {
        rule: text("rule"),
        code: text("code"),
        severity: text("severity"),
        path: text("path"),
        start,
        end,
        name: value["resource"]["name"].as_str().unwrap_or_default().to_owned(),
        line: format!(
            "{}:{}:{} {} {}: {}",
            text("path"),
            start.0,
            start.1,
            text("severity"),
            text("rule"),
            text("message")
        ),
    }
}
