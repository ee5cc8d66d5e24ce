//! Reading a chunk of text: in one pass where that is enough; otherwise parse, put right what stops the parser, parse
//! again.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScanError};

use super::builder::Builder;
use super::repair::Repair;
use super::tree::{Node, Stored, Tree};
use super::{Fault, MAX_DEPTH, Parsed, Problem, error, fast};
use crate::source::Span;

pub(super) fn parse(text: &str, base: usize) -> Parsed<'_> {
    match fast::read(text, base) {
        Some(documents) => Parsed { documents, problems: Vec::new() },
        None => by_parser(text, base),
    }
}

/// Reads any text at all, by events of the parser.
pub(super) fn by_parser(text: &str, base: usize) -> Parsed<'_> {
    let mut repair = Repair::default();
    let (mut parsed, mut error) = read(text);
    while let Some(stopped) = &error
        && repair.apply(stopped, text)
    {
        let (again, next) = read(&repair.text);
        parsed = again.into_owned();
        error = next;
    }
    for &at in &repair.colons {
        parsed.restore(at, text);
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
            unknown: tree.unknown,
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
