//! Revisions of a Git repository, read with the program `git`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The files of a revision in a directory of their own, which is removed with it.
pub(super) struct Checkout {
    /// The directory, which stands for the top of the repository.
    pub root: PathBuf,
    /// The paths that were asked for, in there.
    pub paths: Vec<PathBuf>,
}

impl Checkout {
    /// Writes a revision of the repository that the paths are in, as one of the two sides. The index and the working tree stay as
    /// they are.
    pub(super) fn of(revision: &str, side: &str, paths: &[PathBuf]) -> Result<Checkout, String> {
        let top = top_level(paths)?;
        let commit = git(
            &top,
            &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")],
        )
        .map_err(|_| format!("`{revision}` is no revision of {}", top.display()))?;
        let commit = commit.trim();
        let root = std::env::temp_dir().join(format!("meshlint-diff-{}-{side}", std::process::id()));
        std::fs::create_dir_all(&root)
            .map_err(|error| format!("cannot write {}: {error}", root.display()))?;
        let mut checkout = Checkout { root, paths: Vec::new() };
        let index = checkout.root.join(".index");
        let prefix = format!("{}/files/", checkout.root.display());
        for arguments in
            [vec!["read-tree", commit], vec!["checkout-index", "--all", "--quiet", "--prefix", &prefix]]
        {
            let output = Command::new("git")
                .current_dir(&top)
                .env("GIT_INDEX_FILE", &index)
                .args(&arguments)
                .output()
                .map_err(|error| format!("cannot run git: {error}"))?;
            if !output.status.success() {
                return Err(format!("git: {}", String::from_utf8_lossy(&output.stderr).trim()));
            }
        }
        let files = checkout.root.join("files");
        for path in paths {
            let inside = relative(path, &top)?;
            let path = files.join(inside);
            // A path that the revision lacks holds nothing there, which is a state like any other.
            if !path.exists() {
                std::fs::create_dir_all(&path)
                    .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
            }
            checkout.paths.push(path);
        }
        checkout.root = files;
        Ok(checkout)
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        let own = self.root.parent().unwrap_or(&self.root);
        let is_ours =
            own.file_name().is_some_and(|name| name.to_string_lossy().starts_with("meshlint-diff-"));
        if is_ours {
            // What is left behind in the directory for temporary files does no harm.
            let _ = std::fs::remove_dir_all(own);
        }
    }
}

/// The top of the repository that the first path is in.
pub(super) fn top_level(paths: &[PathBuf]) -> Result<PathBuf, String> {
    let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let folder = if first.is_dir() {
        first
    } else {
        first.parent().filter(|it| it.is_dir()).unwrap_or(Path::new("."))
    };
    git(folder, &["rev-parse", "--show-toplevel"])
        .map(|top| PathBuf::from(top.trim_end_matches(['\n', '\r'])))
        .map_err(|why| format!("--rev needs a Git repository: {why}"))
}

/// A path from the top of the repository.
fn relative(path: &Path, top: &Path) -> Result<PathBuf, String> {
    let absolute = std::path::absolute(path).map_err(|error| error.to_string())?;
    let absolute = absolute.canonicalize().unwrap_or(absolute);
    let top = top.canonicalize().unwrap_or_else(|_| top.to_owned());
    absolute
        .strip_prefix(&top)
        .map(Path::to_owned)
        .map_err(|_| format!("{} is not in the repository {}", path.display(), top.display()))
}

fn git(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git").current_dir(folder).args(arguments).output();
    let output = output.map_err(|error| format!("cannot run git: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}
