//! Meshes as people have them: clean ones are quiet, and every fault of their broken twins is found.
//!
//! `testdata/meshes/NAME` is a clean mesh; `NAME-broken` holds the files that differ in its twin.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

const MESHES: [&str; 5] = ["library", "tenants", "outbound", "waypoint", "machines"];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/meshes").join(name)
}

#[test]
fn clean_meshes_are_quiet() {
    for mesh in MESHES {
        for args in [&["--complete"][..], &[]] {
            let run = support::check(&folder(mesh), args);
            let found: Vec<_> = run.findings.iter().map(|finding| finding.line.as_str()).collect();
            assert!(found.is_empty(), "{mesh} {args:?}: {found:#?}");
            assert_eq!(run.summary["resources"].as_u64(), Some(objects(&folder(mesh))), "{mesh} is not read");
        }
    }
}

#[test]
fn faults_of_broken_twins_are_found() {
    for mesh in MESHES {
        let here = Path::new(env!("CARGO_TARGET_TMPDIR")).join("meshes").join(mesh);
        let _ = fs::remove_dir_all(&here);
        copy(&folder(mesh), &here);
        copy(&folder(&format!("{mesh}-broken")), &here);
        let run = support::check(&here, &["--complete"]);
        assert!(!run.findings.is_empty(), "{mesh} is as good as before");
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("mesh-{mesh}"), run.text.trim_end());
        });
    }
}

/// How many objects the files of a folder hold: each has its kind at the beginning of a line.
fn objects(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let in_entry = |path: PathBuf| match path.is_dir() {
        true => objects(&path),
        false => {
            let text = fs::read_to_string(&path).unwrap();
            text.lines().filter(|line| line.starts_with("kind: ")).count() as u64
        }
    };
    entries.map(in_entry).sum()
}

/// Puts the files of one folder into another, over those that are there.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let target = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            fs::copy(&entry, &target).unwrap();
        }
    }
}
