//! What git tells of a change. The git program is asked: it is there wherever a repository is, and knows the
//! index, worktrees, attributes and partial clones better than any library.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Change, Since, absolute};

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

pub(super) fn change(place: &Path, since: &Since) -> Result<Change, GitError> {
    let place = absolute(place);
    let folder = place.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("/"));
    let up = text(git(folder, &["rev-parse", "--show-cdup"])?);
    let top = absolute(&folder.join(up.trim_end_matches('\n')));
    let (base, names) = match since {
        Since::Staged => {
            let head = git(&top, &["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
            let base = head.map_or_else(|_| NOTHING.to_owned(), |head| text(head).trim().to_owned());
            let names = git(&top, &["diff", "--cached", "--name-only", "--no-renames", "-z", &base, "--"])?;
            (base, names)
        }
        Since::Revision(revision) => {
            let commit = format!("{revision}^{{commit}}");
            let commit = git(&top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
            let Ok(commit) = commit else {
                return Err(GitError(format!(
                    "git knows no revision `{revision}`: a shallow clone may lack it (fetch-depth: 0)"
                )));
            };
            let commit = text(commit).trim().to_owned();
            // In a shallow clone there may be no common ancestor; then everything that differs counts.
            let base = git(&top, &["merge-base", &commit, "HEAD"]);
            let base = base.map_or(commit, |base| text(base).trim().to_owned());
            let mut names = git(&top, &["diff", "--name-only", "--no-renames", "-z", &base, "--"])?;
            names.extend(git(&top, &["ls-files", "--others", "--exclude-standard", "-z"])?);
            (base, names)
        }
    };
    let names: Vec<&str> = names
        .split(|&byte| byte == 0)
        .filter_map(|name| std::str::from_utf8(name).ok())
        .filter(|name| !name.is_empty())
        .collect();
    let texts = before(&top, &base, &names)?;
    let paths = names.iter().map(|name| top.join(name));
    Ok(Change { before: paths.zip(texts).collect::<BTreeMap<PathBuf, Option<String>>>() })
}

/// What files held in a revision; nothing for those that were not there, or are no text.
fn before(top: &Path, base: &str, names: &[&str]) -> Result<Vec<Option<String>>, GitError> {
    let refuse = |error: std::io::Error| GitError(format!("git cannot be run: {error}"));
    let mut command = Command::new("git");
    command.arg("-C").arg(top).args(["cat-file", "--batch"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(refuse)?;
    let asked: Vec<&&str> = names.iter().filter(|name| is_read(name)).collect();
    let questions: String = asked.iter().map(|name| format!("{base}:{name}\n")).collect();
    let pipe = child.stdin.take();
    // Whoever writes all questions before reading an answer waits for ever once the pipes are full.
    let writer = std::thread::spawn(move || pipe.map(|mut pipe| pipe.write_all(questions.as_bytes())));
    let output = child.wait_with_output().map_err(refuse)?;
    let _ = writer.join();
    let mut rest = output.stdout.as_slice();
    let mut answers = Vec::with_capacity(names.len());
    for name in names {
        answers.push(if is_read(name) { answer(&mut rest) } else { None });
    }
    Ok(answers)
}

/// Whether a file may hold manifests; nothing else is worth asking for.
fn is_read(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let is_manifest = ["yaml", "yml", "json"].contains(&ending.to_ascii_lowercase().as_str());
    (is_manifest || name.ends_with("Kustomization")) && !name.contains('\n')
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
