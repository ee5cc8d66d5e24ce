//! Damaged manifests: whatever the input is, the tool says something sensible and loses no document.
//!
//! Manifests from `testdata/mutation/corpus` and from the examples of the rules are damaged at random and
//! read through the library. `MESHLINT_MUTATION_SECONDS` sets for how long (10 s), and
//! `MESHLINT_MUTATION_SEED` where to begin. What fails is kept in `testdata/mutation/failures`, and all that
//! lies there is tried first. An input that ends the process (no memory, no stack) stays in the folder
//! `meshlint-test-*` under `/dev/shm` or the folder for temporary files.

#[path = "support/invariants.rs"]
mod invariants;
#[path = "support/mutate.rs"]
mod mutate;
#[path = "support/random.rs"]
mod random;
#[path = "support/scratch.rs"]
mod scratch;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Parser;
use meshlint::cli::{Cli, Command, Fixes, Scope};
use meshlint::intake::documents;
use meshlint::yaml;
use random::Random;
use scratch::Scratch;

const SEED: u64 = 20_260_101;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All manifests below a folder, sorted by path.
fn manifests(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    let is_manifest = |path: &Path| {
        path.extension()
            .and_then(|ending| ending.to_str())
            .is_some_and(|ending| ["yaml", "yml", "json"].contains(&ending))
    };
    let expand = |path: PathBuf| match path.is_dir() {
        true => manifests(&path),
        false => Vec::from_iter(Some(path).filter(|path| is_manifest(path))),
    };
    paths.into_iter().flat_map(expand).collect()
}

/// The files that are damaged: their bytes, since some are not UTF-8 on purpose.
fn corpus() -> Vec<Vec<u8>> {
    let corpus = root().join("testdata/mutation/corpus");
    let mut paths = manifests(&corpus);
    let files = fs::read_dir(corpus).expect("the corpus is there");
    assert_eq!(paths.len(), files.count(), "a file of the corpus is left out");
    let is_example = |path: &PathBuf| {
        path.components().any(|part| ["bad", "good"].contains(&part.as_os_str().to_str().unwrap_or("")))
    };
    paths.extend(manifests(&root().join("rules")).into_iter().filter(is_example));
    // Among the examples is what cannot be read.
    paths.iter().filter_map(|path| fs::read(path).ok()).filter(|bytes| bytes.len() < 64 * 1024).collect()
}

/// Reads an input; the reason if anything is wrong.
fn fault(scratch: &Scratch, input: &[u8]) -> Option<String> {
    match catch_unwind(AssertUnwindSafe(|| invariants::check(scratch, input))) {
        Ok(outcome) => outcome.err(),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            Some(format!("panic: {}", text.unwrap_or("of no text")))
        }
    }
}

/// One to three files, of which one is damaged, with separators between them.
fn input(corpus: &[Vec<u8>], seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed);
    let count = 1 + random.below(3);
    let damaged = random.below(count);
    let mut input = Vec::new();
    for index in 0..count {
        if index > 0 {
            input.extend_from_slice(b"\n---\n");
        }
        let file = random.pick(corpus);
        if index == damaged {
            let other = random.pick(corpus);
            input.extend(mutate::mutate(&mut random, file, other));
        } else {
            input.extend_from_slice(file);
        }
    }
    input
}

/// What fixes make of a file: it can be read wherever it could before, and a second run finds nothing to do. It tells
/// whether anything was fixed.
fn fixed(scratch: &Scratch, text: &str, with_unsafe: bool) -> bool {
    let path = scratch.write("fixed.yaml", text);
    let place = path.to_str().expect("a path in UTF-8");
    let Command::Check(mut args) =
        Cli::parse_from(["meshlint", "check", "--no-config", "--min-severity", "info", place]).command
    else {
        unreachable!()
    };
    args.fix.unsafe_fixes = with_unsafe;
    let run = || Fixes::of(&args, Scope::Mesh).expect("the file is there");
    let Some(file) = run().files.pop() else { return false };
    let lost = |text: &str| {
        let pieces = documents(text).into_iter();
        let problems = pieces.flat_map(|piece| yaml::parse(&text[piece], 0).problems);
        problems.filter(|problem| problem.fault.loses_document()).count()
    };
    assert!(
        lost(&file.after) <= lost(text),
        "it cannot be read any more:\n{text}\n---- after\n{}",
        file.after
    );
    scratch.write("fixed.yaml", &file.after);
    let again = run().files;
    assert!(
        again.is_empty(),
        "it is fixed twice:\n{text}\n---- after\n{}\n---- again\n{again:?}",
        file.after
    );
    true
}

#[test]
fn fixes_of_damaged_manifests_are_sound() {
    let seconds =
        std::env::var("MESHLINT_MUTATION_SECONDS").map_or(10, |text| text.parse().expect("a number"));
    let end = Instant::now() + Duration::from_secs(seconds / 2 + 1);
    let corpus = corpus();
    let scratch = Scratch::new();
    let mut count = 0;
    for seed in SEED.. {
        if Instant::now() > end {
            break;
        }
        let Ok(text) = String::from_utf8(input(&corpus, seed)) else { continue };
        count += usize::from(fixed(&scratch, &text, seed % 2 == 0));
    }
    assert!(count > 0, "nothing was fixed");
}

/// Takes lines away for as long as the same kind of fault is left.
fn smallest(scratch: &Scratch, input: &[u8], reason: &str) -> Vec<u8> {
    let kind = |text: &str| text.chars().filter(|c| !c.is_ascii_digit()).take(60).collect::<String>();
    let is_same = |input: &[u8]| fault(scratch, input).is_some_and(|found| kind(&found) == kind(reason));
    let mut lines: Vec<&[u8]> = input.split_inclusive(|&byte| byte == b'\n').collect();
    let mut size = lines.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < lines.len() {
            let end = (at + size).min(lines.len());
            let shorter = [&lines[..at], &lines[end..]].concat();
            if is_same(&shorter.concat()) { lines = shorter } else { at = end }
        }
        size /= 2;
    }
    lines.concat()
}

#[test]
fn former_failures_are_mended() {
    let scratch = Scratch::new();
    for path in manifests(&root().join("testdata/mutation/failures")) {
        if let Some(reason) = fault(&scratch, &fs::read(&path).expect("readable")) {
            panic!("{}: {reason}", path.display());
        }
    }
}

#[test]
fn undamaged_manifests_are_sound() {
    let scratch = Scratch::new();
    for (index, file) in corpus().iter().enumerate() {
        assert_eq!(fault(&scratch, file), None, "file {index}: {}", String::from_utf8_lossy(file));
    }
}

#[test]
fn damaged_manifests_are_sound() {
    let number = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().expect("the variable holds a number"))
    };
    let time = Duration::from_secs(number("MESHLINT_MUTATION_SECONDS", 10));
    let first = number("MESHLINT_MUTATION_SEED", SEED);
    let corpus = corpus();
    let scratch = Scratch::new();
    let begin = Instant::now();
    let mut seed = first;
    loop {
        let input = input(&corpus, seed);
        if let Some(reason) = fault(&scratch, &input) {
            let small = smallest(&scratch, &input, &reason);
            let folder = root().join("testdata/mutation/failures");
            let path = folder.join(format!("{seed}.yaml"));
            fs::create_dir_all(&folder).and_then(|()| fs::write(&path, &small)).expect("writable");
            panic!("seed {seed}: {reason}\nkept in {}:\n{}", path.display(), String::from_utf8_lossy(&small));
        }
        seed = seed.wrapping_add(1);
        if begin.elapsed() >= time {
            break;
        }
    }
    println!("{} inputs, seeds {first} to {seed}", seed.wrapping_sub(first));
}

/// The files of a tree of kustomizations, and of orders to apply them.
fn kustomizations() -> Vec<(String, Vec<u8>)> {
    let folder = root().join("testdata/mutation/kustomizations");
    let mut files = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for path in
            fs::read_dir(next).expect("the tree is there").map(|entry| entry.expect("readable").path())
        {
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    let name =
                        path.strip_prefix(&folder).expect("it lies there").to_string_lossy().into_owned();
                    files.push((name, fs::read(&path).expect("readable")));
                }
            }
        }
    }
    files.sort();
    files
}

/// One of the files is damaged; what is built of the tree has its places in the files all the same.
#[test]
fn damaged_kustomizations_are_sound() {
    let seconds =
        std::env::var("MESHLINT_MUTATION_SECONDS").map_or(10, |text| text.parse().expect("a number"));
    let end = Instant::now() + Duration::from_secs(seconds / 4 + 1);
    let files = kustomizations();
    let texts: Vec<Vec<u8>> = files.iter().map(|(_, text)| text.clone()).collect();
    let scratch = Scratch::new();
    for (name, text) in &files {
        scratch.write(name, text);
    }
    let check = || {
        let folder = scratch.path().to_path_buf();
        match catch_unwind(AssertUnwindSafe(|| invariants::check_folder(folder))) {
            Ok(outcome) => outcome.err(),
            Err(_) => Some("it panics".to_owned()),
        }
    };
    assert_eq!(check(), None, "undamaged");
    for seed in SEED.. {
        if Instant::now() > end {
            break;
        }
        let mut random = Random::new(seed);
        let (name, text) = random.pick(&files);
        let damaged = mutate::mutate(&mut random, text, random_other(&texts, seed));
        scratch.write(name, &damaged);
        if let Some(reason) = check() {
            panic!("seed {seed}, {name}: {reason}\n{}", String::from_utf8_lossy(&damaged));
        }
        scratch.write(name, text);
    }
}

fn random_other(texts: &[Vec<u8>], seed: u64) -> &Vec<u8> {
    &texts[seed as usize % texts.len()]
}
