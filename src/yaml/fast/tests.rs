//! What is read here is compared with what the parser reads: on manifests as they are, and damaged.
//!
//! `MESHLINT_YAML_MUTATIONS` sets how many damaged chunks are compared (20,000), `MESHLINT_YAML_SEED` where to begin,
//! and `MESHLINT_YAML_FOLDERS` (separated by colons) where more manifests lie than those of the project.

#[path = "../../../testdata/tests/support/mutate.rs"]
mod mutate;
#[path = "../../../testdata/tests/support/random.rs"]
mod random;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use random::Random;

use super::super::tree::{Node, Stored, Tree};
use super::super::{Parsed, parse};
use super::{Reader, read};

/// What YAML is made of, with what people write most often.
const TOKENS: [&str; 56] = [
    "a", "bc", "a", "1", "\n", "\n", "\n", "\n  ", "\n  ", "\n    ", "\n\n", "\n ", " ", " ", "  ", ": ",
    ": ", ": ", ":\n", ":\n  ", ":", "a: b", "\na: ", "\n  a: ", "- ", "- ", "\n- ", "\n  - ", "-", "?",
    "? ", "\"", "\"", "'", "'", "\\", "\\n", "\\\n", "|", "|\n", "|-\n", ">", ">+\n", "2", "#", " # c", "[",
    "]", "{", "}", ", ", ",", "&a ", "*a", "\n---\n", "\n...\n",
];

/// Less common ones, of which one in a few texts is enough.
const ODD_TOKENS: [&str; 16] = [
    "\t", "\r", "\r\n", "---", "...", "---\t", "<<: ", "!!str ", "!", "%", "@", "é", "\u{feff}", "\u{85}",
    "0777", "\\x41",
];

/// What almost every document begins with.
const BEGINNINGS: [&str; 7] = ["a: ", "- ", "a:\n", "a:\n  ", "{", "[", ""];

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("the variable holds a number"))
}

/// What differs between what is read here and what the parser reads; `None` where nothing does or nothing is read here.
fn difference(text: &str, base: usize) -> Option<String> {
    let documents = read(text, base)?;
    let Parsed { documents: expected, problems } = parse::by_parser(text, base);
    if !problems.is_empty() {
        return Some(format!("problems: {problems:?}"));
    }
    if documents.len() != expected.len() {
        return Some(format!("{} documents, expected {}", documents.len(), expected.len()));
    }
    documents.iter().zip(&expected).find_map(|(tree, expected)| tree_difference(tree, expected))
}

fn tree_difference(tree: &Tree, expected: &Tree) -> Option<String> {
    for (index, (node, expected)) in tree.nodes.iter().zip(&expected.nodes).enumerate() {
        if !is_same(node, expected) {
            return Some(format!("node {index}: {node:?}, expected {expected:?}"));
        }
    }
    let pairs = |tree: &Tree| tree.entries.iter().map(|entry| (entry.key, entry.value)).collect::<Vec<_>>();
    let is_same = tree.nodes.len() == expected.nodes.len()
        && tree.root == expected.root
        && tree.sequences == expected.sequences
        && tree.unknown == expected.unknown
        && pairs(tree) == pairs(expected);
    (!is_same).then(|| format!("{tree:?}, expected {expected:?}"))
}

fn is_same(node: &Node, expected: &Node) -> bool {
    let is_same_value = match (&node.value, &expected.value) {
        (Stored::Null, Stored::Null) => true,
        (Stored::Bool(value), Stored::Bool(expected)) => value == expected,
        (Stored::Int(value), Stored::Int(expected)) => value == expected,
        (Stored::Float(value), Stored::Float(expected)) => value.to_bits() == expected.to_bits(),
        (Stored::Str(value), Stored::Str(expected)) => value == expected,
        (Stored::Seq(value), Stored::Seq(expected)) | (Stored::Map(value), Stored::Map(expected)) => {
            value == expected
        }
        _ => false,
    };
    node.span == expected.span && is_same_value
}

/// Takes lines away for as long as there is a difference.
fn smallest(text: &str) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut size = lines.len();
    while size > 0 {
        let mut at = 0;
        while at < lines.len() {
            let shorter = [&lines[..at], &lines[(at + size).min(lines.len())..]].concat();
            if difference(&shorter.concat(), 0).is_some() { lines = shorter } else { at += size }
        }
        size /= 2;
    }
    lines.concat()
}

fn assert_same(text: &str, base: usize, place: &dyn std::fmt::Display) {
    if let Some(found) = difference(text, base) {
        let small = smallest(text);
        let reason = difference(&small, 0).unwrap_or(found);
        panic!("{place}: {reason}\n{small:?}\n{small}");
    }
}

fn manifests(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.expect("readable").path()) {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
        if path.is_dir() && !path.is_symlink() {
            manifests(&path, paths);
        } else if ["yaml", "yml", "json"].contains(&ending) {
            paths.push(path);
        }
    }
}

/// The texts of all manifests, those of the project first.
fn texts() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    let others = std::env::var("MESHLINT_YAML_FOLDERS").unwrap_or_default();
    let folders = ["rules", "testdata"].map(|folder| root.join(folder));
    for folder in
        folders.into_iter().chain(others.split(':').filter(|path| !path.is_empty()).map(PathBuf::from))
    {
        let from = paths.len();
        manifests(&folder, &mut paths);
        paths[from..].sort();
    }
    paths.into_iter().filter_map(|path| fs::read_to_string(&path).ok().map(|text| (path, text))).collect()
}

/// Where a text is cut into chunks: at lines that hold `---` alone.
fn chunks(text: &str) -> Vec<(usize, &str)> {
    let (mut chunks, mut start, mut at) = (Vec::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        if line.trim_end() == "---" {
            chunks.push((start, &text[start..at]));
            start = at + line.len();
        }
        at += line.len();
    }
    chunks.push((start, &text[start..]));
    chunks.retain(|(_, chunk)| !chunk.trim().is_empty());
    chunks
}

#[test]
fn manifests_are_read_as_by_the_parser() {
    let (mut known, mut count) = (0, 0);
    let mut unknown = String::new();
    for (path, text) in &texts() {
        assert_same(text, 0, &path.display());
        for (start, chunk) in chunks(text) {
            assert_same(chunk, start, &path.display());
            let is_sound = parse::by_parser(chunk, start).problems.is_empty();
            count += usize::from(is_sound);
            match read(chunk, start) {
                Some(_) => known += 1,
                None if is_sound => {
                    let mut reader = Reader::new(chunk, start);
                    let known = reader.documents().map_or(reader.cursor.at, |_| 0);
                    let line = text[..start + known].lines().count();
                    writeln!(unknown, "{}:{line}", path.display()).expect("a text");
                }
                None => {}
            }
        }
    }
    println!("{unknown}{known} of {count} chunks without a problem are read in one pass");
    // Among the manifests of the project are many that are odd on purpose.
    let is_usual = std::env::var("MESHLINT_YAML_FOLDERS").is_err();
    assert!(!is_usual || known * 100 > count * 98, "{known} of {count}");
}

#[test]
fn damaged_manifests_are_read_as_by_the_parser() {
    let texts = texts();
    let first = number("MESHLINT_YAML_SEED", 1);
    let mut known = 0u64;
    let chunks: Vec<&str> = texts.iter().flat_map(|(_, text)| chunks(text)).map(|(_, chunk)| chunk).collect();
    let chunks: Vec<&str> = chunks.into_iter().filter(|chunk| chunk.len() < 4096).collect();
    let count = number("MESHLINT_YAML_MUTATIONS", 20_000);
    for seed in first..first + count {
        let mut random = Random::new(seed);
        let (text, other) = (random.pick(&chunks), random.pick(&chunks));
        let damaged = mutate::mutate(&mut random, text.as_bytes(), other.as_bytes());
        let damaged = String::from_utf8_lossy(&damaged);
        known += u64::from(read(&damaged, 0).is_some());
        assert_same(&damaged, 0, &format_args!("seed {seed}"));
    }
    println!("{known} of {count} damaged chunks are read in one pass");
    assert!(known * 20 > count, "{known} of {count}");
}

#[test]
fn random_tokens_are_read_as_by_the_parser() {
    let first = number("MESHLINT_YAML_SEED", 1);
    let mut known = 0u64;
    let count = number("MESHLINT_YAML_MUTATIONS", 20_000) * 4;
    let mut text = String::new();
    for seed in first..first + count {
        let mut random = Random::new(seed);
        text.clear();
        let beginning = random.pick(&BEGINNINGS);
        text.push_str(beginning);
        for _ in 0..random.below(16) {
            let tokens = if random.once_in(40) { &ODD_TOKENS[..] } else { &TOKENS };
            let token = random.pick(tokens);
            text.push_str(token);
        }
        known += u64::from(read(&text, 0).is_some());
        assert_same(&text, 0, &format_args!("seed {seed}"));
    }
    println!("{known} of {count} texts of random tokens are read in one pass");
    assert!(known * 20 > count, "{known} of {count}");
}
