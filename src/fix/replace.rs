//! Writing a file that is there already.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Why a file was left as it is.
#[derive(Debug)]
pub enum Refusal {
    /// It does not hold what was read from it.
    Changed,
    /// It may not be written.
    ReadOnly,
    /// It cannot be read or written.
    Failed(io::Error),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Changed => f.write_str("it has changed since it was read"),
            Refusal::ReadOnly => f.write_str("it is read-only"),
            Refusal::Failed(error) => error.fmt(f),
        }
    }
}

/// Puts a text in the place of the one that a file holds: all of it or nothing, and only if the file still holds what was
/// read. A link stays one, and permissions stay as they are.
///
/// # Errors
///
/// Where the file was left as it is.
pub fn replace(path: &Path, before: &str, after: &str) -> Result<(), Refusal> {
    let path = fs::canonicalize(path).map_err(Refusal::Failed)?;
    let permissions = fs::metadata(&path).map_err(Refusal::Failed)?.permissions();
    // A new file in its place would take no notice of it.
    if permissions.readonly() {
        return Err(Refusal::ReadOnly);
    }
    if fs::read(&path).map_err(Refusal::Failed)? != before.as_bytes() {
        return Err(Refusal::Changed);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file =
        tempfile::Builder::new().prefix(".meshlint-").tempfile_in(folder).map_err(Refusal::Failed)?;
    file.write_all(after.as_bytes()).map_err(Refusal::Failed)?;
    file.as_file().set_permissions(permissions).map_err(Refusal::Failed)?;
    file.as_file().sync_all().map_err(Refusal::Failed)?;
    file.persist(&path).map_err(|error| Refusal::Failed(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_replaced_as_a_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        fs::write(&path, "a: 1\n").unwrap();
        replace(&path, "a: 1\n", "a: 2\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "a: 2\n");
        assert!(matches!(replace(&path, "a: 1\n", "a: 3\n"), Err(Refusal::Changed)));
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert!(matches!(replace(&path, "a: 2\n", "a: 3\n"), Err(Refusal::ReadOnly)));
        assert_eq!(fs::read_to_string(&path).unwrap(), "a: 2\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
