//! Files that are none, and paths that lead nowhere or in circles.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::process::Command;

use super::limited::Ended;
use super::{GOOD, Scratch, meshlint};

/// A folder `in` with a good file.
fn folder() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("in/good.yaml", GOOD);
    scratch
}

/// Checks the folder; the good file is checked once, whatever lies beside it. Gives all else.
fn check(scratch: &Scratch) -> (Ended, Vec<(String, String)>) {
    let ended = meshlint(scratch.path(), &["--format", "json", "in"]);
    let findings = ended.findings().into_iter().map(|(rule, path, ..)| (rule, path));
    let (proof, others): (Vec<_>, Vec<_>) = findings.partition(|(rule, _)| rule == "unknown-field");
    assert_eq!(proof, [("unknown-field".to_owned(), "in/good.yaml".to_owned())]);
    for format in ["text", "concise"] {
        assert_eq!(meshlint(scratch.path(), &["--format", format, "in"]).status, ended.status);
    }
    (ended, others)
}

fn unreadable(path: &str) -> Vec<(String, String)> {
    vec![("unreadable-file".to_owned(), path.to_owned())]
}

#[test]
fn loop_of_links() {
    let scratch = folder();
    symlink(".", scratch.path().join("in/loop")).unwrap();
    fs::create_dir(scratch.path().join("in/deeper")).unwrap();
    symlink("../..", scratch.path().join("in/deeper/up")).unwrap();
    let (ended, others) = check(&scratch);
    assert!(others.iter().all(|(rule, _)| rule == "unreadable-file"), "{others:?}");
    assert_eq!(ended.json()["summary"]["resources"], 1);
}

#[test]
fn link_to_itself() {
    let scratch = folder();
    symlink("self.yaml", scratch.path().join("in/self.yaml")).unwrap();
    assert_eq!(check(&scratch).1, unreadable("in/self.yaml"));
}

#[test]
fn dangling_link() {
    let scratch = folder();
    symlink("nowhere", scratch.path().join("in/dangling.yaml")).unwrap();
    symlink("nowhere", scratch.path().join("in/dangling.txt")).unwrap();
    symlink("nowhere", scratch.path().join("in/dangling")).unwrap();
    assert_eq!(check(&scratch).1, unreadable("in/dangling.yaml"));
    let named = meshlint(scratch.path(), &["--format", "json", "in/dangling.yaml"]);
    let rules: Vec<String> = named.findings().into_iter().map(|(rule, ..)| rule).collect();
    assert_eq!((named.status, rules), (1, vec!["unreadable-file".to_owned()]));
}

#[test]
fn two_ways_to_one_file() {
    let scratch = folder();
    symlink("good.yaml", scratch.path().join("in/later.yaml")).unwrap();
    symlink(".", scratch.path().join("in/z")).unwrap();
    let (ended, _) = check(&scratch);
    assert_eq!(ended.json()["summary"]["resources"], 1);
}

#[test]
fn unreadable_file() {
    let scratch = folder();
    let path = scratch.write("in/secret.yaml", GOOD);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        return; // root reads everything
    }
    assert_eq!(check(&scratch).1, unreadable("in/secret.yaml"));
}

#[test]
fn unreadable_folder() {
    let scratch = folder();
    scratch.write("in/secret/a.yaml", GOOD);
    let path = scratch.path().join("in/secret");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    let is_readable = fs::read_dir(&path).is_ok();
    let outcome = (!is_readable).then(|| check(&scratch).1);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    if let Some(others) = outcome {
        assert_eq!(others, unreadable("in/secret"));
    }
}

#[test]
fn folder_with_the_name_of_a_file() {
    let scratch = Scratch::new();
    scratch.write("in/folder.yaml/good.yaml", GOOD);
    let ended = meshlint(scratch.path(), &["--format", "json", "in"]);
    let expected = ("unknown-field".to_owned(), "in/folder.yaml/good.yaml".to_owned(), 6, 3);
    assert_eq!((ended.status, ended.findings()), (1, vec![expected]));
}

/// Reading a pipe that nobody writes to never ends.
#[test]
fn named_pipe() {
    let scratch = folder();
    let made = Command::new("mkfifo").arg(scratch.path().join("in/pipe.yaml")).status();
    if !made.is_ok_and(|status| status.success()) {
        return; // not on this system
    }
    let (ended, others) = check(&scratch);
    assert!(others.iter().all(|(rule, _)| rule == "unreadable-file"), "{others:?}");
    assert!(ended.skipped().iter().any(|(path, _)| path == "in/pipe.yaml"), "{:?}", ended.skipped());
}

/// A pipe that is named itself is what `<(kubectl get …)` makes: it is read.
#[test]
fn named_pipe_on_the_command_line() {
    let scratch = folder();
    let path = scratch.path().join("pipe");
    let made = Command::new("mkfifo").arg(&path).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    let writer = std::thread::spawn(move || fs::write(path, GOOD));
    let ended = meshlint(scratch.path(), &["--format", "json", "pipe"]);
    writer.join().unwrap().unwrap();
    assert_eq!(ended.findings(), [("unknown-field".to_owned(), "pipe".to_owned(), 6, 3)]);
}

#[test]
fn socket() {
    let scratch = folder();
    let _socket = UnixListener::bind(scratch.path().join("in/socket.yaml")).unwrap();
    let (_, others) = check(&scratch);
    assert!(others.iter().all(|(rule, _)| rule == "unreadable-file"), "{others:?}");
}

#[test]
fn endless_device() {
    let scratch = folder();
    symlink("/dev/zero", scratch.path().join("in/zero.yaml")).unwrap();
    let ended = meshlint(scratch.path(), &["--max-file-size", "8", "--format", "json", "in"]);
    let rules: Vec<String> = ended.findings().into_iter().map(|(rule, ..)| rule).collect();
    assert!(rules.contains(&"unknown-field".to_owned()), "{rules:?}");
    assert!(ended.peak < 256 << 20, "{} MiB", ended.peak >> 20);
}

#[test]
fn hostile_names() {
    let scratch = folder();
    let names =
        ["new\nline.yaml", "\u{1b}[31mred.yaml", "::error::x.yaml", " .yaml", "\u{202e}lmay.yaml", "-.yaml"];
    for name in names {
        scratch.write(&format!("in/{name}"), "a: [\napiVersion: v1\nkind: X\n");
    }
    let (ended, others) = check(&scratch);
    let rules: Vec<&str> = others.iter().map(|(rule, ..)| rule.as_str()).collect();
    assert_eq!((ended.status, rules), (1, names.map(|_| "yaml-syntax").to_vec()));
    for format in ["text", "concise"] {
        for args in [&["--format", format, "."][..], &["--format", format, "::error::x.yaml", "./-.yaml"]] {
            let shown = meshlint(&scratch.path().join("in"), args);
            for text in [&shown.stdout, &shown.stderr] {
                let is_obeyed = |c: char| c != '\n' && c.is_control() || c == '\u{202e}';
                assert!(!text.contains(is_obeyed), "{text:?}");
                assert!(!text.lines().any(|line| line.starts_with("::")), "{text}");
            }
        }
    }
}

#[test]
fn nothing_in_it() {
    for text in
        ["", "\n", "# nothing\n", "---\n", "---\n# nothing\n---\n...\n", "null\n", "{}\n", "[]\n", "a text\n"]
    {
        let scratch = Scratch::new();
        scratch.write("empty.yaml", text);
        for format in ["text", "concise", "json"] {
            let ended = meshlint(scratch.path(), &["--format", format, "empty.yaml"]);
            assert_eq!(ended.status, 3, "{text:?}: {}{}", ended.stdout, ended.stderr);
        }
        let ended = meshlint(scratch.path(), &["--format", "json", "."]);
        assert_eq!((ended.status, ended.skipped().len()), (3, 1), "{text:?}");
    }
    let scratch = Scratch::new();
    assert_eq!(meshlint(scratch.path(), &["."]).status, 3);
}
