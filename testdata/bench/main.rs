//! The benchmark: times the whole release program on a mesh that it generates.
//!
//! `cargo bench` measures; `cargo bench -- generate N DIR [--faults]` writes a mesh of N documents.

mod mesh_generator;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use mesh_generator::{Fault, Shape, generate};

const DOCUMENTS: usize = 18_600;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["generate", documents, folder, rest @ ..] => {
            let documents = documents.parse().expect("a number of documents");
            let faults = if rest.contains(&"--faults") { Fault::ALL.to_vec() } else { Vec::new() };
            let mesh = generate(&Shape { faults, ..Shape::with_documents(documents) });
            mesh.write_to(Path::new(folder)).expect("the folder can be written");
            println!("{} documents, {} bytes in {folder}", mesh.documents, mesh.bytes());
        }
        ["parse", folder] => parse(Path::new(folder)),
        _ => measure(),
    }
}

fn measure() {
    let root = std::env::temp_dir().join(format!("meshlint-bench-{}", std::process::id()));
    let small = write(&root.join("small"), 0);
    let medium = write(&root.join("medium"), DOCUMENTS);
    let large = write(&root.join("large"), 10 * DOCUMENTS);
    let list = root.join("list.yaml");
    std::fs::write(&list, generate(&Shape::with_documents(10 * DOCUMENTS)).as_list()).expect("writable");

    // Writing 200 MB to disk in the background would be measured as well.
    let _ = Command::new("sync").status();
    println!("{:<44}{:>12}{:>12}", "median of five", "time", "memory");
    let start = report("start-up to answer, one small file", &small, 25);
    let base = report("check 18,600 documents", &medium, 5);
    let parse = parse_alone(&medium);
    println!("{:<44}{:>9.0} ms", "parse of the same alone (two threads)", parse.as_secs_f64() * 1e3);
    let tenfold = report("check 186,000 documents", &large, 5);
    let listed = report("check the same as one List", &list, 5);
    println!();
    println!("check / parse alone:        {:.2}", base.as_secs_f64() / parse.as_secs_f64());
    println!("ten times the input:        {:.1} times the time", tenfold.as_secs_f64() / base.as_secs_f64());
    println!("one List / many files:      {:.2}", listed.as_secs_f64() / tenfold.as_secs_f64());
    println!("start-up:                   {:.1} ms", start.as_secs_f64() * 1e3);
    std::fs::remove_dir_all(&root).expect("the folder is ours");
}

fn write(folder: &Path, documents: usize) -> PathBuf {
    std::fs::create_dir_all(folder).expect("writable");
    if documents == 0 {
        let text = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: web\nspec:\n  hosts:\n  - web\n  http:\n  - route:\n    - destination:\n        host: web\n";
        std::fs::write(folder.join("virtual-service.yaml"), text).expect("writable");
    } else {
        generate(&Shape::with_documents(documents)).write_to(folder).expect("writable");
    }
    folder.to_path_buf()
}

/// Times the program, prints the median and the peak memory as a multiple of the input.
fn report(what: &str, path: &Path, runs: usize) -> Duration {
    let mut times: Vec<Duration> = (0..runs).map(|_| run(path, false).0).collect();
    times.sort();
    let median = times[runs / 2];
    let bytes = size(path);
    let peak = run(path, true).1;
    let share = peak.map_or_else(String::new, |peak| format!("{:>9.1} x", peak as f64 / bytes as f64));
    println!("{what:<44}{:>9.1} ms{share}", median.as_secs_f64() * 1e3);
    median
}

/// Runs the program; its wall-clock time and, where it is watched and /proc tells, its peak memory. (Being
/// watched costs time.)
fn run(path: &Path, watched: bool) -> (Duration, Option<u64>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshlint"));
    command.args(["check", "--format", "concise"]).arg(path);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().expect("meshlint starts");
    if !watched {
        child.wait().expect("meshlint ends");
        return (start.elapsed(), None);
    }
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    // The high-water mark is read while the process lives; the last reading is close to the end.
    let watcher = std::thread::spawn(move || {
        while let Ok(text) = std::fs::read_to_string(&status) {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let Some(kib) = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok())
            else {
                break;
            };
            peak = Some(kib * 1024);
            std::thread::sleep(Duration::from_millis(5));
        }
        peak
    });
    child.wait().expect("meshlint ends");
    let time = start.elapsed();
    (time, watcher.join().expect("the watcher ends"))
}

fn size(path: &Path) -> u64 {
    if path.is_file() {
        return path.metadata().expect("readable").len();
    }
    let entries = std::fs::read_dir(path).expect("readable");
    entries.map(|entry| size(&entry.expect("readable").path())).sum()
}

/// The time of a program that reads and parses all files of a folder, and does nothing else; the median
/// of five. It is this program, started anew each time: a parser that keeps its memory from run to run
/// would be no measure for one that is started once.
fn parse_alone(folder: &Path) -> Duration {
    let program = std::env::current_exe().expect("this program has a path");
    let run = || {
        let start = Instant::now();
        let status = Command::new(&program).arg("parse").arg(folder).stdout(Stdio::null()).status();
        assert!(status.expect("this program starts").success());
        start.elapsed()
    };
    let mut times: Vec<Duration> = (0..5).map(|_| run()).collect();
    times.sort();
    times[2]
}

fn parse(folder: &Path) {
    use rayon::prelude::*;
    let mut files = Vec::new();
    list(folder, &mut files);
    let count = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("readable");
        let nodes = |text: &str| {
            meshlint::yaml::parse(text, 0).documents.iter().map(|tree| tree.len()).sum::<usize>()
        };
        text.split("\n---\n").map(nodes).sum::<usize>()
    };
    let nodes: usize = files.par_iter().map(count).sum();
    assert!(nodes > 0);
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() { list(&path, files) } else { files.push(path) }
    }
}
