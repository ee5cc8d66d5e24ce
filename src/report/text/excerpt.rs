//! The source around a finding, drawn by miette.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, GraphicalReportHandler, LabeledSpan, SourceCode};

use super::palette::{Palette, Role};
use super::window::{Window, line_bounds};
use super::wrap::wrap;
use crate::finding::Finding;
use crate::report::sanitize;
use crate::source::{Location, Position, Source, SourceId, Sources};

/// Places that are this many lines apart, or fewer, stand in one excerpt.
const NEAR: usize = 4;
/// Further places of a finding above this number are only counted.
const MOST_RELATED: usize = 8;
/// Labels get at least this many columns, even if they then reach beyond the width.
const LEAST_LABEL: usize = 30;

/// A place to mark, on one line.
struct Mark {
    line: usize,
    /// Bytes of the source.
    place: Range<usize>,
    /// Empty for the place at fault, which the message of the finding is about.
    message: String,
    at_fault: bool,
}

impl Mark {
    fn new(sources: &Sources, location: Location, message: &str, at_fault: bool) -> Mark {
        let source = &sources[location.source];
        let line = source.position(location.span.start).line;
        // Of a place on several lines, the first is marked.
        let bounds = line_bounds(source, line);
        let start = boundary(&source.text, (location.span.start as usize).clamp(bounds.start, bounds.end));
        let end = boundary(&source.text, (location.span.end as usize).clamp(start, bounds.end));
        Mark { line, place: start..end, message: sanitize::line(message).into_owned(), at_fault }
    }

    /// Whether both can be marked below the same line, `room` columns wide.
    fn goes_with(&self, other: &Mark, room: usize) -> bool {
        let (a, b) = match self.place.start <= other.place.start {
            true => (&self.place, &other.place),
            false => (&other.place, &self.place),
        };
        self.line != other.line || (a.end.max(a.start + 1) <= b.start && b.end - a.start <= room)
    }
}

/// The start of the character that an offset is in.
fn boundary(text: &str, mut offset: usize) -> usize {
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Consecutive lines with all marks in them, the first of which gives the excerpt its name.
struct Excerpt {
    source: SourceId,
    position: Position,
    marks: Vec<Mark>,
}

impl Excerpt {
    fn takes(&self, source: SourceId, mark: &Mark, room: usize) -> bool {
        let near = self.marks.iter().any(|other| other.line.abs_diff(mark.line) <= NEAR);
        self.source == source && near && self.marks.iter().all(|other| other.goes_with(mark, room))
    }

    /// First and last line: those of the marks, and the ones around them if they tell something.
    fn lines(&self, source: &Source) -> (usize, usize) {
        let lines = || self.marks.iter().map(|mark| mark.line);
        let (first, last) = (lines().min().unwrap_or(1), lines().max().unwrap_or(1));
        let tells = |line: usize| {
            let text = &source.text[line_bounds(source, line)];
            !text.trim().is_empty() && text.trim_end() != "---"
        };
        let before = first > 1 && tells(first - 1);
        let after = last < source.line_count() && tells(last + 1);
        (first - usize::from(before), last + usize::from(after))
    }
}

/// Draws the place of a finding and all related ones, without the lower end of the frame. Gives back how
/// far the frame is indented.
pub(super) fn draw(
    out: &mut String,
    finding: &Finding,
    sources: &Sources,
    subject: Option<String>,
    palette: &Palette,
) -> usize {
    let (excerpts, hidden) = excerpts(finding, sources, palette.style.width / 2);
    let ranges: Vec<_> = excerpts.iter().map(|excerpt| excerpt.lines(&sources[excerpt.source])).collect();
    let digits = ranges.iter().map(|(_, last)| last.to_string().len()).max().unwrap_or(1);
    let gutter = digits + 2;
    for (index, (excerpt, lines)) in excerpts.iter().zip(ranges).enumerate() {
        let mut drawn = String::new();
        if sources[excerpt.source].text.is_empty() {
            drawn.push_str(&empty(&sources[excerpt.source], gutter, palette));
        } else {
            drawn.push_str(&render(excerpt, &sources[excerpt.source], lines, digits, finding, palette));
        }
        let mut rows = drawn.lines();
        let mut top = rows.next().unwrap_or_default().to_owned();
        if index > 0 {
            let (corner, cross) = (palette.characters.ltop, palette.characters.lcross);
            top = top.replacen(corner, &cross.to_string(), 1);
        } else if let Some(subject) = &subject {
            top = format!("{top} {}", palette.paint(Role::Faint, subject));
        }
        out.push_str(&top);
        out.push('\n');
        for row in rows {
            out.push_str(row.trim_end());
            out.push('\n');
        }
    }
    if hidden > 0 {
        let places = if hidden == 1 { "place" } else { "places" };
        let text = format!("and {hidden} more {places} (--format json lists all)");
        let cross = palette.characters.lcross;
        out.push_str(&format!("{:gutter$}{cross} {}\n", "", palette.paint(Role::Faint, &text)));
    }
    gutter
}

/// The places of a finding, near ones together, and how many are left out.
fn excerpts(finding: &Finding, sources: &Sources, room: usize) -> (Vec<Excerpt>, usize) {
    let mut excerpts: Vec<Excerpt> = Vec::new();
    let mut add = |location: Location, message: &str, at_fault: bool| {
        let mark = Mark::new(sources, location, message, at_fault);
        if !at_fault && location == finding.location && excerpts[0].marks[0].message.is_empty() {
            excerpts[0].marks[0].message = mark.message;
            return;
        }
        if let Some(excerpt) = excerpts.iter_mut().find(|excerpt| excerpt.takes(location.source, &mark, room))
        {
            excerpt.marks.push(mark);
        } else {
            let position = sources[location.source].position(location.span.start);
            excerpts.push(Excerpt { source: location.source, position, marks: vec![mark] });
        }
    };
    add(finding.location, "", true);
    for related in finding.related.iter().take(MOST_RELATED) {
        add(related.location, &related.message, false);
    }
    (excerpts, finding.related.len().saturating_sub(MOST_RELATED))
}

/// The upper end of a frame around nothing: the file could not be read or holds nothing.
fn empty(source: &Source, gutter: usize, palette: &Palette) -> String {
    let (corner, side) = (palette.characters.ltop, palette.characters.hbar);
    format!("{:gutter$}{corner}{side}[{}]\n", "", sanitize::path(&source.path))
}

/// What miette is given: a window of the source and the labels in it.
#[derive(Debug)]
struct Picture {
    window: Window,
    labels: Vec<LabeledSpan>,
}

impl fmt::Display for Picture {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Picture {}

impl Diagnostic for Picture {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.window)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// Lets miette draw an excerpt, without the lower end of the frame, line numbers `digits` wide.
fn render(
    excerpt: &Excerpt,
    source: &Source,
    (first, last): (usize, usize),
    digits: usize,
    finding: &Finding,
    palette: &Palette,
) -> String {
    let Position { line, column } = excerpt.position;
    let name = format!("{}:{line}:{column}", sanitize::path(&source.path));
    let mut window = Window { name, first, last, text: String::new() };
    let room = palette.style.width.saturating_sub(digits + 4).max(20);
    let mut labels = Vec::new();
    for line in first..=last {
        let mut marks: Vec<&Mark> = excerpt.marks.iter().filter(|mark| mark.line == line).collect();
        marks.sort_by_key(|mark| mark.place.start);
        let places: Vec<_> = marks.iter().map(|mark| mark.place.clone()).collect();
        let start = window.text.len();
        let shown = window.push(source, line, &places, room, palette.ellipsis());
        for (mark, place) in marks.iter().zip(shown) {
            let column = sanitize::width(&window.text[start..place.start])
                + sanitize::width(&window.text[place.clone()]) / 2;
            let message = match mark.message.as_str() {
                // miette draws a line down from every place with others to its right.
                "" if marks.len() > 1 => "here",
                message => message,
            };
            let rest = room.saturating_sub(column + 4).max(LEAST_LABEL);
            let message = (!message.is_empty()).then(|| wrap(message, 0, 0, rest).join("\n"));
            labels.push((LabeledSpan::new(message, place.start, place.len()), mark.at_fault));
        }
    }
    let theme = palette.theme(finding.severity, labels.iter().map(|&(_, at_fault)| at_fault));
    let labels = labels.into_iter().map(|(label, _)| label).collect();
    let handler = GraphicalReportHandler::new_themed(theme)
        .without_syntax_highlighting()
        .without_primary_span_start()
        .with_width(palette.style.width);
    let mut drawn = String::new();
    // Only a source that cannot be read makes this fail, and a window always can be.
    let _ = handler.render_report(&mut drawn, &Picture { window, labels });
    let indent = " ".repeat(digits - last.to_string().len());
    let rows: Vec<&str> = drawn.lines().skip(1).collect();
    let body = rows.len().saturating_sub(1);
    rows[..body].iter().map(|row| format!("{indent}{row}\n")).collect()
}
