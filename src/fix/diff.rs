//! Changes of a text as people and `patch` read them.

use similar::TextDiff;

/// The unified diff of a file, with three lines around each change.
pub fn unified(path: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let name = path.trim_start_matches('/');
    diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}
