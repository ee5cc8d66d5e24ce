//! Running the program with a limit of time and an eye on its memory.
#![allow(dead_code)] // each test program uses its own part

use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::scratch::Scratch;

/// What takes longer than this hangs.
const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 30 });

/// How a run ended.
pub struct Ended {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
    /// The most memory that it was seen to hold, in bytes; 0 where the system does not tell.
    pub peak: u64,
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Ended {
    let output = Scratch::new();
    let (out, err) = (output.path().join("stdout"), output.path().join("stderr"));
    command.stdout(File::create(&out).expect("writable")).stderr(File::create(&err).expect("writable"));
    command.stdin(Stdio::null());
    let mut child = command.spawn().expect("meshlint starts");
    let begin = Instant::now();
    let mut peak = 0;
    let status = loop {
        peak = peak.max(high_water_mark(child.id()));
        if let Some(status) = child.try_wait().expect("the program is ours") {
            break status;
        }
        if begin.elapsed() > LIMIT {
            child.kill().expect("the program is ours");
            child.wait().expect("the program is ours");
            panic!("{command:?} has not ended after {LIMIT:?}");
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    let stderr = fs::read_to_string(err).expect("standard error is UTF-8");
    let code =
        status.code().unwrap_or_else(|| panic!("{command:?} was ended by a signal: {status}\n{stderr}"));
    Ended { status: code, stdout: fs::read_to_string(out).expect("standard output is UTF-8"), stderr, peak }
}

fn high_water_mark(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or_default() * 1024
}

impl Ended {
    /// The JSON document that was written.
    pub fn json(&self) -> Value {
        let broken = |error| panic!("no JSON ({error}): {}{}", self.stdout, self.stderr);
        serde_json::from_str(&self.stdout).unwrap_or_else(broken)
    }

    /// All findings: rule, path, line and column.
    pub fn findings(&self) -> Vec<(String, String, u64, u64)> {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let number = |value: &Value| value.as_u64().expect("a number");
        let finding = |finding: &Value| {
            let start = &finding["start"];
            let (line, column) = (number(&start["line"]), number(&start["column"]));
            (text(&finding["rule"]), text(&finding["path"]), line, column)
        };
        self.json()["diagnostics"].as_array().expect("a list").iter().map(finding).collect()
    }

    /// What was skipped: path and reason.
    pub fn skipped(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let document = self.json();
        let skipped = document["summary"]["skipped"].as_array().expect("a list");
        skipped.iter().map(|entry| (text(&entry["path"]), text(&entry["reason"]))).collect()
    }
}
