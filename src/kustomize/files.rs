//! Where files come from, and paths as text.

use std::borrow::Cow;

use crate::source::SourceId;

/// The files that kustomizations name. Paths have `/` between their parts and no `.` or `..` but in front; the
/// working directory is the empty path.
pub trait Files: Sync {
    /// A file as a text, and the number of that text. `None` where there is no such file, or it is not UTF-8.
    fn text(&self, path: &str) -> Option<(SourceId, Cow<'_, str>)>;

    /// A file of which an object is generated, as it is.
    fn bytes(&self, path: &str) -> Option<Cow<'_, [u8]>>;

    /// Whether there is a directory of this name.
    fn is_directory(&self, path: &str) -> bool;

    /// The path with every symbolic link followed, where there may be some.
    fn canonical(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// What a file was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// A kustomization or a component.
    Kustomization,
    /// Objects.
    Resource,
    /// A patch.
    Patch,
    /// What an object is generated of.
    GeneratorSource,
    /// Replacements, settings of transformers, schemas, generators and transformers.
    Configuration,
}

/// A path relative to a directory, without `.` and, where possible, without `..`.
pub fn join(directory: &str, path: &str) -> String {
    let absolute = path.starts_with('/') || directory.starts_with('/');
    let base = if path.starts_with('/') { "" } else { directory };
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    if absolute { format!("/{}", parts.join("/")) } else { parts.join("/") }
}

/// Whether a path is that of a directory, or of something below it.
pub fn is_inside(path: &str, directory: &str) -> bool {
    if path.starts_with('/') != directory.starts_with('/') {
        return false;
    }
    let up = |path: &str| path.split('/').take_while(|part| *part == "..").count();
    let (path_up, directory_up) = (up(path), up(directory));
    let rest = |path: &str, up: usize| path.split('/').skip(up).collect::<Vec<_>>().join("/");
    let below = rest(directory, directory_up);
    match path_up.cmp(&directory_up) {
        std::cmp::Ordering::Greater => false,
        std::cmp::Ordering::Less => below.is_empty(),
        std::cmp::Ordering::Equal => {
            let rest = rest(path, path_up);
            below.is_empty() || below == "/" || rest == below || rest.starts_with(&format!("{below}/"))
        }
    }
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}

/// The path from one directory to a file, without regard to links.
pub fn relative(directory: &str, path: &str) -> String {
    let split = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (from, to) = (split(directory), split(path));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - common);
    up.chain(to[common..].iter().map(String::as_str)).collect::<Vec<_>>().join("/")
}

/// Whether the path of a resource is an address outside this machine (`IsRemoteFile`, `NewRepoSpecFromURL`).
pub fn is_remote(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let lower = lower.strip_prefix("git::").unwrap_or(&lower);
    let schemes = ["http://", "https://", "ssh://", "file://"];
    if schemes.iter().any(|scheme| lower.starts_with(scheme)) {
        return true;
    }
    let (user, rest) = lower.split_once('@').map_or((None, lower), |(user, rest)| (Some(user), rest));
    let is_user = |user: &str| {
        user.starts_with(|first: char| first.is_ascii_alphabetic())
            && user.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if user.is_some_and(is_user) {
        return rest.contains([':', '/']);
    }
    lower.starts_with("github.com/") || lower.starts_with("github.com:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_and_compared() {
        assert_eq!(join("a/b", "../c/./d.yaml"), "a/c/d.yaml");
        assert_eq!(join("", "../x"), "../x");
        assert_eq!(join("../..", "../x"), "../../../x");
        assert_eq!(join("/a", "../../x"), "/x");
        assert_eq!(join("a", "/x//y/"), "/x/y");
        assert!(is_inside("a/b/c", "a/b"));
        assert!(is_inside("a/b", "a/b"));
        assert!(is_inside("a", ""));
        assert!(is_inside("a", ".."));
        assert!(!is_inside("../a", ""));
        assert!(!is_inside("a/bc", "a/b"));
        assert_eq!(relative("a/b", "a/c/d.yaml"), "../c/d.yaml");
        assert_eq!(relative("", "a.yaml"), "a.yaml");
    }

    #[test]
    fn addresses_are_told_from_paths() {
        for remote in ["https://x.org/a", "github.com/a/b?ref=v1", "git@github.com:a/b", "ssh://h/a"] {
            assert!(is_remote(remote), "{remote}");
        }
        for path in ["../base", "a/b@c.yaml", "github/com", "1v@2/base"] {
            assert!(!is_remote(path), "{path}");
        }
    }
}
