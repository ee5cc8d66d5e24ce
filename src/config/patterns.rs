//! Globs of paths and of objects, as `suppress` has them.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};

use super::Selector;
use crate::model::Object;
use crate::source::Span;

/// An entry of `suppress`.
#[derive(Clone, Debug)]
pub struct Suppress {
    /// The rules, each with its place; all where there are none.
    pub rules: Vec<(Selector, Span)>,
    /// The files; all where there are none.
    pub paths: Option<PathPatterns>,
    /// The objects; all where there are none.
    pub resources: Vec<ResourcePattern>,
    /// Why.
    pub reason: String,
}

/// Globs of files in a folder.
#[derive(Clone, Debug)]
pub struct PathPatterns {
    /// As written.
    pub texts: Vec<String>,
    folder: PathBuf,
    set: GlobSet,
}

impl PathPatterns {
    /// Reads globs; one that names a folder stands for all in it.
    ///
    /// # Errors
    ///
    /// Where one is malformed; gives back which.
    pub fn new(texts: &[String], folder: PathBuf) -> Result<PathPatterns, (usize, String)> {
        let mut set = GlobSetBuilder::new();
        for (index, text) in texts.iter().enumerate() {
            let text = text.strip_prefix("./").unwrap_or(text).trim_end_matches('/');
            let here = text == "." || text.is_empty();
            let whole = [text.to_owned(), format!("{text}/**")];
            let all = if here { vec!["**".to_owned()] } else { whole.to_vec() };
            for glob in all {
                let glob = GlobBuilder::new(&glob).literal_separator(true).build();
                set.add(glob.map_err(|error| (index, error.kind().to_string()))?);
            }
        }
        let set = set.build().map_err(|error| (0, error.kind().to_string()))?;
        Ok(PathPatterns { texts: texts.to_vec(), folder, set })
    }

    /// Whether a path, absolute or as seen from the current folder, is meant.
    pub fn matches(&self, path: &str) -> bool {
        let Ok(absolute) = std::path::absolute(path) else { return false };
        crate::text::path::plain(&absolute)
            .strip_prefix(&self.folder)
            .is_ok_and(|inner: &Path| self.set.is_match(inner))
    }
}

/// A glob of objects: `name`, `namespace/name`, or a kind and a blank before either.
#[derive(Clone, Debug)]
pub struct ResourcePattern {
    /// As written.
    pub text: String,
    kind: Option<GlobMatcher>,
    namespace: Option<GlobMatcher>,
    name: GlobMatcher,
}

impl ResourcePattern {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// Where it is malformed.
    pub fn parse(text: &str) -> Result<ResourcePattern, String> {
        let glob = |part: &str| match part {
            "" => Err("a part of it is empty".to_owned()),
            part => {
                Glob::new(part).map(|glob| glob.compile_matcher()).map_err(|error| error.kind().to_string())
            }
        };
        let (kind, rest) = match text.trim().split_once(char::is_whitespace) {
            Some((kind, rest)) => (Some(glob(kind)?), rest.trim()),
            None => (None, text.trim()),
        };
        let (namespace, name) = match rest.split_once('/') {
            Some((namespace, name)) => (Some(glob(namespace)?), name),
            None => (None, rest),
        };
        Ok(ResourcePattern { text: text.to_owned(), kind, namespace, name: glob(name)? })
    }

    /// Whether an object is meant.
    pub fn matches(&self, object: &Object) -> bool {
        let is =
            |glob: &Option<GlobMatcher>, text: &str| glob.as_ref().is_none_or(|glob| glob.is_match(text));
        is(&self.kind, &object.kind_name)
            && is(&self.namespace, &object.namespace)
            && self.name.is_match(object.name())
    }
}
