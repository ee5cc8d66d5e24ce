//! The tree as it grows: nodes in the order of the text, collections when they are closed.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::scalar;
use super::super::tree::{Entry, Node, NodeId, Stored, Tree};
use super::MAX_DEPTH;
use crate::source::Span;

/// Mappings up to this size are looked through for keys that stand twice; larger ones are hashed.
const FEW: usize = 12;

/// Aliases up to this number multiply nothing that the parser would warn of.
const MAX_ALIASES: usize = 1000;

/// What a tree grows from.
pub(super) struct Trunk<'text> {
    nodes: Vec<Node<'text>>,
    sequences: Vec<NodeId>,
    entries: Vec<Entry>,
    /// The children of all collections that are open, those of the innermost last.
    children: Vec<NodeId>,
    depth: usize,
    names: FxHashMap<&'text str, NodeId>,
    aliases: usize,
    base: usize,
}

/// A collection that is being read.
pub(super) struct Open {
    id: NodeId,
    /// Where its children begin.
    from: usize,
}

impl<'text> Trunk<'text> {
    /// Grows trees of a text with this many bytes that is at `base` of its source.
    pub fn new(length: usize, base: usize) -> Self {
        // Manifests have a node for some twelve bytes; the text of a block scalar has none.
        let likely = (length / 12).clamp(16, 4096);
        Trunk {
            nodes: Vec::with_capacity(likely),
            sequences: Vec::new(),
            entries: Vec::with_capacity(likely / 2),
            children: Vec::with_capacity(64),
            depth: 0,
            names: FxHashMap::default(),
            aliases: 0,
            base,
        }
    }

    /// The tree below a node, with which nothing is left here.
    pub fn finish(&mut self, root: NodeId) -> Tree<'text> {
        self.names.clear();
        self.aliases = 0;
        Tree {
            nodes: std::mem::take(&mut self.nodes),
            sequences: std::mem::take(&mut self.sequences),
            entries: std::mem::take(&mut self.entries),
            root,
            unknown: Vec::new(),
        }
    }

    /// A value of the collection that is open.
    pub fn push(&mut self, start: usize, end: usize, value: Stored<'text>) -> NodeId {
        let span = Span::new(start, end).shifted(self.base);
        self.nodes.push(Node { span, value });
        NodeId(self.nodes.len() as u32 - 1)
    }

    /// A scalar without quotes.
    pub fn push_plain(&mut self, start: usize, end: usize, text: Cow<'text, str>) -> Option<NodeId> {
        let (value, is_octal) = scalar::resolve(text);
        (!is_octal).then(|| self.push(start, end, value))
    }

    /// A value that is not written, at a place.
    pub fn push_missing(&mut self, at: usize) -> NodeId {
        self.push(at, at, Stored::Null)
    }

    /// Gives a scalar a name; another one may have had it before.
    pub fn name(&mut self, name: &'text str, node: NodeId) {
        self.names.insert(name, node);
    }

    /// The scalar that has a name at this place, if it is not taken too often.
    pub fn named(&mut self, name: &str) -> Option<NodeId> {
        self.aliases += 1;
        self.names.get(name).copied().filter(|_| self.aliases <= MAX_ALIASES)
    }

    pub fn is_collection(&self, node: NodeId) -> bool {
        matches!(self.nodes[node.0 as usize].value, Stored::Map(_) | Stored::Seq(_))
    }

    /// Begins a collection; `None` where it would be too deep.
    pub fn open(&mut self, start: usize) -> Option<Open> {
        self.depth += 1;
        (self.depth < MAX_DEPTH)
            .then(|| Open { id: self.push(start, start, Stored::Null), from: self.children.len() })
    }

    /// Adds an item, a key or a value to the innermost collection.
    pub fn adopt(&mut self, child: NodeId) {
        self.children.push(child);
    }

    /// Ends a sequence: at the offset, or with its last item.
    pub fn close_sequence(&mut self, open: Open, end: Option<usize>) -> NodeId {
        let from = self.sequences.len() as u32;
        self.sequences.extend_from_slice(&self.children[open.from..]);
        self.close(open, end, Stored::Seq(from..self.sequences.len() as u32))
    }

    /// Ends a mapping: at the offset, or with its last value. `None` where a key is neither a text nor a number, merges another
    /// mapping, or stands twice.
    pub fn close_mapping(&mut self, open: Open, end: Option<usize>) -> Option<NodeId> {
        let children = &self.children[open.from..];
        if !self.has_proper_keys(children) {
            return None;
        }
        let from = self.entries.len() as u32;
        let entry = |pair: &[NodeId]| Entry { key: pair[0], value: pair[1] };
        self.entries.extend(children.chunks_exact(2).map(entry));
        Some(self.close(open, end, Stored::Map(from..self.entries.len() as u32)))
    }

    fn close(&mut self, open: Open, end: Option<usize>, value: Stored<'text>) -> NodeId {
        let end_of = |child: &NodeId| self.nodes[child.0 as usize].span.end;
        let children = &self.children[open.from..];
        // Children stand in the order of the text, so the last one reaches furthest, unless it is the scalar of an alias.
        let last_end = match self.aliases {
            0 => children.last().map(end_of),
            _ => children.iter().map(end_of).max(),
        };
        self.children.truncate(open.from);
        self.depth -= 1;
        let node = &mut self.nodes[open.id.0 as usize];
        node.span.end =
            end.map_or(last_end.unwrap_or(0).max(node.span.start), |end| (end + self.base) as u32);
        node.value = value;
        open.id
    }

    fn has_proper_keys(&self, children: &[NodeId]) -> bool {
        let keys = children.iter().step_by(2).map(|key| &self.nodes[key.0 as usize].value);
        let is_proper = |key: &Stored| match key {
            Stored::Str(text) => text != "<<",
            Stored::Int(_) | Stored::Float(_) => true,
            _ => false,
        };
        let mut texts = keys.clone().filter_map(|key| match key {
            Stored::Str(text) => Some(&**text),
            _ => None,
        });
        let differ = match children.len() / 2 <= FEW {
            true => {
                let all = texts.clone();
                texts.enumerate().all(|(index, key)| all.clone().take(index).all(|other| other != key))
            }
            false => {
                let mut seen = FxHashSet::default();
                texts.all(|key| seen.insert(key))
            }
        };
        differ && keys.clone().all(is_proper)
    }
}
