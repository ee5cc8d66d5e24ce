//! The spanned tree that a document is parsed into.

use std::borrow::Cow;
use std::ops::Range;

use super::scalar;
use crate::source::Span;

/// Index of a node in its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

/// One YAML document: nodes in one vector, children as index ranges.
///
/// An alias is an edge to the node of its anchor, so a tree may be a (bounded, acyclic) graph.
#[derive(Debug)]
pub struct Tree<'text> {
    pub(super) nodes: Vec<Node<'text>>,
    pub(super) sequences: Vec<NodeId>,
    pub(super) entries: Vec<Entry>,
    pub(super) root: NodeId,
    /// Scalars of which the value is not known, sorted.
    pub(super) unknown: Vec<NodeId>,
}

/// A node: where it stands and what it is read as.
#[derive(Debug)]
pub(super) struct Node<'text> {
    pub span: Span,
    pub value: Stored<'text>,
}

#[derive(Debug)]
pub(super) enum Stored<'text> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Cow<'text, str>),
    Seq(Range<u32>),
    Map(Range<u32>),
}

/// A key and its value.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The key.
    pub key: NodeId,
    /// The value.
    pub value: NodeId,
}

/// What a node is read as.
#[derive(Clone, Copy, Debug)]
pub enum Value<'tree> {
    /// `null`, `~` or nothing.
    Null,
    /// A boolean, in any of the spellings of YAML 1.1.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Str(&'tree str),
    /// A sequence of nodes.
    Seq(&'tree [NodeId]),
    /// A mapping; a key that stands twice is here twice, and the last one counts.
    Map(&'tree [Entry]),
}

/// A node together with its tree.
#[derive(Clone, Copy)]
pub struct NodeRef<'tree> {
    tree: &'tree Tree<'tree>,
    id: NodeId,
}

impl<'text> Tree<'text> {
    /// The top node.
    pub fn root<'tree>(&'tree self) -> NodeRef<'tree>
    where
        'text: 'tree,
    {
        self.node(self.root)
    }

    /// The node with this index.
    pub fn node<'tree>(&'tree self, id: NodeId) -> NodeRef<'tree>
    where
        'text: 'tree,
    {
        NodeRef { tree: self, id }
    }

    /// Gives every node the same place, for a document that stands inside a value of another one.
    pub fn place_all_at(&mut self, span: Span) {
        self.nodes.iter_mut().for_each(|node| node.span = span);
    }

    /// Notes of scalars that something else is filled in for them later: what is written is not their value.
    pub fn mark_unknown(&mut self, nodes: impl IntoIterator<Item = NodeId>) {
        self.unknown.extend(nodes);
        self.unknown.sort_unstable();
        self.unknown.dedup();
    }

    /// Gives a scalar another text; one that is written `plain`, without quotes, is read as what it then is.
    pub fn fill_in(&mut self, node: NodeId, text: String, plain: bool) {
        self.nodes[node.0 as usize].value = match plain {
            true => scalar::resolve(Cow::Owned(text)).0,
            false => Stored::Str(Cow::Owned(text)),
        };
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node (never so for a parsed document).
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

impl<'tree> NodeRef<'tree> {
    /// Where the node stands: a scalar as written with its quotes, a collection from its first to its
    /// last character. For an alias, the place of the anchored node.
    pub fn span(self) -> Span {
        self.tree.nodes[self.id.0 as usize].span
    }

    /// What the node is read as.
    pub fn value(self) -> Value<'tree> {
        match &self.tree.nodes[self.id.0 as usize].value {
            Stored::Null => Value::Null,
            Stored::Bool(value) => Value::Bool(*value),
            Stored::Int(value) => Value::Int(*value),
            Stored::Float(value) => Value::Float(*value),
            Stored::Str(value) => Value::Str(value),
            Stored::Seq(range) => Value::Seq(&self.tree.sequences[range.start as usize..range.end as usize]),
            Stored::Map(range) => Value::Map(&self.tree.entries[range.start as usize..range.end as usize]),
        }
    }

    /// Its number in the tree.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// Whether the value is not known, since something else is filled in for what is written.
    pub fn is_unknown(self) -> bool {
        !self.tree.unknown.is_empty() && self.tree.unknown.binary_search(&self.id).is_ok()
    }

    /// Another node of the same tree.
    pub fn at(self, id: NodeId) -> NodeRef<'tree> {
        NodeRef { tree: self.tree, id }
    }

    /// The text of a string node.
    pub fn as_str(self) -> Option<&'tree str> {
        match self.value() {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a sequence; nothing for any other node.
    pub fn items(self) -> impl ExactSizeIterator<Item = NodeRef<'tree>> {
        let items = match self.value() {
            Value::Seq(items) => items,
            _ => &[],
        };
        items.iter().map(move |&id| self.at(id))
    }

    /// The keys and values of a mapping; nothing for any other node.
    pub fn entries(
        self,
    ) -> impl DoubleEndedIterator<Item = (NodeRef<'tree>, NodeRef<'tree>)> + ExactSizeIterator {
        let entries = match self.value() {
            Value::Map(entries) => entries,
            _ => &[],
        };
        entries.iter().map(move |entry| (self.at(entry.key), self.at(entry.value)))
    }

    /// The value under a key; of a key that stands twice the last value, as Kubernetes takes it.
    pub fn get(self, key: &str) -> Option<NodeRef<'tree>> {
        self.get_entry(key).map(|(_, value)| value)
    }

    /// The key node and the value under a key.
    pub fn get_entry(self, key: &str) -> Option<(NodeRef<'tree>, NodeRef<'tree>)> {
        self.entries().rev().find(|(candidate, _)| candidate.as_str() == Some(key))
    }

    /// Whether the node is null (a missing value counts).
    pub fn is_null(self) -> bool {
        matches!(self.value(), Value::Null)
    }

    /// What the node is, in words for a message: `a string`, `a list` and so on.
    pub fn type_name(self) -> &'static str {
        match self.value() {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Int(_) => "an integer",
            Value::Float(_) => "a number",
            Value::Str(_) => "a string",
            Value::Seq(_) => "a list",
            Value::Map(_) => "an object",
        }
    }

    /// The key of a mapping as JSON has it: booleans and numbers become text. `None` for collections
    /// and null.
    pub fn key_text(self) -> Option<Cow<'tree, str>> {
        match self.value() {
            Value::Str(text) => Some(Cow::Borrowed(text)),
            Value::Bool(value) => Some(Cow::Borrowed(if value { "true" } else { "false" })),
            Value::Int(value) => Some(Cow::Owned(value.to_string())),
            Value::Float(value) => Some(Cow::Owned(value.to_string())),
            Value::Null | Value::Seq(_) | Value::Map(_) => None,
        }
    }
}

impl std::fmt::Debug for NodeRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.value() {
            Value::Seq(_) => f.debug_list().entries(self.items()).finish(),
            Value::Map(_) => f.debug_map().entries(self.entries()).finish(),
            other => write!(f, "{other:?}"),
        }
    }
}
