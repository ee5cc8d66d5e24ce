//! A piece of text with its documents as nodes that know what they stand in.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use crate::source::Span;
use crate::yaml::{self, NodeRef, Value};

/// So many bytes of edited copies are read for one piece of text. Each fix reads one, so that a text with thousands of
/// findings would take the square of its length; those behind are not offered a fix.
const BUDGET: usize = 8 * 1024 * 1024;

/// What a node is for what it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Root,
    Key,
    /// The value of the key with this index.
    Value(usize),
    Item,
}

/// What kind of value a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Scalar,
    List,
    Map,
}

/// A key or a value.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub span: Span,
    pub role: Role,
    pub shape: Shape,
    /// The collection that it stands in.
    pub parent: Option<usize>,
    /// What is in it, in order: the keys of a mapping, the items of a list.
    pub children: Vec<usize>,
    /// Of a key its value.
    pub value: Option<usize>,
    /// Whether an alias brings it here from another place.
    pub is_elsewhere: bool,
}

/// A piece of text that is read again: one object, or one document.
#[derive(Debug)]
pub(super) struct Document {
    /// The piece, with blanks for what stands before it in its first line.
    pub text: String,
    /// Where the piece begins in its file.
    pub base: usize,
    pub nodes: Vec<Node>,
    /// How many faults the YAML has.
    pub faults: usize,
    /// Whether a document in it cannot be read.
    pub is_lost: bool,
    /// How many documents there are in it.
    pub count: usize,
    /// The quotes that it prefers.
    pub quote: char,
    /// Whether all keys are in double quotes, as in JSON.
    pub is_json: bool,
    /// The nodes by their places; of those that share one the innermost.
    by_span: FxHashMap<Span, usize>,
    /// How many bytes of edited copies may still be read to see whether edits are sound.
    pub budget: Cell<usize>,
}

impl Document {
    pub fn read(text: String, base: usize) -> Document {
        let (nodes, faults, is_lost, count) = {
            let parsed = yaml::parse(&text, base);
            let mut nodes = Vec::new();
            for tree in &parsed.documents {
                add(tree.root(), Role::Root, None, base as u32, 0, &mut nodes);
            }
            let is_lost = parsed.problems.iter().any(|problem| problem.fault.loses_document());
            (nodes, parsed.problems.len(), is_lost, parsed.documents.len())
        };
        let here = nodes.iter().enumerate().filter(|(_, node)| !node.is_elsewhere);
        let by_span = here.map(|(index, node)| (node.span, index)).collect();
        let budget = Cell::new(BUDGET);
        let (quote, is_json) = ('"', false);
        let mut document =
            Document { text, base, nodes, faults, is_lost, count, quote, is_json, by_span, budget };
        let quoted = |mark: char| {
            document.nodes.iter().filter(|node| document.slice(node.span).starts_with(mark)).count()
        };
        if quoted('\'') > quoted('"') {
            document.quote = '\'';
        }
        let mut keys = document.nodes.iter().filter(|node| node.role == Role::Key).peekable();
        document.is_json = keys.peek().is_some() && keys.all(|key| document.slice(key.span).starts_with('"'));
        document
    }

    /// The text of a span of the file.
    pub fn slice(&self, span: Span) -> &str {
        let within = |at: u32| (at as usize).checked_sub(self.base);
        let range = within(span.start).zip(within(span.end));
        range.and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
    }

    /// Whether the piece holds a span of the file.
    pub fn holds(&self, span: Span) -> bool {
        span.start as usize >= self.base && span.end as usize <= self.base + self.text.len()
    }

    /// The key, scalar or collection that stands exactly there. Of those that share a span the innermost: the only item, and not
    /// the list.
    pub fn at(&self, span: Span) -> Option<usize> {
        self.by_span.get(&span).copied()
    }

    /// Whether a collection is written in brackets.
    pub fn is_flow(&self, collection: usize) -> bool {
        self.slice(self.nodes[collection].span).starts_with(['{', '['])
    }

    /// Whether a node stands in brackets, however deep.
    pub fn is_in_flow(&self, node: usize) -> bool {
        let mut outer = self.nodes[node].parent;
        while let Some(index) = outer {
            if self.is_flow(index) {
                return true;
            }
            outer = self.nodes[index].parent;
        }
        false
    }

    /// Where the value of a key ends, or the key itself where nothing is written for it.
    pub fn end_of_entry(&self, key: usize) -> Option<u32> {
        let own = self.nodes[key].span;
        let value = &self.nodes[self.nodes[key].value?];
        // What an alias stands for is written elsewhere.
        (!value.is_elsewhere && value.span.start >= own.start).then(|| value.span.end.max(own.end))
    }
}

/// Adds a node and all that is in it. What an alias stands for was there before it.
fn add(
    node: NodeRef<'_>,
    role: Role,
    parent: Option<usize>,
    from: u32,
    depth: usize,
    nodes: &mut Vec<Node>,
) -> usize {
    let index = nodes.len();
    let shape = match node.value() {
        Value::Map(_) => Shape::Map,
        Value::Seq(_) => Shape::List,
        _ => Shape::Scalar,
    };
    let is_elsewhere = node.span().start < from || depth > yaml::MAX_DEPTH;
    nodes.push(Node {
        span: node.span(),
        role,
        shape,
        parent,
        children: Vec::new(),
        value: None,
        is_elsewhere,
    });
    if is_elsewhere {
        return index;
    }
    let mut children = Vec::new();
    let mut last = node.span().start;
    for (key, value) in node.entries() {
        let key_index = add(key, Role::Key, Some(index), last, depth + 1, nodes);
        last = last.max(key.span().end);
        let value_index = add(value, Role::Value(key_index), Some(index), last, depth + 1, nodes);
        last = last.max(value.span().end);
        nodes[key_index].value = Some(value_index);
        children.push(key_index);
    }
    for item in node.items() {
        children.push(add(item, Role::Item, Some(index), last, depth + 1, nodes));
        last = last.max(item.span().end);
    }
    nodes[index].children = children;
    index
}
