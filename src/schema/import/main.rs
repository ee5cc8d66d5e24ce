//! Keeps the schema table: `cargo run --example import-schemas`, from the root of the repository.
//!
//! - Without arguments it writes `src/schema/table/` again, from `testdata/schemas` and the hand-written
//!   `src/schema/core.json`.
//! - With files or folders it first puts the definitions that they hold (CustomResourceDefinitions as YAML or
//!   JSON, as projects release them) into `testdata/schemas/crds`, and says what that changed.
//! - `envoy FOLDER… [-- FOLDER…]` writes `src/schema/envoy/types.txt` again, from the descriptors in modules of Go:
//!   those of the newest release, and behind `--` those of earlier ones.
//! - `diff OLD NEW` says what changed between two sets; `diff NEW` what has changed since the one that is
//!   checked in. The exit status is that of `diff`: 0 if nothing differs, 1 if something does, 2 for errors.

mod envoy;
mod generate;
mod set;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use set::{Comparison, Diff, Set};

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let paths: Vec<&Path> = arguments.iter().map(Path::new).collect();
    let done = match (arguments.first().map(String::as_str), paths.as_slice()) {
        (Some("diff"), [_, new]) => checked_in(root).and_then(|old| diff(old, Set::read([new])?, true)),
        (Some("diff"), [_, old, new]) => Set::read([old]).and_then(|old| diff(old, Set::read([new])?, false)),
        (Some("envoy"), [_, folders @ ..]) if !folders.is_empty() => write_messages(root, folders),
        (Some("diff" | "envoy" | "-h" | "--help"), _) => {
            Err("usage: [diff [OLD] NEW | envoy FOLDER… [-- FOLDER…] | FILE…]".to_owned())
        }
        (_, []) => write_table(root).map(|()| ExitCode::SUCCESS),
        (_, files) => import(root, files).and_then(|()| write_table(root)).map(|()| ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|error| {
        eprintln!("import-schemas: {error}");
        ExitCode::from(2)
    })
}

fn definitions(root: &Path) -> PathBuf {
    root.join("testdata/schemas/crds")
}

fn checked_in(root: &Path) -> Result<Set, String> {
    Set::read([definitions(root)])
}

/// Says what differs. What the new set has nothing of may be part of another release.
fn diff(old: Set, new: Set, in_part: bool) -> Result<ExitCode, String> {
    let comparison = Comparison::of(old, &new, in_part);
    say(&comparison.diff.text);
    for part in &comparison.left_out {
        eprintln!("not compared, since the new set holds nothing of it: {part}");
    }
    eprintln!("{}", comparison.diff.summary());
    Ok(ExitCode::from(comparison.status()))
}

/// Puts definitions where they are checked in.
fn import(root: &Path, files: &[&Path]) -> Result<(), String> {
    let new = Set::read(files)?;
    let old = checked_in(root)?.part_of(&new);
    let diff = Diff::between(&old, &new);
    for (name, definition) in &new.kinds {
        let mut definition = definition.clone();
        // Where it was taken from is said in more words than the name of a file.
        if let Some(source) = old.kinds.get(name).map(|old| &old["source"]) {
            definition["source"] = source.clone();
        }
        let file = definitions(root).join(set::file_of(name));
        let failed = |error: std::io::Error| format!("{}: {error}", file.display());
        std::fs::create_dir_all(file.parent().unwrap_or(root)).map_err(failed)?;
        std::fs::write(&file, set::text(&definition)).map_err(failed)?;
    }
    say(&format!("{}{} definitions; {}\n", diff.text, new.kinds.len(), diff.summary()));
    for name in old.kinds.keys().filter(|name| !new.kinds.contains_key(name)) {
        say(&format!("not in the new set: {name}; remove {} if it is gone\n", set::file_of(name).display()));
    }
    Ok(())
}

/// Writes the table again. The old one is in place until the new one is, and what is printed comes last, since the
/// program cannot be built again with half a table.
fn write_table(root: &Path) -> Result<(), String> {
    let table = root.join("src/schema/table");
    let files = generate::generate(root)?;
    let failed = |error: std::io::Error| format!("{}: {error}", table.display());
    std::fs::create_dir_all(&table).map_err(failed)?;
    for (name, text) in &files {
        std::fs::write(table.join(name), text).map_err(failed)?;
    }
    for entry in std::fs::read_dir(&table).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if files.iter().all(|(name, _)| path.file_name().is_none_or(|file| file != name.as_str())) {
            std::fs::remove_file(&path).map_err(failed)?;
        }
    }
    for (name, text) in &files {
        say(&format!("{name}: {} lines, {} bytes\n", text.lines().count(), text.len()));
    }
    Ok(())
}

/// Writes the table of the messages of Envoy again.
fn write_messages(root: &Path, folders: &[&Path]) -> Result<ExitCode, String> {
    let mut parts = folders.split(|folder| *folder == Path::new("--"));
    let (newest, earlier) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let text = envoy::table(newest, earlier)?;
    let file = root.join("src/schema/envoy/types.txt");
    std::fs::write(&file, &text).map_err(|error| format!("{}: {error}", file.display()))?;
    let count = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
    let (messages, enums, inner) = (count("message "), count("enum "), count(" "));
    say(&format!("{messages} messages, {enums} enums, {inner} lines in them, {} bytes\n", text.len()));
    Ok(ExitCode::SUCCESS)
}

/// Prints; nobody has to read it to the end.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
