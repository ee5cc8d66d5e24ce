//! Comments that suppress what is there.

use std::collections::BTreeMap;

use super::Edit;
use super::document::{Document, Shape};
use super::plan::applied;
use crate::finding::Finding;
use crate::intake;
use crate::source::{Location, Source, SourceId, Sources, Span, line_start};

/// So many bytes are read to see that comments become no part of a value; findings beyond are left.
const BUDGET: usize = 256 * 1024 * 1024;

const WORDS: &str = "# meshlint: ignore[";

/// Comments that suppress findings, with a reason, as edits: behind the line that a finding begins in, or else on a line
/// above it. A comment that is there already gets further names. Findings in texts without comments, or where a comment
/// would become part of a value, are left.
pub fn suppressed<'f>(
    sources: &Sources,
    findings: impl IntoIterator<Item = &'f Finding>,
    reason: &str,
) -> Vec<Edit> {
    let mut lines: BTreeMap<(SourceId, usize), Vec<&str>> = BTreeMap::new();
    for finding in findings {
        let source = &sources[finding.location.source];
        if source.made_from.is_some() || source.configuration || source.path.ends_with(".json") {
            continue;
        }
        let line = source.position(finding.location.span.start).line;
        let names = lines.entry((finding.location.source, line)).or_default();
        if !names.contains(&finding.rule.name) {
            names.push(finding.rule.name);
        }
    }
    let mut edits = Vec::new();
    let mut budget = BUDGET;
    let mut pieces: BTreeMap<SourceId, Vec<std::ops::Range<usize>>> = BTreeMap::new();
    for ((id, line), names) in lines {
        let source = &sources[id];
        let pieces = pieces.entry(id).or_insert_with(|| intake::documents(&source.text));
        let at = source.line_span(line);
        let Some(piece) = pieces.iter().find(|piece| piece.contains(&(at.start as usize))) else { continue };
        if source.text[piece.clone()].trim_start().starts_with('{') {
            continue;
        }
        // Before and after, in up to three ways.
        let Some(rest) = budget.checked_sub(4 * piece.len()) else { break };
        budget = rest;
        let before = Document::read(source.text[piece.clone()].to_owned(), piece.start);
        let ways = [
            extended(source, line, &names),
            behind(source, line, &names, reason),
            above(source, line, &names, reason),
        ];
        let is_harmless = |edit: &Edit| {
            let moved = Edit {
                location: Location { span: shifted_back(edit.location.span, piece.start), ..edit.location },
                ..edit.clone()
            };
            edit.location.span.start as usize >= piece.start
                && says_the_same(&before, &Document::read(applied(&before.text, [&moved]), piece.start))
        };
        let edit = |(span, text): (Span, String)| Edit { location: Location { source: id, span }, text };
        edits.extend(ways.into_iter().flatten().map(edit).find(is_harmless));
    }
    edits
}

/// A comment without one of the rules that it names, whose place is given: without the comment where it names no other,
/// and without its line where nothing else stands there.
pub(super) fn without(text: &str, name: Span) -> Option<(Span, String)> {
    let name = name.range();
    let line = line_start(text, name.start);
    let open = line + text.get(line..name.start)?.rfind('[')?;
    let close = name.end + text.get(name.end..)?.find(']')?;
    let start = line + text[line..open].rfind('#')?;
    if text[name.end..close].contains('\n') {
        return None;
    }
    if text[open..close].contains(',') {
        let next = text[name.end..close].find(',').map(|at| name.end + at + 1);
        let span = match next {
            Some(next) => {
                let blanks = text[next..close].len() - text[next..close].trim_start().len();
                Span::new(name.start, next + blanks)
            }
            None => Span::new(open + text[open..name.start].rfind(',')?, name.end),
        };
        return Some((span, String::new()));
    }
    let end = text[close..].find('\n').map_or(text.len(), |at| close + at);
    let before = text[line..start].trim_end();
    Some(match before.trim_start_matches('\u{feff}').is_empty() {
        true => (Span::new(line + before.len(), (end + 1).min(text.len())), String::new()),
        false => {
            let end = end - usize::from(text[..end].ends_with('\r'));
            (Span::new(line + before.len(), end), String::new())
        }
    })
}

fn shifted_back(span: Span, base: usize) -> Span {
    Span { start: span.start - base as u32, end: span.end - base as u32 }
}

/// Further names in a comment that holds for the line already: behind it, or alone on the line above.
fn extended(source: &Source, line: usize, names: &[&str]) -> Option<(Span, String)> {
    let above = line.checked_sub(1).filter(|&line| line > 0);
    [Some(line), above].into_iter().flatten().find_map(|known| {
        let span = source.line_span(known);
        let text = source.slice(span);
        let at = text.find(WORDS).filter(|&at| known == line || text[..at].trim().is_empty())?;
        let end = at + text[at..].find(']')?;
        let at = span.start + end as u32;
        Some((Span { start: at, end: at }, names.iter().map(|name| format!(", {name}")).collect()))
    })
}

fn behind(source: &Source, line: usize, names: &[&str], reason: &str) -> Option<(Span, String)> {
    let span = source.line_span(line);
    let end = span.start + source.slice(span).trim_end().len() as u32;
    Some((Span { start: end, end: span.end }, format!(" {}", comment(names, reason))))
}

fn above(source: &Source, line: usize, names: &[&str], reason: &str) -> Option<(Span, String)> {
    let span = source.line_span(line);
    let text = source.slice(span);
    let indent = &text[..text.len() - text.trim_start_matches(' ').len()];
    let line_break = if source.text[span.end as usize..].starts_with("\r\n") { "\r\n" } else { "\n" };
    let at = Span { start: span.start, end: span.start };
    Some((at, format!("{indent}{}{line_break}", comment(names, reason))))
}

fn comment(names: &[&str], reason: &str) -> String {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{WORDS}{}] {reason}", names.join(", ")).trim_end().to_owned()
}

/// Whether two documents hold the same keys and values.
fn says_the_same(before: &Document, after: &Document) -> bool {
    let values = |document: &'_ Document| -> Vec<(Shape, String)> {
        let nodes = document.nodes.iter();
        let text = |node: &super::document::Node| match node.shape {
            Shape::Scalar => match document.slice(node.span) {
                // A comment may stand behind the header of a block of text.
                block if block.starts_with(['|', '>']) => block.split_once('\n').map_or("", |(_, text)| text),
                text => text,
            }
            .to_owned(),
            _ => String::new(),
        };
        nodes.map(|node| (node.shape, text(node))).collect()
    };
    !before.is_lost && !after.is_lost && before.faults == after.faults && values(before) == values(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Group, RuleInfo, Severity};

    static RULE: RuleInfo = RuleInfo {
        code: "X",
        name: "rule-x",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "",
        doc: "",
    };

    #[test]
    fn names_are_taken_out_of_comments() {
        for (text, name, expected) in [
            ("a: b # meshlint: ignore[x] why\r\nc: d\n", "x", "a: b\r\nc: d\n"),
            ("a: b\n  # meshlint: ignore[x]\nc: d\n", "x", "a: b\nc: d\n"),
            ("a: b # e # meshlint: ignore[x]", "x", "a: b # e"),
            ("# meshlint: ignore[x, yy, z] why\n", "x", "# meshlint: ignore[yy, z] why\n"),
            ("# meshlint: ignore[x, yy, z] why\n", "yy", "# meshlint: ignore[x, z] why\n"),
            ("# meshlint: ignore[x, yy, z] why\n", "z]", "# meshlint: ignore[x, yy] why\n"),
        ] {
            let at = text.find(name).unwrap();
            let name = name.trim_end_matches(']');
            let (span, with) = without(text, Span::new(at, at + name.len())).unwrap();
            let mut after = text.to_owned();
            after.replace_range(span.range(), &with);
            assert_eq!(after, expected);
        }
    }

    #[test]
    fn comments_become_no_part_of_a_value() {
        for (text, words, expected) in [
            ("a: b\nc: d\r\n", "d", "a: b\nc: d # meshlint: ignore[rule-x] why\r\n"),
            ("a: b # x\n", "a", "a: b # x # meshlint: ignore[rule-x] why\n"),
            ("a: |\n  b\n", "|", "a: | # meshlint: ignore[rule-x] why\n  b\n"),
            (
                "- a: b\n  c: \"d\n    e\"\n",
                "c:",
                "- a: b\n  # meshlint: ignore[rule-x] why\n  c: \"d\n    e\"\n",
            ),
            ("a: b # meshlint: ignore[y] z\n", "b", "a: b # meshlint: ignore[y, rule-x] z\n"),
            ("a: |\n  b\n", "b", "a: |\n  b\n"),
            ("{\"a\": 1}\n", "1", "{\"a\": 1}\n"),
        ] {
            let mut sources = Sources::default();
            let source = sources.add(Source::new("a.yaml", text.to_owned()));
            let at = text.find(words).unwrap();
            let location = Location { source, span: Span::new(at, at + words.len()) };
            let finding = Finding::new(&RULE, location, None, String::new());
            assert_eq!(applied(text, &suppressed(&sources, [&finding], " why\n")), expected);
        }
    }
}
