//! Comments: `# meshlint: ignore[IST0101] reason` behind the value at fault, above it, or at the top of a
//! document; before the first `---` of a file, or as `ignore-file`, for the whole file.

use super::{Directive, Place, covered, names_and_reason, reason};
use crate::diag::{Means, SuppressionFault, SuppressionProblem};
use crate::load::documents;
use crate::model::Model;
use crate::source::{Location, SourceId, Span};

/// Reads the comments that were seen when the texts were loaded.
pub(super) fn collect(model: &Model, directives: &mut Vec<Directive>, faults: &mut Vec<SuppressionFault>) {
    let mut last = None;
    for location in &model.directives {
        let text = &model.sources[location.source].text;
        let Some(comment) = Comment::at(text, location.span.start as usize) else { continue };
        // Cutting a text takes a walk over it; once for all comments of a file is enough.
        if last.as_ref().is_none_or(|(source, _)| *source != location.source) {
            last = Some((location.source, documents(text)));
        }
        let pieces = last.as_ref().map(|(_, pieces)| pieces.as_slice()).unwrap_or_default();
        read(text, location.source, &comment, pieces, directives, faults);
    }
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
        let line = text[..word].rfind('\n').map_or(0, |at| at + 1);
        let end = text[word..].find('\n').map_or(text.len(), |length| word + length);
        let end = line + text[line..end].trim_end_matches('\r').len();
        let before = text[line..word].trim_end();
        let start = line + before.strip_suffix('#')?.len();
        let is_comment = start == line || text[line..start].ends_with([' ', '\t']);
        is_comment.then_some(Comment { line, start, words: word + "meshlint:".len(), end })
    }

    fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

fn read(
    text: &str,
    source: SourceId,
    comment: &Comment,
    pieces: &[std::ops::Range<usize>],
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
        _ => place(text, comment, pieces),
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
fn place(text: &str, comment: &Comment, pieces: &[std::ops::Range<usize>]) -> Span {
    if !text[comment.line..comment.start].trim().is_empty() {
        return Span::new(comment.line, comment.end);
    }
    let piece = pieces.iter().position(|piece| piece.contains(&comment.start));
    let index = piece.unwrap_or_default();
    let piece = pieces.get(index).cloned().unwrap_or(0..text.len());
    let has_content = |part: &str| {
        part.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with(['#', '%']))
    };
    if !has_content(&text[piece.start..comment.start]) {
        return match has_content(&text[comment.end.min(piece.end)..piece.end]) {
            true => Span::new(piece.start, piece.end),
            // Nothing but comments before the first `---`.
            false if index == 0 => Span::new(0, text.len()),
            false => Span::new(comment.start, comment.end),
        };
    }
    // The next line with something in it.
    let mut at = comment.end;
    for line in text[comment.end..piece.end].split_inclusive('\n') {
        if has_content(line) {
            return Span::new(at, at + line.len());
        }
        at += line.len();
    }
    Span::new(comment.start, comment.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the first comment of a text holds for.
    fn held(text: &str) -> Option<&str> {
        let comment = Comment::at(text, text.find("meshlint:").unwrap())?;
        Some(text[place(text, &comment, &documents(text)).range()].trim_end())
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
    fn other_texts_are_no_comments() {
        for text in ["a: meshlint: x", "a: b#meshlint: x", "# see meshlint: x", "a: \"# \" meshlint: x"] {
            assert_eq!(held(text), None, "{text}");
        }
        assert!(held("\t#meshlint: x").is_some());
    }
}
