//! The values of objects while they are built: a tree whose every key and value knows which text it came from.
//!
//! Collections are shared until they are changed, so that an overlay costs what it changes and no more.

use std::sync::Arc;

use super::scalar;
use crate::source::Location;

/// A value and the place it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where a person would change it: in a base, a patch, or the kustomization that made it.
    pub at: Location,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A single value.
    Scalar(Scalar),
    /// A list.
    Seq(Arc<Vec<Node>>),
    /// Keys and values in their order.
    Map(Arc<Vec<Entry>>),
}

/// A single value as it is written, and what it is read as.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// What the text is read as.
    pub kind: Kind,
    /// The text, without quotes.
    pub text: Arc<str>,
}

/// What the text of a scalar is read as (the tags of go-yaml v3, which kustomize reads with).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number in any notation.
    Int,
    /// Any other number.
    Float,
    /// A date or a point in time without quotes, which kustomize writes out in full.
    Timestamp,
    /// A text without quotes.
    Plain,
    /// A text in quotes or in a block.
    Quoted,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Arc<str>,
    /// Where the key stands.
    pub at: Location,
    /// The value.
    pub value: Node,
}

impl Kind {
    /// Whether it is read as a text.
    pub fn is_text(self) -> bool {
        matches!(self, Kind::Plain | Kind::Quoted | Kind::Timestamp)
    }
}

impl Node {
    /// A text that stays one whatever it looks like (`!!str`).
    pub fn text(at: Location, text: impl Into<Arc<str>>) -> Node {
        Node::scalar(at, Kind::Quoted, text)
    }

    /// A scalar.
    pub fn scalar(at: Location, kind: Kind, text: impl Into<Arc<str>>) -> Node {
        Node { at, value: Value::Scalar(Scalar { kind, text: text.into() }) }
    }

    /// A list.
    pub fn seq(at: Location, items: Vec<Node>) -> Node {
        Node { at, value: Value::Seq(Arc::new(items)) }
    }

    /// A mapping.
    pub fn map(at: Location, entries: Vec<Entry>) -> Node {
        Node { at, value: Value::Map(Arc::new(entries)) }
    }

    /// Its JSON.
    pub fn to_json(&self) -> serde_json::Value {
        super::json::to_json(self)
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar(scalar) if scalar.kind == Kind::Null)
    }

    /// The scalar, if it is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Value::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of a scalar as written, whatever it is read as; null is the empty text (`yaml.GetValue`).
    pub fn written(&self) -> &str {
        self.as_scalar().filter(|scalar| scalar.kind != Kind::Null).map_or("", |scalar| &scalar.text)
    }

    /// The same, shared.
    pub fn written_shared(&self) -> Arc<str> {
        let scalar = self.as_scalar().filter(|scalar| scalar.kind != Kind::Null);
        scalar.map_or_else(|| Arc::from(""), |scalar| scalar.text.clone())
    }

    /// The text of a scalar as written; that of anything else is empty.
    pub fn scalar_text(&self) -> &str {
        self.as_scalar().map_or("", |scalar| &scalar.text)
    }

    /// The text of a scalar that is read as one.
    pub fn as_text(&self) -> Option<&str> {
        self.as_scalar().filter(|scalar| scalar.kind.is_text()).map(|scalar| &*scalar.text)
    }

    /// Whether it is the boolean `true`.
    pub fn is_true(&self) -> bool {
        self.as_scalar()
            .is_some_and(|scalar| scalar.kind == Kind::Bool && scalar.text.eq_ignore_ascii_case("true"))
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Seq(items) => items,
            _ => &[],
        }
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Whether it is a mapping.
    pub fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    /// Whether it is a list.
    pub fn is_seq(&self) -> bool {
        matches!(self.value, Value::Seq(_))
    }

    /// Null, or a collection without anything in it (`IsNilOrEmpty`).
    pub fn is_empty(&self) -> bool {
        match &self.value {
            Value::Scalar(scalar) => scalar.kind == Kind::Null,
            Value::Seq(items) => items.is_empty(),
            Value::Map(entries) => entries.is_empty(),
        }
    }

    /// The entry under a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| &*entry.key == key)
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value at the end of a path of keys.
    pub fn get_path(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The items of a list, for changing them.
    pub fn items_mut(&mut self) -> Option<&mut Vec<Node>> {
        match &mut self.value {
            Value::Seq(items) => Some(Arc::make_mut(items)),
            _ => None,
        }
    }

    /// The entries of a mapping, for changing them.
    pub fn entries_mut(&mut self) -> Option<&mut Vec<Entry>> {
        match &mut self.value {
            Value::Map(entries) => Some(Arc::make_mut(entries)),
            _ => None,
        }
    }

    /// The value under a key, for changing it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let index = self.entries().iter().position(|entry| &*entry.key == key)?;
        Some(&mut self.entries_mut()?[index].value)
    }

    /// Puts a value under a key, in place of the one that is there. Does nothing to what is not a mapping.
    pub fn set(&mut self, key: &Arc<str>, at: Location, value: Node) {
        match self.get_mut(key) {
            Some(present) => *present = value,
            None => {
                if let Some(entries) = self.entries_mut() {
                    entries.push(Entry { key: key.clone(), at, value });
                }
            }
        }
    }

    /// Takes a key away; gives what was there.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let index = self.entries().iter().position(|entry| &*entry.key == key)?;
        Some(self.entries_mut()?.remove(index).value)
    }

    /// Gives a scalar another text of no stated type: it stays a text where it stands in quotes, and is read
    /// as what it looks like otherwise (`FieldSetter` with a value without a tag, which keeps the style).
    pub fn rewrite(&mut self, text: impl Into<Arc<str>>) {
        if let Value::Scalar(scalar) = &mut self.value {
            let text = text.into();
            scalar.kind = if scalar.kind == Kind::Quoted { Kind::Quoted } else { scalar::resolve(&text) };
            scalar.text = text;
        }
    }

    /// How deep it nests; a scalar is 1 deep.
    pub fn depth(&self) -> usize {
        match &self.value {
            Value::Scalar(_) => 1,
            Value::Seq(items) => 1 + items.iter().map(Node::depth).max().unwrap_or(0),
            Value::Map(entries) => 1 + entries.iter().map(|entry| entry.value.depth()).max().unwrap_or(0),
        }
    }

    /// About how many bytes it takes to write it out; counts on no further than a limit.
    pub fn weight(&self, limit: usize) -> usize {
        let add = |total: usize, more: &Node| match total < limit {
            true => total.saturating_add(more.weight(limit - total)),
            false => total,
        };
        match &self.value {
            Value::Scalar(scalar) => 4 + scalar.text.len(),
            Value::Seq(items) => items.iter().fold(4, add),
            Value::Map(entries) => {
                entries.iter().fold(4, |total, entry| add(total + 4 + entry.key.len(), &entry.value))
            }
        }
    }
}
