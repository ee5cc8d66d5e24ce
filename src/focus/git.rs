//! What git tells of a change. The git program is asked: it is there wherever a repository is, and knows the
//! index, worktrees, attributes and partial clones better than any library.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Texts, absolute};
use crate::text::path::has_manifest_ending;

/// Why git could not tell.
#[derive(Debug)]
pub struct GitError(String);

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for GitError {}

/// The hash of the tree that holds nothing, in every repository.
const NOTHING: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/// A repository.
#[derive(Debug)]
pub struct Repository {
    top: PathBuf,
}

impl Repository {
    /// The repository that holds a path, whether or not the path is there.
    ///
    /// # Errors
    ///
    /// Where git cannot be run, or there is none.
    pub fn of(place: &Path) -> Result<Repository, GitError> {
        let place = absolute(place);
        let folder = place.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("/"));
        let up = git(folder, &["rev-parse", "--show-cdup"]).map_err(|GitError(reason)| {
            GitError(match reason.contains("not a git repository") {
                true => format!("{} is in no Git repository", folder.display()),
                false => reason,
            })
        })?;
        let up = text(up);
        Ok(Repository { top: absolute(&folder.join(up.trim_end_matches('\n'))) })
    }

    /// The commit that a revision stands for.
    ///
    /// # Errors
    ///
    /// Where there is no such revision.
    pub fn commit(&self, revision: &str) -> Result<String, GitError> {
        let commit = format!("{revision}^{{commit}}");
        let commit = git(&self.top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
        let unknown =
            || format!("git knows no revision `{revision}`: a shallow clone may lack it (fetch-depth: 0)");
        commit.map(|commit| text(commit).trim().to_owned()).map_err(|_| GitError(unknown()))
    }

    /// Where two commits come from. In a shallow clone that may not be known; then it is the first.
    pub fn ancestor(&self, commit: &str, other: &str) -> String {
        let base = git(&self.top, &["merge-base", commit, other]);
        base.map_or_else(|_| commit.to_owned(), |base| text(base).trim().to_owned())
    }

    /// What files hold in a commit, for those that are not the same in the working tree. `named` are read
    /// whatever their names end in.
    ///
    /// # Errors
    ///
    /// Where git fails.
    pub fn state(&self, commit: &str, named: &[PathBuf]) -> Result<Texts, GitError> {
        let mut names = self.diff(&[commit])?;
        names.extend(self.untracked()?);
        self.texts(commit, names, named)
    }

    /// What files hold in the last commit, for those that are staged.
    ///
    /// # Errors
    ///
    /// Where git fails.
    pub fn staged(&self) -> Result<Texts, GitError> {
        let head = self.commit("HEAD").unwrap_or_else(|_| NOTHING.to_owned());
        let names = self.diff(&["--cached", &head])?;
        self.texts(&head, names, &[])
    }

    /// What files hold in the index, for those that are not the same in the working tree. Of files in conflict,
    /// which the index has several of, the one in the working tree counts.
    ///
    /// # Errors
    ///
    /// Where git fails.
    pub fn index(&self) -> Result<Texts, GitError> {
        let mut texts = self.texts("", self.diff(&["--diff-filter=u"])?, &[])?;
        // What is not text stays in the working tree, where it is reported.
        texts.retain(|_, text| text.is_some());
        texts.extend(self.texts("", self.untracked()?, &[])?);
        Ok(texts)
    }

    fn diff(&self, between: &[&str]) -> Result<Vec<u8>, GitError> {
        git(&self.top, &[&["diff", "--name-only", "--no-renames", "-z"], between, &["--"]].concat())
    }

    fn untracked(&self) -> Result<Vec<u8>, GitError> {
        git(&self.top, &["ls-files", "--others", "--exclude-standard", "-z"])
    }

    fn texts(&self, tree: &str, names: Vec<u8>, named: &[PathBuf]) -> Result<Texts, GitError> {
        let names: Vec<&str> = names
            .split(|&byte| byte == 0)
            .filter_map(|name| std::str::from_utf8(name).ok())
            .filter(|name| !name.is_empty())
            .collect();
        let is_read = |name: &str| {
            may_hold_manifests(name)
                || named.iter().any(|path| *path == self.top.join(name)) && !name.contains('\n')
        };
        let asked: Vec<&str> = names.iter().copied().filter(|name| is_read(name)).collect();
        let mut answers = self.contents(tree, &asked)?.into_iter();
        let pair = |name: &str| {
            let text = if is_read(name) { answers.next().flatten() } else { None };
            (self.top.join(name), text)
        };
        Ok(names.into_iter().map(pair).collect())
    }

    /// What files hold in a tree; nothing for those that are not there, or are not text.
    fn contents(&self, tree: &str, names: &[&str]) -> Result<Vec<Option<String>>, GitError> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let refuse = |error: std::io::Error| GitError(format!("git cannot be run: {error}"));
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.top).args(["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(refuse)?;
        let questions: String = names.iter().map(|name| format!("{tree}:{name}\n")).collect();
        let pipe = child.stdin.take();
        // Whoever writes all questions before reading an answer waits for ever once the pipes are full.
        let writer = std::thread::spawn(move || pipe.map(|mut pipe| pipe.write_all(questions.as_bytes())));
        let output = child.wait_with_output().map_err(refuse)?;
        let _ = writer.join();
        let mut rest = output.stdout.as_slice();
        Ok(names.iter().map(|_| answer(&mut rest)).collect())
    }
}

/// Whether a file may hold manifests; nothing else is worth asking for.
fn may_hold_manifests(name: &str) -> bool {
    (has_manifest_ending(Path::new(name)) || name.ends_with("Kustomization")) && !name.contains('\n')
}

/// Takes one answer of `cat-file --batch`: `HASH blob SIZE`, the content and a line break, or one line that
/// says that there is none.
fn answer(rest: &mut &[u8]) -> Option<String> {
    let end = memchr::memchr(b'\n', rest)?;
    let (head, after) = rest.split_at(end);
    *rest = &after[1..];
    let head = std::str::from_utf8(head).ok()?;
    let size: usize = head.rsplit(' ').next()?.parse().ok().filter(|_| head.contains(" blob "))?;
    let content = rest.get(..size)?;
    *rest = rest.get(size + 1..).unwrap_or_default();
    String::from_utf8(content.to_vec()).ok()
}

fn git(folder: &Path, args: &[&str]) -> Result<Vec<u8>, GitError> {
    let output = Command::new("git").arg("-C").arg(folder).args(args).output();
    let output = output.map_err(|error| GitError(format!("git cannot be run: {error}")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let reason = String::from_utf8_lossy(&output.stderr);
    let reason = reason.lines().next().unwrap_or("it gave no reason").trim_start_matches("fatal: ");
    Err(GitError(format!("git {}: {reason}", args.first().unwrap_or(&""))))
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}
