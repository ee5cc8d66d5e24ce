//! Putting a tree together from the parser's events.

use std::borrow::Cow;

use granit_parser::{Event, ScalarStyle, Span as EventSpan, StructureStyle, Tag};
use rustc_hash::FxHashMap;

use super::scalar;
use super::tree::{Entry, Node, NodeId, Stored, Tree};
use super::{Fault, MAX_DEPTH, Problem};
use crate::source::Span;

/// Aliases may multiply a document to this many nodes, or to [`EXPANSION_FACTOR`] times its own.
const EXPANSION_FLOOR: u64 = 100_000;
const EXPANSION_FACTOR: u64 = 10;

/// A collection that is being read.
struct Open {
    id: NodeId,
    is_map: bool,
    is_flow: bool,
    children: Vec<NodeId>,
    /// Nodes in this collection with every alias written out.
    weight: u64,
    anchor: usize,
}

pub(super) struct Builder<'text> {
    pub text: &'text str,
    pub nodes: Vec<Node<'text>>,
    pub sequences: Vec<NodeId>,
    pub entries: Vec<Entry>,
    open: Vec<Open>,
    spare: Vec<Vec<NodeId>>,
    /// The node and the weight behind each anchor; `None` while the node is still open.
    anchors: FxHashMap<usize, Option<(NodeId, u64)>>,
    pub problems: Vec<Problem>,
    /// End of the last token, where the header of a block scalar is looked for.
    last_end: usize,
}

pub(super) type Step<'text> = Result<Option<Tree<'text>>, Problem>;

impl<'text> Builder<'text> {
    pub fn new(text: &'text str) -> Self {
        Builder {
            text,
            nodes: Vec::with_capacity(64),
            sequences: Vec::new(),
            entries: Vec::with_capacity(32),
            open: Vec::with_capacity(16),
            spare: Vec::new(),
            anchors: FxHashMap::default(),
            problems: Vec::new(),
            last_end: 0,
        }
    }

    pub fn event(&mut self, event: Event<'text>, at: &EventSpan) -> Step<'text> {
        let range = at.byte_range().unwrap_or(0..0);
        let span = Span::new(range.start.min(self.text.len()), range.end.min(self.text.len()));
        let done = match event {
            Event::Scalar(text, style, anchor, tag) => self.scalar(text, style, anchor, tag.as_deref(), span),
            Event::SequenceStart(style, anchor, _) => return self.start(false, style, anchor, span),
            Event::MappingStart(style, anchor, _) => return self.start(true, style, anchor, span),
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::UnresolvedAlias(name) => self.unresolved(&name, span),
            _ => return Ok(None),
        };
        self.last_end = self.last_end.max(span.end as usize);
        let (id, weight) = done;
        Ok(match self.open.last_mut() {
            Some(parent) => {
                parent.children.push(id);
                parent.weight += weight;
                None
            }
            None => self.finish(id),
        })
    }

    fn finish(&mut self, root: NodeId) -> Option<Tree<'text>> {
        if matches!(self.nodes[root.0 as usize].value, Stored::Null) {
            return None; // an empty document, or one that holds comments alone
        }
        Some(Tree {
            nodes: std::mem::take(&mut self.nodes),
            sequences: std::mem::take(&mut self.sequences),
            entries: std::mem::take(&mut self.entries),
            root,
            unknown: Vec::new(),
        })
    }

    fn push(&mut self, span: Span, value: Stored<'text>) -> NodeId {
        self.nodes.push(Node { span, value });
        NodeId(self.nodes.len() as u32 - 1)
    }

    pub fn problem(&mut self, span: Span, fault: Fault) {
        self.problems.push(Problem { span, fault });
    }

    fn scalar(
        &mut self,
        text: Cow<'text, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
    ) -> (NodeId, u64) {
        let span = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => self.with_block_header(span),
            _ => span,
        };
        let stringly = style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.core_suffix() == Some("str"));
        let value = if stringly {
            Stored::Str(text)
        } else {
            let (value, octal) = scalar::resolve(text);
            if let (true, &Stored::Int(value)) = (octal, &value) {
                self.problem(span, Fault::Octal { value });
            }
            value
        };
        let id = self.push(span, value);
        if anchor != 0 {
            self.anchors.insert(anchor, Some((id, 1)));
        }
        (id, 1)
    }

    /// The parser places a block scalar at its content; as written it begins at `|` or `>`.
    fn with_block_header(&self, content: Span) -> Span {
        let before = self.last_end.min(content.start as usize)..content.start as usize;
        let header = self.text.get(before.clone()).and_then(block_header);
        let start = header.map_or(content.start as usize, |at| before.start + at);
        let body = self.text.get(start..content.end as usize).unwrap_or("");
        Span::new(start, start + body.trim_end_matches(['\n', '\r', ' ']).len())
    }

    fn start(&mut self, is_map: bool, style: StructureStyle, anchor: usize, span: Span) -> Step<'text> {
        if self.open.len() >= MAX_DEPTH {
            let place = Span { end: span.end.max(span.start + 1), ..span };
            return Err(Problem { span: place, fault: Fault::TooDeep });
        }
        let placeholder = if is_map { Stored::Map(0..0) } else { Stored::Seq(0..0) };
        let id = self.push(span, placeholder);
        if anchor != 0 {
            self.anchors.insert(anchor, None);
        }
        let children = self.spare.pop().unwrap_or_default();
        // A pair in brackets is a mapping without brackets of its own.
        let is_flow = style == StructureStyle::Flow
            && matches!(self.text.as_bytes().get(span.start as usize), Some(b'[' | b'{'));
        self.open.push(Open { id, is_map, is_flow, children, weight: 1, anchor });
        self.last_end = self.last_end.max(span.end as usize);
        Ok(None)
    }

    fn end(&mut self, span: Span) -> (NodeId, u64) {
        let Some(mut open) = self.open.pop() else {
            return (self.push(span, Stored::Null), 1); // the parser balances its events
        };
        let start = self.nodes[open.id.0 as usize].span.start;
        // A block collection ends with its last child; its end event lies at the next token.
        let last = open.children.iter().map(|child| self.nodes[child.0 as usize].span.end).max();
        let mut end = if open.is_flow { span.end } else { last.map_or(start, |end| end.max(start)) };
        let value = if let Some(text) = self.text_with_colon(&open) {
            end = end.max(start + text.len() as u32);
            Stored::Str(Cow::Borrowed(text))
        } else if open.is_map {
            self.mapping(&open.children)
        } else {
            let from = self.sequences.len() as u32;
            self.sequences.extend_from_slice(&open.children);
            Stored::Seq(from..self.sequences.len() as u32)
        };
        self.nodes[open.id.0 as usize] = Node { span: Span { start, end: end.max(start) }, value };
        if open.anchor != 0 {
            self.anchors.insert(open.anchor, Some((open.id, open.weight)));
        }
        open.children.clear();
        self.spare.push(open.children);
        (open.id, open.weight)
    }

    /// The text of an item such as `2001:db8::` in `[2001:db8::]`. YAML 1.2 takes its last colon for that of a
    /// key without a value; Kubernetes' parser does so only where white space follows.
    fn text_with_colon(&self, open: &Open) -> Option<&'text str> {
        let (true, false, &[key, value]) = (open.is_map, open.is_flow, open.children.as_slice()) else {
            return None;
        };
        let bare = |id: NodeId| {
            let node = &self.nodes[id.0 as usize];
            let is_key = matches!(node.value, Stored::Str(_)) && !node.span.range().is_empty();
            is_key.then_some(node.span)
        };
        let is_null = matches!(self.nodes[value.0 as usize].value, Stored::Null);
        let key = bare(key).filter(|_| is_null)?;
        let after = self.text.as_bytes().get(key.end as usize..)?;
        let is_part = matches!(after, [b':', b',' | b']' | b'}', ..]);
        let is_plain = !matches!(self.text.as_bytes().get(key.start as usize), Some(b'"' | b'\''));
        self.text.get(key.start as usize..key.end as usize + 1).filter(|_| is_part && is_plain)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> (NodeId, u64) {
        let name = || self.text.get(span.range()).unwrap_or("").trim_start_matches('*').to_owned();
        match self.anchors.get(&anchor) {
            Some(&Some((id, weight))) => {
                let total = self.open.iter().map(|open| open.weight).sum::<u64>() + weight;
                if total > EXPANSION_FLOOR.max(EXPANSION_FACTOR * self.nodes.len() as u64) {
                    if !self.problems.iter().any(|problem| problem.fault == Fault::AliasExpansion) {
                        self.problem(span, Fault::AliasExpansion);
                    }
                    return (self.push(span, Stored::Null), 1);
                }
                (id, weight)
            }
            Some(None) => {
                let name = name();
                self.problem(span, Fault::AliasCycle { name });
                (self.push(span, Stored::Null), 1)
            }
            None => {
                let name = name();
                self.unresolved(&name, span)
            }
        }
    }

    /// An unquoted `*.example.com` or a lone `*` is the classic way to end up here; the text that was
    /// meant is kept, so that nothing else is wrong with the document.
    fn unresolved(&mut self, name: &str, span: Span) -> (NodeId, u64) {
        let text = format!("*{name}");
        // Kubernetes' parser takes only letters, digits, `_` and `-` for the name of an anchor.
        let is_word = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
        let is_host = name.is_empty() || !name.chars().all(is_word) || name.starts_with('-');
        let fault = if is_host {
            Fault::UnquotedAsterisk { text: text.clone() }
        } else {
            Fault::UnknownAnchor { name: name.to_owned() }
        };
        self.problem(span, fault);
        let value = if is_host { Stored::Str(Cow::Owned(text)) } else { Stored::Null };
        (self.push(span, value), 1)
    }
}

/// Where `|` or `>` stands in what lies between two tokens, of which comments are a part.
fn block_header(gap: &str) -> Option<usize> {
    let mut start = 0;
    for line in gap.split_inclusive('\n') {
        let is_comment = |&(at, _): &(usize, &str)| at == 0 || line[..at].ends_with([' ', '\t', '\r']);
        let comment = line.match_indices('#').find(is_comment).map_or(line.len(), |(at, _)| at);
        if let Some(at) = line[..comment].find(['|', '>']) {
            return Some(start + at);
        }
        start += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::parse::by_parser;

    fn written(text: &str, path: &[usize]) -> String {
        let parsed = by_parser(text, 0);
        let root = parsed.documents[0].root();
        let item = path.iter().fold(root, |node, &index| match node.items().nth(index) {
            Some(item) => item,
            None => node.entries().nth(index).expect("an entry").1,
        });
        text[item.span().range()].to_owned()
    }

    #[test]
    fn a_block_scalar_begins_at_its_own_header() {
        assert_eq!(written("- a # b | c\n- |  # d\n  text\n- e\n", &[1]), "|  # d\n  text");
        assert_eq!(written("- a\n# >\n-  # |\n  >-\n  text\n", &[1]), ">-\n  text");
        assert_eq!(written("a: &b#c >\n  text\n", &[0]), ">\n  text");
    }

    #[test]
    fn a_sequence_of_brackets_ends_with_the_last_of_them() {
        assert_eq!(written("a:\n- [b]\n- {c: d}\n\n# e\nf: g\n", &[0]), "[b]\n- {c: d}");
    }
}
