//! Comments: `# meshlint: ignore[IST0101] reason` behind the value at fault, above it, or at the top of a
//! document; before the first `---` of a file, or as `ignore-file`, for the whole file.

use super::{Directive, Place, covered, names_and_reason, reason};
use crate::engine::{Means, SuppressionFault, SuppressionProblem};
use crate::intake::documents;
use crate::model::Model;
use crate::source::{Location, SourceId, Span, line_start};

/// Reads the comments that were seen when the texts were loaded.
pub(super) fn collect(model: &Model, directives: &mut Vec<Directive>, faults: &mut Vec<SuppressionFault>) {
    let mut last: Option<(SourceId, Lines<'_>)> = None;
    for location in &model.directives {
        let text = &model.sources[location.source].text;
        // Cutting a text takes a walk over it; once for all comments of a file is enough.
        let (_, lines) = match &mut last {
            Some(last) if last.0 == location.source => last,
            other => other.insert((location.source, Lines::of(text))),
        };
        let word = location.span.start as usize;
        if word < lines.read {
            continue; // in the words of the comment before
        }
        let Some(comment) = Comment::at(text, word) else { continue };
        lines.read = comment.end;
        read(text, location.source, &comment, lines, directives, faults);
    }
}

/// The lines of a text, as far as they were looked at. Comments come in the order of the text, so that each line
/// need be looked at only once, however many there are.
struct Lines<'t> {
    text: &'t str,
    pieces: Vec<std::ops::Range<usize>>,
    /// Up to where the text has been read as comments.
    read: usize,
    /// The first line with something in it, for the piece that was looked at last.
    first: Option<(usize, Option<usize>)>,
    /// From where to where nothing stands, and the line behind.
    gap: Option<(usize, usize, Option<Span>)>,
}

impl Lines<'_> {
    fn of(text: &str) -> Lines<'_> {
        Lines { text, pieces: documents(text), read: 0, first: None, gap: None }
    }

    /// The piece that holds a place: which it is, and from where to where.
    fn piece(&self, at: usize) -> (usize, std::ops::Range<usize>) {
        let index = self.pieces.partition_point(|piece| piece.end <= at);
        (index, self.pieces.get(index).cloned().unwrap_or(0..self.text.len()))
    }

    /// Where the first line of a piece begins that has something in it.
    fn first(&mut self, index: usize, piece: &std::ops::Range<usize>) -> Option<usize> {
        match self.first {
            Some((known, first)) if known == index => first,
            _ => {
                let first = content(self.text, piece.start, piece.end).map(|span| span.start as usize);
                self.first = Some((index, first));
                first
            }
        }
    }

    /// The next line from a place on that has something in it.
    fn next(&mut self, from: usize, end: usize) -> Option<Span> {
        match self.gap {
            Some((start, until, next)) if (start..=until).contains(&from) => next,
            _ => {
                let next = content(self.text, from, end);
                self.gap = Some((from, next.map_or(end, |span| span.start as usize), next));
                next
            }
        }
    }
}

/// The first line between two places that has something in it.
fn content(text: &str, from: usize, end: usize) -> Option<Span> {
    let mut at = from;
    for line in text[from..end].split_inclusive('\n') {
        if !line.trim().is_empty() && !line.trim_start().starts_with(['#', '%']) {
            return Some(Span::new(at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// A comment that begins with the name of this program.
struct Comment {
    /// The first character of its line.
    line: usize,
    /// Its `#`.
    start: usize,
    /// Behind `meshlint:`.
    words: usize,
    end: usize,
}

impl Comment {
    /// The comment around the word at an offset, if it is one.
    fn at(text: &str, word: usize) -> Option<Comment> {
        let start = text[..word].trim_end_matches([' ', '\t']).strip_suffix('#')?.len();
        if start > 0 && !text[..start].ends_with([' ', '\t', '\n', '\u{feff}']) {
            return None;
        }
        let line = line_start(text, start);
        let end = text[word..].find('\n').map_or(text.len(), |length| word + length);
        let end = line + text[line..end].trim_end_matches('\r').len();
        Some(Comment { line, start, words: word + "meshlint:".len(), end })
    }

    fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

fn read(
    text: &str,
    source: SourceId,
    comment: &Comment,
    lines: &mut Lines<'_>,
    directives: &mut Vec<Directive>,
    faults: &mut Vec<SuppressionFault>,
) {
    let at = Location { source, span: comment.span() };
    let words = &text[comment.words..comment.end];
    let trimmed = words.trim_start();
    let from = comment.words + words.len() - trimmed.len();
    let mut refuse = |reason: &str| {
        let rules = trimmed.trim_end().to_owned();
        let what = SuppressionProblem::Malformed(reason.to_owned());
        faults.push(SuppressionFault { at, object: None, rules, what });
    };
    let length = trimmed.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(trimmed.len());
    let (verb, rest) = trimmed.split_at(length);
    if !matches!(verb, "ignore" | "ignore-file") {
        return refuse("after `meshlint:` comes `ignore[…]` or `ignore-file[…]`");
    }
    let Some(list) = rest.trim_start().strip_prefix('[') else {
        return refuse("the rules to ignore are missing: write them in brackets");
    };
    let Some((list, behind)) = list.split_once(']') else { return refuse("the bracket is not closed") };
    let start = from + length + rest.len() - rest.trim_start().len() + 1;
    let (names, rest) = names_and_reason(list);
    if names.is_empty() || rest.is_some() {
        return refuse("the rules to ignore stand in brackets, with commas between them");
    }
    let place = match verb {
        "ignore-file" => Span::new(0, text.len()),
        _ => place(comment, lines),
    };
    let mut covers = Vec::new();
    for (offset, name) in names {
        let at = Location { source, span: Span::new(start + offset, start + offset + name.len()) };
        match covered(name, at) {
            Ok(rule) => covers.push(rule),
            Err(what) => faults.push(SuppressionFault { at, object: None, rules: name.to_owned(), what }),
        }
    }
    directives.push(Directive {
        means: Means::Comment,
        at,
        object: None,
        covers,
        reason: reason(behind),
        place: Place::Part(source, place),
    });
}

/// The part of the text that a comment holds for.
fn place(comment: &Comment, lines: &mut Lines<'_>) -> Span {
    let text = lines.text;
    if !text[comment.line..comment.start].trim_matches([' ', '\t', '\u{feff}']).is_empty() {
        return Span::new(comment.line, comment.end);
    }
    let (index, piece) = lines.piece(comment.start);
    match lines.first(index, &piece) {
        Some(first) if first > comment.start => Span::new(piece.start, piece.end),
        Some(_) => {
            let next = lines.next(comment.end.min(piece.end), piece.end);
            next.unwrap_or(Span::new(comment.start, comment.end))
        }
        // Nothing but comments before the first `---`.
        None if index == 0 => Span::new(0, text.len()),
        None => Span::new(comment.start, comment.end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the first comment of a text holds for.
    fn held(text: &str) -> Option<&str> {
        let comment = Comment::at(text, text.find("meshlint:").unwrap())?;
        Some(text[place(&comment, &mut Lines::of(text)).range()].trim_end())
    }

    #[test]
    fn comments_hold_for_a_line_a_document_or_a_file() {
        assert_eq!(held("a: 1\nb: 2 # meshlint: x\nc: 3"), Some("b: 2 # meshlint: x"));
        assert_eq!(held("a: 1\n# meshlint: x\n# more\n\nb: 2\nc: 3"), Some("b: 2"));
        assert_eq!(
            held("a: 1\n---\n# meshlint: x\nb: 2\nc: 3\n---\nd: 4"),
            Some("# meshlint: x\nb: 2\nc: 3")
        );
        let whole = "# meshlint: x\n---\nb: 2\n---\nd: 4";
        assert_eq!(held(whole), Some(whole));
        assert_eq!(held("a: 1\n---\n# meshlint: x\n---\nd: 4"), Some("# meshlint: x"));
        assert_eq!(held("a: 1\n# meshlint: x\n"), Some("# meshlint: x"));
        assert_eq!(held("a: 1\r\nb: 2 # meshlint: x\r\nc: 3"), Some("b: 2 # meshlint: x"));
    }

    #[test]
    fn many_comments_are_read_in_one_walk() {
        let comments = "# meshlint: ignore[IST0101] x\n".repeat(50_000);
        for text in [
            comments.clone(),
            format!("a: 1\n{comments}"),
            comments.replace('\n', " "),
            comments.replace('#', "#-"),
        ] {
            let mut lines = Lines::of(&text);
            let words: Vec<usize> = text.match_indices("meshlint:").map(|(at, _)| at).collect();
            let start = std::time::Instant::now();
            for word in words {
                if word >= lines.read
                    && let Some(comment) = Comment::at(&text, word)
                {
                    lines.read = comment.end;
                    place(&comment, &mut lines);
                }
            }
            assert!(start.elapsed().as_secs() < 5, "{}", &text[..40]);
        }
    }

    #[test]
    fn other_texts_are_no_comments() {
        for text in ["a: meshlint: x", "a: b#meshlint: x", "# see meshlint: x", "a: \"# \" meshlint: x"] {
            assert_eq!(held(text), None, "{text}");
        }
        assert!(held("\t#meshlint: x").is_some());
    }
}
