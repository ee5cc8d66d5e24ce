//! Entries of mappings and items of lists: taking them out, and putting others behind them.

use super::document::{Document, Role};
use crate::source::{Span, line_start};

/// Some bytes of the file and what is to stand there.
type Change = (Span, String);

/// Takes an entry (by its key) or an item out. `None` where it is the only one, or where what stands around it is not
/// certain to stay what it is.
pub(super) fn without(document: &Document, node: usize) -> Option<Change> {
    let place = Place::of(document, node)?;
    if place.siblings.len() < 2 {
        return None;
    }
    let span = match place.is_flow {
        true => place.with_comma()?,
        false => place.lines()?,
    };
    Some((span, String::new()))
}

/// Puts something behind an entry (by its key) or an item, as a sibling of it.
pub(super) fn behind(document: &Document, node: usize, written: &str) -> Option<Change> {
    let place = Place::of(document, node)?;
    if place.is_flow {
        return Some((Span { start: place.end, end: place.end }, format!(", {written}")));
    }
    let end = place.end_of_line(place.end)?;
    let indent = place.indent()?;
    let dash = if document.nodes[node].role == Role::Item { "- " } else { "" };
    let line_break = if place.text()[..end].contains("\r\n") || place.text()[end..].starts_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let at = (document.base + end) as u32;
    Some((Span { start: at, end: at }, format!("{line_break}{indent}{dash}{written}")))
}

/// An entry or item among those beside it.
struct Place<'d> {
    document: &'d Document,
    node: usize,
    siblings: &'d [usize],
    index: usize,
    is_flow: bool,
    start: u32,
    end: u32,
}

impl<'d> Place<'d> {
    fn of(document: &'d Document, node: usize) -> Option<Place<'d>> {
        let own = &document.nodes[node];
        let parent = own.parent?;
        let end = match own.role {
            Role::Key => document.end_of_entry(node)?,
            Role::Item => own.span.end,
            _ => return None,
        };
        let siblings = &document.nodes[parent].children;
        let index = siblings.iter().position(|&sibling| sibling == node)?;
        let is_flow = document.is_flow(parent);
        Some(Place { document, node, siblings, index, is_flow, start: own.span.start, end })
    }

    fn text(&self) -> &'d str {
        &self.document.text
    }

    /// An offset in the piece.
    fn within(&self, at: u32) -> usize {
        at as usize - self.document.base
    }

    fn end_of(&self, node: usize) -> Option<u32> {
        match self.document.nodes[node].role {
            Role::Key => self.document.end_of_entry(node),
            _ => Some(self.document.nodes[node].span.end),
        }
    }

    /// The entry with one of the commas beside it.
    fn with_comma(&self) -> Option<Span> {
        let is_only_comma = |from: u32, to: u32| {
            let between = &self.text()[self.within(from)..self.within(to)];
            between.trim() == ","
        };
        if let Some(&next) = self.siblings.get(self.index + 1) {
            let start = self.document.nodes[next].span.start;
            return is_only_comma(self.end, start).then_some(Span { start: self.start, end: start });
        }
        let before = self.end_of(self.siblings[self.index - 1])?;
        is_only_comma(before, self.start).then_some(Span { start: before, end: self.end })
    }

    /// The lines of the entry, with the comment behind it; of the first one in an item of a list what stands up to the
    /// next one.
    fn lines(&self) -> Option<Span> {
        let text = self.text();
        let start = self.within(self.start);
        let line = line_start(text, start);
        let before = &text[line..start];
        let is_item = self.document.nodes[self.node].role == Role::Item;
        let own_before = if is_item { before.trim_end().strip_suffix('-')? } else { before };
        let end = self.end_of_line(self.end)?;
        if own_before.trim().is_empty() && self.begins_in_piece(line) {
            let end = end + text[end..].find('\n').map_or(0, |at| at + 1);
            return Some(Span::new(line, end).shifted(self.document.base));
        }
        // Behind a dash: the next entry moves up.
        let next = self.within(self.document.nodes[*self.siblings.get(self.index + 1)?].span.start);
        let is_free = text[self.within(self.end)..next].trim().is_empty();
        (is_free && !is_item).then(|| Span::new(start, next).shifted(self.document.base))
    }

    /// Whether what stands before in the first line is part of the piece: of an item of a list it is blanked out.
    fn begins_in_piece(&self, line: usize) -> bool {
        line > 0 || !self.text().starts_with(' ')
    }

    /// Where the line ends in which something ends, if nothing but a comment follows there.
    fn end_of_line(&self, at: u32) -> Option<usize> {
        let text = self.text();
        let mut at = self.within(at);
        at -= text[..at].len() - text[..at].trim_end().len();
        let line_end = text[at..].find('\n').map_or(text.len(), |length| at + length);
        let rest = &text[at..line_end];
        let line_end = at + rest.trim_end_matches('\r').len();
        let rest = rest.trim();
        let is_comment = rest.starts_with('#') && text[at..].starts_with([' ', '\t']);
        // The colon of a key without a value.
        let is_colon = rest.strip_prefix(':').is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.is_empty() || rest.starts_with('#')
        });
        (rest.is_empty() || is_comment || is_colon).then_some(line_end)
    }

    /// What the line of a sibling begins with.
    fn indent(&self) -> Option<String> {
        let text = self.text();
        let start = self.within(self.start);
        let line = line_start(text, start);
        let before = &text[line..start];
        let is_item = self.document.nodes[self.node].role == Role::Item;
        let before = if is_item { before.trim_end().strip_suffix('-')? } else { before };
        before.chars().all(|c| c == ' ' || c == '-').then(|| " ".repeat(before.len()))
    }
}
