//! From the parser's events to a [`Tree`].

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span as EventSpan, Tag};
use rustc_hash::{FxHashMap, FxHashSet};

use super::repair::Repair;
use super::scalar;
use super::tree::{Entry, Node, NodeId, Stored, Tree};
use super::{Fault, MAX_DEPTH, Parsed, Problem, error};
use crate::source::Span;

/// Aliases may multiply a document to this many nodes, or to [`EXPANSION_FACTOR`] times its own.
const EXPANSION_FLOOR: u64 = 100_000;
const EXPANSION_FACTOR: u64 = 10;

pub(super) fn parse(text: &str, base: usize) -> Parsed<'_> {
    let mut repair = Repair::default();
    let (mut parsed, mut error) = read(text);
    while let Some(stopped) = &error
        && repair.apply(stopped, text)
    {
        let (again, next) = read(&repair.text);
        parsed = again.into_owned();
        error = next;
    }
    for &at in &repair.asterisks {
        let written = parsed.restore(at, text).unwrap_or(Span::new(at, at + 1));
        let fault = Fault::UnquotedAsterisk { text: text[written.range()].to_owned() };
        parsed.problems.push(Problem { span: written, fault });
    }
    if let Some(error) = error {
        parsed.problems.push(match repair.opening_quote(text) {
            Some(quote) => error::unclosed_quote(quote),
            None => error::describe(&error, text),
        });
    }
    shift(&mut parsed, base);
    parsed
}

/// Reads up to the first error.
fn read(text: &str) -> (Parsed<'_>, Option<ScanError>) {
    // The parser's own limit is off by a little from ours, and reports the place less well.
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH + 40,
        block_nesting_limit: MAX_DEPTH + 40,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut parsed = Parsed { documents: Vec::new(), problems: Vec::new() };
    let mut builder = Builder::new(text);
    loop {
        let step = match parser.next_event() {
            None | Some(Ok((Event::StreamEnd, _))) => return (parsed, None),
            Some(Err(error)) => {
                parsed.problems.append(&mut builder.problems);
                return (parsed, Some(error));
            }
            Some(Ok((event, span))) => builder.event(event, &span),
        };
        match step {
            Ok(None) => {}
            Ok(Some(tree)) => {
                parsed.problems.append(&mut builder.problems);
                parsed.documents.push(tree);
                builder = Builder::new(text);
            }
            Err(problem) => {
                parsed.problems.append(&mut builder.problems);
                parsed.problems.push(problem);
                return (parsed, None);
            }
        }
    }
}

impl<'text> Parsed<'text> {
    /// The same, independent of the text it was read from.
    fn into_owned<'other>(mut self) -> Parsed<'other> {
        let owned = |node: Node<'text>| Node {
            span: node.span,
            value: match node.value {
                Stored::Str(text) => Stored::Str(Cow::Owned(text.into_owned())),
                Stored::Null => Stored::Null,
                Stored::Bool(value) => Stored::Bool(value),
                Stored::Int(value) => Stored::Int(value),
                Stored::Float(value) => Stored::Float(value),
                Stored::Seq(range) => Stored::Seq(range),
                Stored::Map(range) => Stored::Map(range),
            },
        };
        let tree = |tree: Tree<'text>| Tree {
            nodes: tree.nodes.into_iter().map(owned).collect(),
            sequences: tree.sequences,
            entries: tree.entries,
            root: tree.root,
        };
        let documents = std::mem::take(&mut self.documents);
        Parsed { documents: documents.into_iter().map(tree).collect(), problems: self.problems }
    }

    /// Gives the scalar at an offset the text that is written there; returns its place.
    fn restore(&mut self, at: usize, text: &str) -> Option<Span> {
        let holds = |node: &&mut Node<'text>| {
            let is_scalar = !matches!(node.value, Stored::Seq(_) | Stored::Map(_));
            is_scalar && node.span.range().contains(&at)
        };
        let node = self.documents.iter_mut().flat_map(|tree| &mut tree.nodes).find(holds)?;
        node.value = Stored::Str(Cow::Owned(text.get(node.span.range())?.to_owned()));
        Some(node.span)
    }
}

/// Turns offsets in the chunk into offsets in the source.
fn shift(parsed: &mut Parsed<'_>, base: usize) {
    if base == 0 {
        return;
    }
    for node in parsed.documents.iter_mut().flat_map(|tree| &mut tree.nodes) {
        node.span = node.span.shifted(base);
    }
    for problem in &mut parsed.problems {
        problem.span = problem.span.shifted(base);
        if let Fault::DuplicateKey { first, .. } = &mut problem.fault {
            *first = first.shifted(base);
        }
    }
}

/// A collection that is being read.
struct Open {
    id: NodeId,
    is_map: bool,
    children: Vec<NodeId>,
    /// Nodes in this collection with every alias written out.
    weight: u64,
    anchor: usize,
}

struct Builder<'text> {
    text: &'text str,
    nodes: Vec<Node<'text>>,
    sequences: Vec<NodeId>,
    entries: Vec<Entry>,
    open: Vec<Open>,
    spare: Vec<Vec<NodeId>>,
    /// The node and the weight behind each anchor; `None` while the node is still open.
    anchors: FxHashMap<usize, Option<(NodeId, u64)>>,
    problems: Vec<Problem>,
    /// End of the last token, where the header of a block scalar is looked for.
    last_end: usize,
}

type Step<'text> = Result<Option<Tree<'text>>, Problem>;

impl<'text> Builder<'text> {
    fn new(text: &'text str) -> Self {
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

    fn event(&mut self, event: Event<'text>, at: &EventSpan) -> Step<'text> {
        let range = at.byte_range().unwrap_or(0..0);
        let span = Span::new(range.start.min(self.text.len()), range.end.min(self.text.len()));
        let done = match event {
            Event::Scalar(text, style, anchor, tag) => self.scalar(text, style, anchor, tag.as_deref(), span),
            Event::SequenceStart(_, anchor, _) => return self.start(false, anchor, span),
            Event::MappingStart(_, anchor, _) => return self.start(true, anchor, span),
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
        })
    }

    fn push(&mut self, span: Span, value: Stored<'text>) -> NodeId {
        self.nodes.push(Node { span, value });
        NodeId(self.nodes.len() as u32 - 1)
    }

    fn problem(&mut self, span: Span, fault: Fault) {
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
        let header = self.text.get(before.clone()).and_then(|gap| gap.find(['|', '>']));
        let start = header.map_or(content.start as usize, |at| before.start + at);
        let body = self.text.get(start..content.end as usize).unwrap_or("");
        Span::new(start, start + body.trim_end_matches(['\n', '\r', ' ']).len())
    }

    fn start(&mut self, is_map: bool, anchor: usize, span: Span) -> Step<'text> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Problem { span, fault: Fault::TooDeep });
        }
        let placeholder = if is_map { Stored::Map(0..0) } else { Stored::Seq(0..0) };
        let id = self.push(span, placeholder);
        if anchor != 0 {
            self.anchors.insert(anchor, None);
        }
        let children = self.spare.pop().unwrap_or_default();
        self.open.push(Open { id, is_map, children, weight: 1, anchor });
        self.last_end = self.last_end.max(span.end as usize);
        Ok(None)
    }

    fn end(&mut self, span: Span) -> (NodeId, u64) {
        let Some(mut open) = self.open.pop() else {
            return (self.push(span, Stored::Null), 1); // the parser balances its events
        };
        let start = self.nodes[open.id.0 as usize].span.start;
        // A block collection ends with its last child; its end event lies at the next token.
        let is_flow = matches!(self.text.as_bytes().get(start as usize), Some(b'[' | b'{'));
        let last = open.children.iter().map(|child| self.nodes[child.0 as usize].span.end).max();
        let end = if is_flow { span.end } else { last.map_or(start, |end| end.max(start)) };
        let value = if open.is_map {
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

    fn mapping(&mut self, children: &[NodeId]) -> Stored<'text> {
        self.check_keys(children);
        let from = self.entries.len() as u32;
        let mut merges = Vec::new();
        for pair in children.chunks_exact(2) {
            let entry = Entry { key: pair[0], value: pair[1] };
            if self.is_merge_key(entry.key) {
                merges.push(entry.value);
            } else {
                self.entries.push(entry);
            }
        }
        if !merges.is_empty() {
            self.merge(from as usize, &merges);
        }
        Stored::Map(from..self.entries.len() as u32)
    }

    /// `<<` is a merge key only where it is not quoted.
    fn is_merge_key(&self, key: NodeId) -> bool {
        let node = &self.nodes[key.0 as usize];
        matches!(&node.value, Stored::Str(text) if text == "<<") && node.span.end - node.span.start == 2
    }

    /// Adds what the merged mappings have and the mapping itself (from `from` on) does not.
    fn merge(&mut self, from: usize, merges: &[NodeId]) {
        let mut present: FxHashSet<String> =
            self.entries[from..].iter().filter_map(|entry| self.key_text(entry.key)).collect();
        let mut sources = Vec::new();
        for &merge in merges {
            match &self.nodes[merge.0 as usize].value {
                Stored::Seq(range) => {
                    sources.extend_from_slice(&self.sequences[range.start as usize..range.end as usize]);
                }
                _ => sources.push(merge),
            }
        }
        for source in sources {
            let Stored::Map(range) = &self.nodes[source.0 as usize].value else { continue };
            for index in range.clone() {
                let entry = self.entries[index as usize];
                if self.key_text(entry.key).is_some_and(|key| present.insert(key)) {
                    self.entries.push(entry);
                }
            }
        }
    }

    fn key_text(&self, key: NodeId) -> Option<String> {
        match &self.nodes[key.0 as usize].value {
            Stored::Str(text) => Some(text.to_string()),
            Stored::Bool(value) => Some(value.to_string()),
            Stored::Int(value) => Some(value.to_string()),
            _ => None,
        }
    }

    fn check_keys(&mut self, children: &[NodeId]) {
        for pair in children.chunks_exact(2) {
            let node = &self.nodes[pair[0].0 as usize];
            let read_as = match node.value {
                Stored::Str(_) | Stored::Int(_) | Stored::Float(_) => continue,
                Stored::Bool(true) => Some("true"),
                Stored::Bool(false) => Some("false"),
                Stored::Null | Stored::Seq(_) | Stored::Map(_) => None,
            };
            let span = node.span;
            if read_as.is_some_and(|word| self.text.get(span.range()) == Some(word)) {
                continue;
            }
            self.problem(span, Fault::NonStringKey { read_as });
        }
        let key = |pair: &[NodeId]| match &self.nodes[pair[0].0 as usize].value {
            Stored::Str(text) => Some(text.clone()),
            _ => None,
        };
        let pairs = children.len() / 2;
        let mut twice = Vec::new();
        if pairs <= 12 {
            for (index, pair) in children.chunks_exact(2).enumerate() {
                let Stored::Str(text) = &self.nodes[pair[0].0 as usize].value else { continue };
                let first = children[..index * 2].chunks_exact(2).find(|earlier| {
                    matches!(&self.nodes[earlier[0].0 as usize].value, Stored::Str(other) if other == text)
                });
                if let Some(first) = first {
                    twice.push((first[0], pair[0], text.to_string()));
                }
            }
        } else {
            let mut seen: FxHashMap<Cow<'text, str>, NodeId> = FxHashMap::default();
            for pair in children.chunks_exact(2) {
                let Some(text) = key(pair) else { continue };
                match seen.get(&text) {
                    Some(&first) => twice.push((first, pair[0], text.into_owned())),
                    None => drop(seen.insert(text, pair[0])),
                }
            }
        }
        for (first, again, key) in twice {
            if key == "<<" {
                continue;
            }
            let first = self.nodes[first.0 as usize].span;
            self.problem(self.nodes[again.0 as usize].span, Fault::DuplicateKey { key, first });
        }
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
