//! From the changes of a fix to edits of texts.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::document::{Document, Role, Shape};
use super::scalar::{self, Way};
use super::{Edit, entry, ignore};
use crate::finding::{Change, Finding, To, Written};
use crate::intake;
use crate::model::Object;
use crate::source::{Location, SourceId, Sources, Span};

/// Pieces above this many bytes are not edited: to read one again for each finding in it takes too long.
const LARGEST: usize = 1024 * 1024;

/// Makes edits of changes. Each object with a fix is parsed once more, since trees are dropped when they have been read.
#[derive(Debug)]
pub struct Editor<'m> {
    sources: &'m Sources,
    objects: &'m [Object],
    documents: RefCell<FxHashMap<PieceId, Option<Rc<Document>>>>,
    /// Where the documents of a text begin and end.
    ranges: RefCell<FxHashMap<SourceId, Rc<Vec<Range<usize>>>>>,
}

/// A piece by its text, its beginning and its end.
type PieceId = (SourceId, usize, usize);

/// Where a piece of text begins and ends; the blanks that stand for what is before it in its first line.
struct Piece {
    start: usize,
    end: usize,
    blanks: usize,
}

impl<'m> Editor<'m> {
    /// An editor of these texts.
    pub fn of(sources: &'m Sources, objects: &'m [Object]) -> Editor<'m> {
        Editor { sources, objects, documents: RefCell::default(), ranges: RefCell::default() }
    }

    /// The edits that fix a finding, in the order of their places. `None` where there is no fix, or none that can be made
    /// of the text that the user has: what was built of several parts, or written in a way that is not certain.
    pub fn edits(&self, finding: &Finding) -> Option<Vec<Edit>> {
        let fix = finding.fix.as_ref()?;
        let mut edits = Vec::with_capacity(fix.changes.len());
        let mut touched: Vec<(Rc<Document>, bool)> = Vec::new();
        for change in &fix.changes {
            let source = &self.sources[change.at.source];
            if source.made_from.is_some() || source.configuration {
                return None;
            }
            let document = self.document(finding, change)?;
            if !document.holds(change.at.span) {
                return None;
            }
            if change.built_at.is_some() && matches!(change.to, To::WithoutTabs | To::NotIgnored) {
                return None;
            }
            let made = match change.to {
                To::WithoutTabs => tabs(&document, change.at.span),
                To::NotIgnored => vec![ignore::without(&source.text, change.at.span)?],
                _ => vec![self.change(&document, change)?],
            };
            if made.iter().all(|(span, text)| source.slice(*span) == text) {
                return None;
            }
            let edit = |(span, text)| Edit { location: Location { span, ..change.at }, text };
            edits.extend(made.into_iter().map(edit));
            let keeps_nodes = matches!(change.to, To::Text(_));
            match touched.iter_mut().find(|(known, _)| Rc::ptr_eq(known, &document)) {
                Some((_, keeps)) => *keeps &= keeps_nodes,
                None => touched.push((document, keeps_nodes)),
            }
        }
        edits.sort();
        edits.dedup();
        let is_apart = edits.windows(2).all(|pair| {
            let [a, b] = [pair[0].location, pair[1].location];
            a.source != b.source
                || a.span.end < b.span.start
                || a.span.end == b.span.start && a.span != b.span
        });
        let is_sound = |(document, keeps): &(Rc<Document>, bool)| is_sound(document, &edits, *keeps);
        (is_apart && touched.iter().all(is_sound)).then_some(edits)
    }

    fn change(&self, document: &Document, change: &Change) -> Option<(Span, String)> {
        let span = change.at.span;
        if let To::Source(text) = &change.to {
            return change.built_at.is_none().then(|| (span, text.clone()));
        }
        let index = document.at(span)?;
        if change.built_at.is_some_and(|built| !self.says_the_same(built, change.at)) {
            return None;
        }
        let node = &document.nodes[index];
        let own = document.slice(span);
        let quotes = own.chars().next().filter(|first| ['"', '\''].contains(first));
        let way = self.way(document, index, quotes);
        match &change.to {
            To::Text(_) | To::Literal(_) if node.shape != Shape::Scalar || own.starts_with(['|', '>']) => {
                None
            }
            // Nothing is written there, so that a blank would have to be put before it.
            To::Text(_) | To::Literal(_) if span.start == span.end => None,
            To::Text(text) => Some((span, scalar::text(text, way))),
            To::Literal(text) => Some((span, text.clone())),
            To::Nothing => entry::without(document, index),
            To::Beside(key, value) if node.role == Role::Key => {
                let key = scalar::text(key, way);
                let value = match value {
                    // In JSON everything that is a text has quotes.
                    Written::Text(text) => {
                        scalar::text(text, Way { quotes: way.quotes.filter(|_| way.is_in_flow), ..way })
                    }
                    Written::Literal(text) => text.clone(),
                };
                entry::behind(document, index, &format!("{key}: {value}"))
            }
            To::Also(text) if node.role == Role::Item => {
                entry::behind(document, index, &scalar::text(text, way))
            }
            To::Beside(..) | To::Also(_) | To::Source(_) | To::WithoutTabs | To::NotIgnored => None,
        }
    }

    /// How a scalar is to be written in the place of a node. In JSON all texts have quotes, though a number had none.
    fn way(&self, document: &Document, index: usize, quotes: Option<char>) -> Way {
        let is_in_flow = document.is_in_flow(index);
        let quotes = quotes.or_else(|| (is_in_flow && document.is_json).then_some('"'));
        Way { quotes, is_in_flow, preferred: document.quote }
    }

    /// Whether a scalar of what was built is what is written at the place that it comes from.
    fn says_the_same(&self, built: Location, at: Location) -> bool {
        let read = |place: Location| scalar::read(self.sources[place.source].slice(place.span));
        read(built).is_some_and(|text| read(at) == Some(text))
    }

    /// The piece of text that a change is in, read again.
    fn document(&self, finding: &Finding, change: &Change) -> Option<Rc<Document>> {
        let text = &self.sources[change.at.source].text;
        let span = change.at.span;
        let object = finding.object.and_then(|id| self.objects.get(id.0 as usize));
        let object = object.filter(|object| {
            object.source == change.at.source
                && object.span.start <= span.start
                && span.end <= object.span.end
                && !matches!(change.to, To::Source(_) | To::WithoutTabs | To::NotIgnored)
        });
        let piece = match object {
            Some(object) => {
                let range = object.span.range();
                let line = text.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
                // What is in brackets needs no indentation, and may stand at the end of a very long line.
                let is_flow = text.get(range.start..)?.starts_with('{');
                let blanks = if is_flow { 0 } else { range.start - line };
                Piece { start: range.start, end: end_of_line(text, range.end), blanks }
            }
            None => {
                let mut ranges = self.ranges.borrow_mut();
                let pieces =
                    ranges.entry(change.at.source).or_insert_with(|| Rc::new(intake::documents(text)));
                let index = pieces.partition_point(|piece| piece.end < span.end as usize);
                pieces.get(index).filter(|piece| piece.start <= span.start as usize)?;
                Piece { start: pieces[index].start, end: pieces[index].end, blanks: 0 }
            }
        };
        if piece.end - piece.start + piece.blanks > LARGEST {
            return None;
        }
        let key = (change.at.source, piece.start, piece.end);
        let mut documents = self.documents.borrow_mut();
        let known = documents.entry(key).or_insert_with(|| {
            let inner = text.get(piece.start..piece.end)?;
            let padded = " ".repeat(piece.blanks) + inner;
            Some(Rc::new(Document::read(padded, piece.start - piece.blanks)))
        });
        known.clone()
    }
}

/// The tabs that lines begin with, and that of the line at fault; each becomes two blanks. Behind blanks a tab may be part
/// of a text.
fn tabs(document: &Document, at: Span) -> Vec<(Span, String)> {
    let mut start = document.base;
    let mut found = Vec::new();
    for line in document.text.split_inclusive('\n') {
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        let is_at_fault = (start..start + line.len()).contains(&(at.start as usize));
        if indent.starts_with('\t') || is_at_fault && indent.contains('\t') {
            let span = Span::new(start, start + indent.len());
            found.push((span, indent.replace('\t', "  ")));
        }
        start += line.len();
    }
    found
}

/// The end of the line that an object ends in, with its line break, where a comment may stand behind it. What is in brackets ends with them.
fn end_of_line(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    match line.trim_start().starts_with('#') || line.trim().is_empty() {
        true => (at + line.len() + 1).min(text.len()),
        false => at,
    }
}

/// Whether a piece can be read after its edits as it could before, and has the same nodes where these are kept.
fn is_sound(document: &Document, edits: &[Edit], keeps_nodes: bool) -> bool {
    let Some(rest) = document.budget.get().checked_sub(document.text.len()) else { return false };
    document.budget.set(rest);
    let mut text = document.text.clone();
    for edit in edits.iter().rev().filter(|edit| document.holds(edit.location.span)) {
        let within = |at: u32| at as usize - document.base;
        text.replace_range(within(edit.location.span.start)..within(edit.location.span.end), &edit.text);
    }
    let after = Document::read(text, document.base);
    let keeps_documents = document.is_lost || after.count == document.count;
    let keeps = !keeps_nodes || document.is_lost || after.nodes.len() == document.nodes.len();
    !after.is_lost && after.faults <= document.faults && keeps_documents && keeps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Applicability, Group, RuleInfo, Severity};
    use crate::fix::applied;
    use crate::source::Source;

    static RULE: RuleInfo = RuleInfo {
        code: "X",
        name: "x",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "",
        doc: "",
    };

    /// A text after a change of the part between the marks; none where no edit is offered.
    fn changed(marked: &str, to: To) -> Option<String> {
        let start = marked.find('«').unwrap();
        let end = marked.find('»').unwrap() - '«'.len_utf8();
        let text = marked.replace(['«', '»'], "");
        let mut sources = Sources::default();
        let source = sources.add(Source::new("a.yaml", text.clone()));
        let location = Location { source, span: Span::new(start, end) };
        let mut finding = Finding::new(&RULE, location, None, String::new());
        finding.fix(Applicability::Safe, location.span, to);
        let edits = Editor::of(&sources, &[]).edits(&finding)?;
        Some(applied(&text, &edits))
    }

    #[test]
    fn scalars_are_written_as_those_that_they_replace() {
        for (marked, text, expected) in [
            ("a: «b» # c\n", "on", "a: \"on\" # c\n"),
            ("a: «'b'»\nc: 'd'\n", "it's", "a: 'it''s'\nc: 'd'\n"),
            ("a: «b»\nc: 'd'\n", "*", "a: '*'\nc: 'd'\n"),
            ("a: &x «b»\nc: *x\n", "d", "a: &x d\nc: *x\n"),
            ("«a»: {b: [c]}\n", "d", "d: {b: [c]}\n"),
            ("a: [«b», c]\n", "d, e", "a: [\"d, e\", c]\n"),
            ("{\"a\": «1»}\n", "b", "{\"a\": \"b\"}\n"),
            ("a:\n- «b»\n", "c", "a:\n- c\n"),
            // Where the text is not simply that of the value, nothing is offered.
            ("a: «|\n  b»\n", "c", ""),
            ("a: «b»\n", "b", ""),
            ("a: b«c»\n", "d", ""),
        ] {
            assert_eq!(changed(marked, To::text(text)).unwrap_or_default(), expected, "{marked}");
        }
        assert_eq!(changed("a: «\"80\"» # b\n", To::literal("80")).as_deref(), Some("a: 80 # b\n"));
    }

    #[test]
    fn what_is_taken_out_leaves_the_rest_as_it_is() {
        for (marked, expected) in [
            ("a:\n- b\n- «c» # d\n# e\n- f\n", "a:\n- b\n# e\n- f\n"),
            ("a: [«b», c]\n", "a: [c]\n"),
            ("a: [b, «c»] # d\n", "a: [b] # d\n"),
            ("{\"a\": {«\"b\"»: 1, \"c\": 2}}", "{\"a\": {\"c\": 2}}"),
            ("a: 1\n«b»:\n  c:\n  - d\n\ne: 2\n", "a: 1\n\ne: 2\n"),
            ("- «a»: 1\n  b: 2\n", "- b: 2\n"),
            ("a: 1\r\n«b»: |\r\n  x\r\nc: 2\r\n", "a: 1\r\nc: 2\r\n"),
            ("a: 1\n«b»: 2", "a: 1\n"),
            ("a:\n- b\n-«»\n", "a:\n- b\n"),
            // Nothing would be left of the list; a comment would go; the value is written elsewhere.
            ("a:\n- «b»\n", ""),
            ("- «a»: 1 # x\n  b: 2\n", ""),
            ("x: &y [1]\n«b»: *y\nc: 3\n", ""),
        ] {
            assert_eq!(changed(marked, To::Nothing).unwrap_or_default(), expected, "{marked}");
        }
    }

    #[test]
    fn what_is_added_stands_behind_its_sibling() {
        for (marked, expected) in [
            ("a:\n  «b»: 1 # c\nd: 2\n", "a:\n  b: 1 # c\n  x: \"on\"\nd: 2\n"),
            ("- «a»: 1\n- b: 2\n", "- a: 1\n  x: \"on\"\n- b: 2\n"),
            ("a: {«b»: 1}\n", "a: {b: 1, x: \"on\"}\n"),
            ("{«\"a\"»: 1}", "{\"a\": 1, \"x\": \"on\"}"),
            ("«a»:\n  b: 1\n", "a:\n  b: 1\nx: \"on\"\n"),
            ("«a»:\nb: 1\n", "a:\nx: \"on\"\nb: 1\n"),
        ] {
            let to = To::Beside("x".to_owned(), Written::Text("on".to_owned()));
            assert_eq!(changed(marked, to).unwrap_or_default(), expected, "{marked}");
        }
        for (marked, expected) in [
            ("a:\r\n  - «b»\r\nc: 1\r\n", "a:\r\n  - b\r\n  - x\r\nc: 1\r\n"),
            ("a: [«'b'»]\n", "a: ['b', 'x']\n"),
        ] {
            assert_eq!(changed(marked, To::Also("x".to_owned())).unwrap_or_default(), expected, "{marked}");
        }
    }

    #[test]
    fn tabs_become_blanks() {
        let after = changed("a:\n«\t»b: 1\n\tc: 2\n", To::WithoutTabs);
        assert_eq!(after.as_deref(), Some("a:\n  b: 1\n  c: 2\n"));
    }
}
