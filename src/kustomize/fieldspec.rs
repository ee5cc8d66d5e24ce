//! Fields of objects that a transformer looks at: `spec/template/metadata/labels` of a Deployment.

use super::id::Gvk;
use super::value::{Entry, Kind, Node, Value};
use crate::source::Location;

/// The longest path, in parts. Longer ones reach nothing that could be read.
const MAX_PARTS: usize = 200;

/// A field of the objects of some kinds (`FieldSpec`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldSpec {
    pub gvk: Gvk,
    /// The path as written.
    pub path: std::sync::Arc<str>,
    /// The parts of the path.
    pub parts: std::sync::Arc<[String]>,
    /// Whether it is made where it is missing.
    pub create: bool,
}

/// What stands at the end of a path that is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Create {
    /// Nothing is made, whatever the field says.
    Nothing,
    Map,
    Scalar,
}

/// The field is not what the path takes it for.
#[derive(Debug)]
pub(super) struct Unfit;

impl FieldSpec {
    pub fn new(gvk: Gvk, path: &str, create: bool) -> FieldSpec {
        let parts = split_path(path, '/').into_iter().take(MAX_PARTS).collect();
        FieldSpec { gvk, path: path.into(), parts, create }
    }

    /// Whether it is the same field, for kinds that this one selects too (`effectivelyEquals`).
    pub fn covers(&self, other: &FieldSpec) -> bool {
        self.gvk.is_selected_by(&other.gvk) && self.path == other.path
    }

    /// Whether objects of a kind have it.
    pub fn is_for(&self, api_version: &str, kind: &str) -> bool {
        self.gvk.selects(api_version, kind)
    }

    /// Calls `set` for every value that the path leads to, through lists and maps (`fieldspec.Filter`). What is
    /// made on the way is placed at `at`.
    pub fn apply(
        &self,
        root: &mut Node,
        create: Create,
        at: Location,
        set: &mut dyn FnMut(&mut Node) -> Result<(), Unfit>,
    ) -> Result<(), Unfit> {
        let create = if self.create { create } else { Create::Nothing };
        // What is not reached is not copied.
        match reaches(root, &self.parts, create)? {
            true => walk(root, &self.parts, create, at, set),
            false => Ok(()),
        }
    }
}

/// Splits a path at a separator that no backslash stands before (`PathSplitter`).
pub(super) fn split_path(path: &str, separator: char) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut pieces = path.split(separator).peekable();
    if pieces.peek().is_some_and(|first| first.is_empty()) && path.contains(separator) {
        pieces.next();
    }
    let mut joins = false;
    for piece in pieces {
        let (piece, next_joins) = match piece.strip_suffix('\\') {
            Some(piece) => (piece, true),
            None => (piece, false),
        };
        match parts.last_mut().filter(|_| joins) {
            Some(last) => {
                last.push(separator);
                last.push_str(piece);
            }
            None => parts.push(piece.to_owned()),
        }
        joins = next_joins;
    }
    if joins && let Some(last) = parts.last_mut() {
        last.push('\\');
    }
    parts
}

fn reaches(node: &Node, parts: &[String], create: Create) -> Result<bool, Unfit> {
    let Some((part, rest)) = parts.split_first() else { return Ok(true) };
    match &node.value {
        Value::Scalar(scalar) if scalar.kind == Kind::Null => Ok(false),
        Value::Scalar(_) => Err(Unfit),
        Value::Seq(items) => {
            let mut found = false;
            for item in items.iter() {
                found |= reaches(item, parts, create)?;
            }
            Ok(found)
        }
        Value::Map(_) => {
            let (name, is_list) = name_of(part)?;
            let makes = create != Create::Nothing && !is_list;
            match node.get(name) {
                Some(value) if value.is_null() => {
                    Ok(makes || (is_list && !rest.is_empty()) || rest.is_empty())
                }
                Some(value) => reaches(value, rest, create),
                None => Ok(makes),
            }
        }
    }
}

fn name_of(part: &str) -> Result<(&str, bool), Unfit> {
    let (name, is_list) = part.strip_suffix("[]").map_or((part, false), |name| (name, true));
    if name.is_empty() { Err(Unfit) } else { Ok((name, is_list)) }
}

fn walk(
    node: &mut Node,
    parts: &[String],
    create: Create,
    at: Location,
    set: &mut dyn FnMut(&mut Node) -> Result<(), Unfit>,
) -> Result<(), Unfit> {
    let Some((part, rest)) = parts.split_first() else { return set(node) };
    if node.is_null() {
        return Ok(());
    }
    if let Some(items) = node.items_mut() {
        return items.iter_mut().try_for_each(|item| walk(item, parts, create, at, set));
    }
    let (name, is_list) = name_of(part)?;
    let makes = create != Create::Nothing && !is_list;
    let made = || match rest.is_empty() && create == Create::Scalar {
        true => Node::scalar(at, Kind::Plain, ""),
        false => Node::map(at, Vec::new()),
    };
    let Some(entries) = node.entries_mut() else { return Err(Unfit) };
    let index = match entries.iter().position(|entry| &*entry.key == name) {
        Some(index) => index,
        None if makes => {
            entries.push(Entry { key: name.into(), at, value: made() });
            entries.len() - 1
        }
        None => return Ok(()),
    };
    let value = &mut entries[index].value;
    if value.is_null() && makes {
        *value = made();
    } else if value.is_null() && is_list {
        *value = Node::seq(value.at, Vec::new());
    }
    walk(value, rest, create, at, set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_split_where_nothing_escapes_the_separator() {
        assert_eq!(split_path("a/b\\/c/d", '/'), ["a", "b/c", "d"]);
        assert_eq!(split_path("/a/b", '/'), ["a", "b"]);
        assert_eq!(split_path("a", '/'), ["a"]);
        assert_eq!(split_path("a.b\\.c", '.'), ["a", "b.c"]);
    }
}
