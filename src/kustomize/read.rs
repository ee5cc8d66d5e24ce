//! Texts to values: documents of files, and documents that stand in a value of a kustomization.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::fault::Fault;
use super::value::{Entry, Kind, Node};
use super::{quirks, scalar};
use crate::source::{Location, SourceId, Span};
use crate::yaml::{self, NodeId, NodeRef, Tree};

/// Who reads a text: the two differ in what they take for a boolean or a date.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// kyaml, with which kustomize reads objects and strategic merge patches.
    Objects,
    /// sigs.k8s.io/yaml, with which it reads kustomizations, configurations and JSON 6902 patches.
    Settings,
}

/// Where a text stands.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// It is the text of a file.
    File(SourceId),
    /// It is a value in the text of a file; each line of it begins at an offset there.
    Lines { source: SourceId, lines: Arc<[(u32, u32)]> },
    /// It is a value whose inner places are not known.
    Whole(Location),
}

impl Place {
    /// The place of the lines of a text that stands as a scalar in another one.
    pub fn of_scalar(text: &str, at: Location, value: &str) -> Place {
        let whole = Place::Whole(at);
        let Some(written) = text.get(at.span.range()) else { return whole };
        let start = at.span.start as usize;
        let lines = if written.starts_with('|') {
            let Some(header) = written.find('\n') else { return whole };
            block_lines(&written[header + 1..], start + header + 1, value)
        } else if value.contains('\n') {
            None
        } else {
            written.find(value).map(|offset| vec![(0, (start + offset) as u32)])
        };
        match lines {
            Some(lines) => Place::Lines { source: at.source, lines: lines.into() },
            None => whole,
        }
    }

    /// The place in the file of a span of the text.
    pub fn location(&self, span: Span) -> Location {
        match self {
            Place::File(source) => Location { source: *source, span },
            Place::Whole(at) => *at,
            Place::Lines { source, lines } => {
                let map = |offset: u32| {
                    let index = lines.partition_point(|(line, _)| *line <= offset).saturating_sub(1);
                    lines.get(index).map_or(offset, |(line, start)| start + (offset - line))
                };
                Location { source: *source, span: Span { start: map(span.start), end: map(span.end) } }
            }
        }
    }

    /// The place of the same text without what stands in front of an offset.
    pub fn skip(&self, bytes: usize) -> Place {
        match self {
            Place::Lines { source, lines } if bytes > 0 => {
                let bytes = bytes as u32;
                let moved = lines.iter().map(|&(line, start)| match line.checked_sub(bytes) {
                    Some(line) => (line, start),
                    None => (0, start + (bytes - line)),
                });
                // Of the lines that lie in front only the last one is left.
                let first = lines.partition_point(|(line, _)| *line <= bytes).saturating_sub(1);
                Place::Lines { source: *source, lines: moved.skip(first).collect() }
            }
            other => other.clone(),
        }
    }
}

/// Where the lines of a block begin in the text; `None` where the value is not the lines as written.
fn block_lines(body: &str, start: usize, value: &str) -> Option<Vec<(u32, u32)>> {
    let mut lines = Vec::new();
    let (mut at, mut from) = (0, 0);
    for line in value.split('\n') {
        let rest = body.get(from..).unwrap_or("");
        let end = rest.find('\n').map_or(rest.len(), |end| end);
        let written = rest[..end].trim_end_matches('\r');
        let indent = written.len().checked_sub(line.len()).or_else(|| line.is_empty().then_some(0));
        let indent = indent.filter(|&indent| written.get(indent..) == Some(line) || line.is_empty())?;
        lines.push((at as u32, (start + from + indent) as u32));
        at += line.len() + 1;
        from = (from + end + 1).min(body.len());
    }
    Some(lines)
}

/// What a text holds.
#[derive(Default)]
pub(super) struct Documents {
    /// Its documents, without empty ones.
    pub roots: Vec<Node>,
    /// How many documents there are, empty ones included.
    pub count: usize,
    /// What stops kustomize from reading it.
    pub faults: Vec<(Location, Fault)>,
    /// Whether there is anything at all to be said of it, or of one of its documents, as YAML.
    pub is_odd: bool,
}

/// Reads all documents of a text (`splitDocuments` and `ByteReader.Read` of kyaml).
pub(super) fn documents(text: &str, place: &Place, dialect: Dialect) -> Documents {
    let mut documents = Documents::default();
    let text_start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut start = text_start;
    let mut end_of_line = 0;
    for line in text.split_inclusive('\n') {
        let line_start = end_of_line;
        end_of_line += line.len();
        if !line.starts_with("---") || line_start <= text_start || !line.ends_with('\n') {
            continue;
        }
        documents.chunk(&text[start..line_start], start, place, dialect);
        let behind = line[3..].trim();
        if !behind.is_empty() && !behind.starts_with('#') {
            let message = "kustomize reads nothing that stands behind `---`".to_owned();
            let fault = Fault::Yaml(yaml::Fault::Syntax { message, help: None });
            let span = Span::new(line_start, line_start + line.trim_end().len());
            documents.faults.push((place.location(span), fault));
        }
        start = line_start;
    }
    documents.chunk(&text[start..], start, place, dialect);
    documents
}

/// Reads the first document of a text, as a kustomization is read.
pub(super) fn first(text: &str, place: &Place, dialect: Dialect) -> Documents {
    let mut documents = documents(text, place, dialect);
    documents.roots.truncate(1);
    documents
}

impl Documents {
    fn chunk(&mut self, text: &str, base: usize, place: &Place, dialect: Dialect) {
        self.count += 1;
        let parsed = yaml::parse(text, base);
        let is_map = |tree: &Tree<'_>| matches!(tree.root().value(), yaml::Value::Map(_));
        self.is_odd |=
            !parsed.problems.is_empty() || parsed.documents.len() > 1 || !parsed.documents.iter().all(is_map);
        let mut has_twice = false;
        if let Some(action) = parsed.template_action(text, base) {
            self.faults.push((place.location(action.span), Fault::Template));
            return;
        }
        for problem in parsed.problems {
            if matches!(problem.fault, yaml::Fault::NonStringKey { .. } | yaml::Fault::Octal { .. }) {
                continue; // kustomize reads them, if not as Kubernetes does
            }
            let is_twice = matches!(problem.fault, yaml::Fault::DuplicateKey { .. });
            has_twice |= is_twice;
            if is_twice && dialect == Dialect::Settings {
                continue; // the last one counts
            }
            self.faults.push((place.location(problem.span), Fault::Yaml(problem.fault)));
        }
        let Some(tree) = parsed.documents.first() else { return };
        let memo = may_hold_alias(text).then(FxHashMap::default);
        let mut reader = Reader { text, base, place, dialect, has_twice, keys: FxHashSet::default(), memo };
        self.roots.push(reader.tree(tree));
    }
}

/// Whether a text may hold an alias: a star before a name, where a value begins.
fn may_hold_alias(text: &str) -> bool {
    memchr::memchr_iter(b'*', text.as_bytes()).any(|at| {
        let before = text[..at].bytes().next_back();
        let behind = text[at + 1..].bytes().next();
        before
            .is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'[' | b'{' | b',' | b':' | b'?'))
            && behind.is_some_and(|byte| !byte.is_ascii_whitespace() && byte != b'*')
    })
}

struct Reader<'a> {
    text: &'a str,
    base: usize,
    place: &'a Place,
    dialect: Dialect,
    has_twice: bool,
    keys: FxHashSet<Arc<str>>,
    /// What aliases stand for, so that it is shared.
    memo: Option<FxHashMap<NodeId, Node>>,
}

impl Reader<'_> {
    fn tree(&mut self, tree: &Tree<'_>) -> Node {
        self.node(tree.root())
    }

    fn child(&mut self, parent: NodeRef<'_>, id: NodeId) -> Node {
        if let Some(node) = self.memo.as_ref().and_then(|memo| memo.get(&id)) {
            return node.clone();
        }
        let node = self.node(parent.at(id));
        if let Some(memo) = &mut self.memo {
            memo.insert(id, node.clone());
        }
        node
    }

    fn node(&mut self, node: NodeRef<'_>) -> Node {
        let at = self.place.location(node.span());
        match node.value() {
            yaml::Value::Seq(items) => {
                let items = items.iter().map(|&id| self.child(node, id)).collect();
                Node::seq(at, items)
            }
            yaml::Value::Map(entries) => {
                let mut list: Vec<Entry> = Vec::with_capacity(entries.len());
                for entry in entries {
                    let key = node.at(entry.key);
                    let text = self.key(key);
                    let at = self.place.location(key.span());
                    let value = self.child(node, entry.value);
                    list.push(Entry { key: text, at, value });
                }
                if self.has_twice {
                    keep_last(&mut list);
                }
                Node::map(at, list)
            }
            value => {
                let (kind, text) = self.scalar(node, value);
                Node::scalar(at, kind, text)
            }
        }
    }

    fn written(&self, node: NodeRef<'_>) -> Option<&str> {
        let span = node.span();
        let start = (span.start as usize).checked_sub(self.base)?;
        self.text.get(start..(span.end as usize).checked_sub(self.base)?)
    }

    fn key(&mut self, node: NodeRef<'_>) -> Arc<str> {
        let text = match (node.value(), self.dialect) {
            (yaml::Value::Str(text), _) => text.to_owned(),
            (_, Dialect::Objects) => self.written(node).unwrap_or("").to_owned(),
            _ => node.key_text().unwrap_or_default().into_owned(),
        };
        match self.keys.get(text.as_str()) {
            Some(key) => key.clone(),
            None => {
                let key: Arc<str> = text.into();
                self.keys.insert(key.clone());
                key
            }
        }
    }

    fn scalar(&self, node: NodeRef<'_>, value: yaml::Value<'_>) -> (Kind, Arc<str>) {
        let written = self.written(node).unwrap_or("");
        match (value, self.dialect) {
            (yaml::Value::Str(text), dialect) => {
                let is_quoted = written.starts_with(['"', '\'', '|', '>', '!']);
                let kind = match scalar::resolve(text) {
                    _ if is_quoted => Kind::Quoted,
                    Kind::Plain => Kind::Plain,
                    Kind::Timestamp if dialect == Dialect::Objects => Kind::Timestamp,
                    _ => Kind::Quoted,
                };
                let ends = !self.text.ends_with('\n')
                    && node.span().end as usize == self.base + self.text.trim_end().len();
                match is_quoted.then(|| quirks::text(written, text, ends)).flatten() {
                    Some(text) => (kind, text.into()),
                    None => (kind, text.into()),
                }
            }
            (yaml::Value::Null, _) => (Kind::Null, written.into()),
            (yaml::Value::Bool(value), Dialect::Settings) => (Kind::Bool, value.to_string().into()),
            (yaml::Value::Int(value), Dialect::Settings) => match scalar::number(written) {
                Some(scalar::Number::Uint(value)) => (Kind::Int, value.to_string().into()),
                _ => (Kind::Int, value.to_string().into()),
            },
            (_, _) => (scalar::resolve(written), written.into()),
        }
    }
}

/// Of a key that stands twice the last value counts.
fn keep_last(list: &mut Vec<Entry>) {
    let mut seen: FxHashMap<Arc<str>, usize> = FxHashMap::default();
    let mut kept: Vec<Entry> = Vec::with_capacity(list.len());
    for entry in list.drain(..) {
        match seen.get(&entry.key) {
            Some(&index) => kept[index] = entry,
            None => {
                seen.insert(entry.key.clone(), kept.len());
                kept.push(entry);
            }
        }
    }
    *list = kept;
}
