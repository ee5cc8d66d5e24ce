//! The walls of docs/architecture.md hold: no module knows another one that the table there does not list.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Arrows = BTreeMap<String, BTreeSet<String>>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The table: for each module those that it may know.
fn table() -> Arrows {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let rows = page.split("| May know |").nth(1).expect("the table is there").lines().skip(2);
    let names = |cell: &str| -> Vec<String> {
        cell.split('`').skip(1).step_by(2).map(|name| name.trim_end_matches('/').to_owned()).collect()
    };
    let mut table = Arrows::new();
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let [modules, _, known] = cells[..] else { panic!("a row of three cells: {row}") };
        for module in names(modules) {
            let is_new = table.insert(module.clone(), names(known).into_iter().collect()).is_none();
            assert!(is_new, "`{module}` has two rows");
        }
    }
    table
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let is_of_tests = entry.file_stem().is_some_and(|name| name == "tests");
        if entry.is_dir() && !is_of_tests {
            rust_files(&entry, found);
        } else if entry.extension().is_some_and(|ending| ending == "rs") && !is_of_tests {
            found.push(entry);
        }
    }
}

/// The module of the crate that a file belongs to; `None` for programs.
fn module_of(path: &Path) -> Option<String> {
    let inner = path.strip_prefix(root()).unwrap();
    let mut parts = inner.iter().map(|part| part.to_string_lossy().into_owned());
    let (top, next) = (parts.next()?, parts.next()?);
    let is_program = ["src/lib.rs", "src/main.rs"].iter().any(|program| inner == Path::new(program))
        || inner.starts_with("src/schema/import");
    match &*top {
        _ if is_program => None,
        "rules" => Some(top),
        _ => Some(next.trim_end_matches(".rs").to_owned()),
    }
}

/// A line without its comment, and all up to the tests of the file.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    own.lines().filter(|line| !line.trim_start().starts_with("//"))
}

/// The modules that a piece of code names: behind `crate::`, in braces as well.
fn named(code: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => found.extend(first_part(&std::mem::take(&mut word))),
                    _ if depth == 0 => word.push(c),
                    _ => {}
                }
            }
            found.extend(first_part(&word));
        } else {
            let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
            found.insert(rest[..end].to_owned());
        }
    }
    found
}

fn first_part(path: &str) -> Option<String> {
    let first = path.split("::").next()?.split_whitespace().next()?;
    (first != "self").then(|| first.to_owned())
}

/// What each module knows, with a file for each arrow.
fn arrows() -> BTreeMap<String, BTreeMap<String, PathBuf>> {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    rust_files(&root().join("rules"), &mut files);
    let mut arrows: BTreeMap<String, BTreeMap<String, PathBuf>> = BTreeMap::new();
    for file in files {
        let Some(module) = module_of(&file) else { continue };
        let text = fs::read_to_string(&file).unwrap();
        let code: Vec<&str> = code(&text).collect();
        let known = arrows.entry(module.clone()).or_default();
        for other in named(&code.join("\n")).into_iter().filter(|other| *other != module) {
            known.entry(other).or_insert_with(|| file.clone());
        }
    }
    arrows
}

#[test]
fn no_module_knows_what_the_table_does_not_list() {
    let (table, arrows) = (table(), arrows());
    let mut faults = Vec::new();
    for (module, known) in &arrows {
        let Some(listed) = table.get(module) else {
            faults.push(format!("`{module}` has no row"));
            continue;
        };
        for (other, file) in known.iter().filter(|(other, _)| !listed.contains(*other)) {
            faults.push(format!("`{module}` knows `{other}`: {}", file.display()));
        }
        for other in listed.iter().filter(|other| !known.contains_key(*other)) {
            faults.push(format!("the row of `{module}` lists `{other}`, which it does not know"));
        }
    }
    for row in table.keys().filter(|row| !arrows.contains_key(*row)) {
        faults.push(format!("the row `{row}` has no module"));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Rows stand in the order in which data flows: a module knows those above it alone, so that there are no circles.
#[test]
fn the_table_has_no_circles() {
    let table = table();
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let place = |module: &str| {
        let row =
            |name: &str| page.find(&format!("\n| `{name}")).or_else(|| page.find(&format!(", `{name}`")));
        row(module).unwrap_or_else(|| panic!("`{module}` has a row"))
    };
    for (module, known) in &table {
        for other in known {
            assert!(place(other) < place(module), "`{module}` knows `{other}`, which stands below it");
        }
    }
}

#[test]
fn arrows_are_seen() {
    let text =
        "use crate::{a, b::{c, d}, e as f};\npub use crate::g::*;\nfn x() { crate::h::i() }\n// crate::no\n";
    let code: Vec<&str> = code(text).collect();
    let found = named(&code.join("\n"));
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["a", "b", "e", "g", "h"]);
}
