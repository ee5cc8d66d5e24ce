//! Paths of files, as text: nothing here looks at the disk but for the current folder.

use std::path::{Component, Path, PathBuf};

/// The endings of files that hold YAML or JSON.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// The path without `.` and `..`, as far as that can be told without a look at the disk.
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    plain
}

/// The path from the root, plain, so that two paths of one file compare as equal.
pub fn absolute(path: &Path) -> PathBuf {
    plain(&std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()))
}

/// Whether a path ends as the paths of manifests do.
pub fn has_manifest_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.iter().any(|own| ending.eq_ignore_ascii_case(own)))
}

/// The folder that a `/`-separated path lies in; empty for the current one.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path as it is seen from the current folder, however it was given; `/`-separated.
pub fn relative(path: &str) -> String {
    let here = std::env::current_dir().ok();
    let inner = here.and_then(|here| Path::new(path).strip_prefix(&here).map(Path::to_path_buf).ok());
    let path = inner.map_or_else(|| path.to_owned(), |inner| inner.to_string_lossy().replace('\\', "/"));
    path.strip_prefix("./").map(str::to_owned).unwrap_or(path)
}
