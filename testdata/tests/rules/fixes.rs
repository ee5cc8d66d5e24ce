//! What fixes make of the bad examples.
//!
//! `fix/NAME` of a rule is what `bad/NAME` becomes when all its fixes are made; of a folder it holds the files that change.
//! Each rule that has a fix for one of its bad examples shows one at least. `MESHLINT_UPDATE_FIXES=1 cargo test --test
//! rules` writes them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use meshlint::engine::Rule;
use meshlint::yaml;

use crate::example::{Example, Run, folder};
use crate::scratch::Scratch;

type Files = BTreeMap<String, String>;

/// The bad examples of a rule become what is shown.
pub fn are_as_shown(rule: &'static Rule, bad: &[Arc<Example>]) {
    let update = std::env::var_os("MESHLINT_UPDATE_FIXES").is_some();
    let mut is_shown = false;
    let mut first = None;
    for example in bad {
        let here = example.path().parent().expect("it is in a folder").to_path_buf();
        let fixes = example.fixes_in(&here, true);
        let made: Files = fixes.files.into_iter().map(|file| (file.path, file.after)).collect();
        let place = folder(rule).join("fix");
        changes_nothing_more(example, &made);
        let is_own = !made.is_empty() && is_better(rule, example, &made);
        if place.join(&example.name).exists() {
            is_shown = true;
            if update && is_own {
                fs::remove_file(place.join(&example.name))
                    .or_else(|_| fs::remove_dir_all(place.join(&example.name)))
                    .unwrap();
                write(&place, &made);
            }
            let shown = read(&place, &example.name);
            assert_eq!(shown, made, "fix/{} is not what becomes of the example", example.name);
            assert!(is_own, "fix/{} does not fix what the rule finds", example.name);
            withstands_comments(example);
        } else if is_own && first.is_none() {
            first = Some((example, made));
        }
    }
    if let Some((example, made)) = first.filter(|_| !is_shown) {
        if update {
            write(&folder(rule).join("fix"), &made);
        }
        withstands_comments(example);
        assert!(update, "fix/{} is missing: MESHLINT_UPDATE_FIXES=1 writes it", example.name);
    }
    for entry in fs::read_dir(folder(rule).join("fix")).into_iter().flatten() {
        let name = entry.unwrap().file_name();
        let name = name.to_str().expect("a name in UTF-8");
        assert!(bad.iter().any(|example| example.name == name), "fix/{name} is not of a bad example");
    }
}

/// docs/fixing.md lists the rules that show a fix.
pub fn are_listed() {
    const MARKS: [&str; 2] = ["<!-- rules with fixes: written by the tests -->\n", "<!-- end -->"];
    let page = Path::new("docs/fixing.md");
    let text = fs::read_to_string(page).unwrap();
    let (head, rest) = text.split_once(MARKS[0]).expect("the mark is there");
    let (_, tail) = rest.split_once(MARKS[1]).expect("the mark is there");
    let with_fix = meshlint::rules::ALL.iter().filter(|rule| folder(rule).join("fix").is_dir());
    let line = |rule: &&Rule| format!("- [{}](../{}/README.md)\n", rule.name, folder(rule).to_str().unwrap());
    let list: String = with_fix.map(line).collect();
    let fresh = format!("{head}{}{list}{}{tail}", MARKS[0], MARKS[1]);
    if fresh != text {
        fs::write(page, fresh).unwrap();
        panic!("docs/fixing.md was out of date; it has been written again");
    }
}

/// A copy of an example with other texts in some files, and what is found there.
fn run_with(example: &Example, files: &Files) -> Run {
    let scratch = Scratch::new();
    copy(&example.path(), &scratch.path().join(&example.name));
    write(scratch.path(), files);
    example.run_in(scratch.path())
}

/// What was fixed is not fixed again.
fn changes_nothing_more(example: &Example, files: &Files) {
    if files.is_empty() {
        return;
    }
    let scratch = Scratch::new();
    copy(&example.path(), &scratch.path().join(&example.name));
    write(scratch.path(), files);
    let again = example.fixes_in(scratch.path(), true).files;
    assert!(again.is_empty(), "{} is fixed twice: {again:?}", example.name);
}

/// Whether a finding of the rule is gone when the files are changed; nothing may be new.
fn is_better(rule: &Rule, example: &Example, files: &Files) -> bool {
    let own = |run: &Run| run.findings.iter().filter(|found| found.rule == &rule.info).count();
    let (before, after) = (example.run(), run_with(example, files));
    if !is_lost(before) {
        for found in after.findings.iter().filter(|found| found.severity.is_some()) {
            let same = |other: &&crate::example::Found| other.rule == found.rule;
            let count = |run: &Run| run.findings.iter().filter(same).count();
            assert!(count(&after) <= count(before), "a fix of {} brings {}", example.name, found.line);
        }
    }
    own(&after) < own(before)
}

/// Whether a document could not be read before, so that what is in it comes to light.
fn is_lost(run: &Run) -> bool {
    run.findings.iter().any(|found| ["yaml-tab", "yaml-syntax", "unknown-kind"].contains(&found.rule.name))
}

/// With a comment behind each line, and with the line ends of Windows, the same is fixed, and both stay.
fn withstands_comments(example: &Example) {
    let scratch = Scratch::new();
    copy(&example.path(), &scratch.path().join(&example.name));
    let mut before = Files::new();
    each_file(scratch.path(), &mut |path| {
        let Ok(text) = fs::read_to_string(path) else { return };
        let is_yaml = path.extension().is_some_and(|ending| ending == "yaml");
        if let Some(commented) = Some(commented(&text)).filter(|it| is_yaml && says_the_same(&text, it)) {
            fs::write(path, &commented).unwrap();
            before.insert(path.strip_prefix(scratch.path()).unwrap().to_str().unwrap().to_owned(), commented);
        }
    });
    for file in example.fixes_in(scratch.path(), true).files {
        let Some(text) = before.get(&file.path) else { continue };
        let lone = file.after.replace("\r\n", "");
        assert!(!lone.contains('\n'), "{}: the line ends are mixed: {:?}", file.path, file.after);
        let marks = |text: &str| text.lines().filter_map(|line| line.rsplit_once("# mark ")).count();
        let lost = text.lines().count().saturating_sub(file.after.lines().count());
        assert!(
            marks(&file.after) + lost >= marks(text),
            "{}: comments are lost:\n{}",
            file.path,
            file.after
        );
    }
}

fn commented(text: &str) -> String {
    let line = |(number, line): (usize, &str)| match line.trim() {
        "" | "---" => format!("{line}\r\n"),
        trimmed if trimmed.starts_with('#') || trimmed.contains("meshlint:") => format!("{line}\r\n"),
        _ => format!("{line} # mark {number}\r\n"),
    };
    text.lines().enumerate().map(line).collect()
}

fn says_the_same(one: &str, other: &str) -> bool {
    let read = |text: &str| {
        let parsed = yaml::parse(text, 0);
        let documents: Vec<String> =
            parsed.documents.iter().map(|tree| format!("{:?}", tree.root())).collect();
        (documents, parsed.problems.len())
    };
    let pieces = |text: &'_ str| -> Vec<_> {
        let ranges = meshlint::intake::documents(text);
        ranges.into_iter().map(|range| read(&text[range])).collect()
    };
    pieces(one) == pieces(other)
}

fn write(place: &Path, files: &Files) {
    for (path, text) in files {
        let path = place.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn read(place: &Path, name: &str) -> Files {
    let mut files = Files::new();
    each_file(&place.join(name), &mut |path| {
        let inner = path.strip_prefix(place).unwrap().to_str().unwrap().to_owned();
        files.insert(inner, fs::read_to_string(path).unwrap());
    });
    files
}

fn copy(from: &Path, to: &Path) {
    each_file(from, &mut |path| {
        let to = match path.strip_prefix(from).unwrap() {
            inner if inner.as_os_str().is_empty() => to.to_path_buf(),
            inner => to.join(inner),
        };
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        if path.is_symlink() {
            #[cfg(unix)]
            std::os::unix::fs::symlink(fs::read_link(path).unwrap(), to).unwrap();
        } else {
            fs::copy(path, to).unwrap();
        }
    });
}

fn each_file(path: &Path, look: &mut dyn FnMut(&Path)) {
    if path.is_dir() && !path.is_symlink() {
        let mut entries: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        entries.iter().for_each(|entry| each_file(entry, look));
    } else {
        look(path);
    }
}
