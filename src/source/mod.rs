//! Source texts and places in them.
//!
//! Every finding points into a text that the user gave. Places are kept as byte offsets, which cost
//! eight bytes each; lines and columns are worked out only for what is reported.

mod origins;

use std::sync::{Arc, OnceLock};

pub use origins::Origins;

/// Where the line begins that a place in a text is in.
pub fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |line_break| line_break + 1)
}

/// A half-open range of bytes in one source text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `start..end`; the ends are swapped if they are the wrong way round.
    pub fn new(start: usize, end: usize) -> Span {
        let (start, end) = if start <= end { (start, end) } else { (end, start) };
        Span { start: start as u32, end: end as u32 }
    }

    /// The same span, `offset` bytes further on.
    pub fn shifted(self, offset: usize) -> Span {
        Span { start: self.start + offset as u32, end: self.end + offset as u32 }
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span as a range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Which text of [`Sources`] a place is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// Which object of those that were read: they are numbered in the order of their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub u32);

/// A span in one of the source texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// The text.
    pub source: SourceId,
    /// The place in it.
    pub span: Span,
}

/// A line and a column, both counted from 1; columns count Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct Position {
    /// Line number, from 1.
    pub line: usize,
    /// Column number, from 1, in Unicode scalar values.
    pub column: usize,
}

/// One text, with the name under which the user knows it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as given on the command line, `/`-separated; `-` for standard input.
    pub path: String,
    /// The whole text. Empty where the file could not be read as text.
    pub text: String,
    /// Objects of this text are context: references resolve to them, nothing is reported on them.
    pub context: bool,
    /// This text says what to do with the others: it is a configuration, and belongs to no mesh.
    pub configuration: bool,
    /// Where the parts of this text come from, if it was made of others: no user has ever seen it.
    pub made_from: Option<Origins>,
    line_starts: OnceLock<Vec<u32>>,
    characters: OnceLock<Vec<u32>>,
    origins: OnceLock<Vec<(u32, bool)>>,
}

/// A count of characters is kept for each stretch of this many bytes.
const STRETCH: usize = 4096;

impl Source {
    /// A source that is reported on.
    pub fn new(path: impl Into<String>, text: String) -> Source {
        Source {
            path: path.into(),
            text,
            context: false,
            configuration: false,
            made_from: None,
            line_starts: OnceLock::new(),
            characters: OnceLock::new(),
            origins: OnceLock::new(),
        }
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(breaks.map(|at| at as u32 + 1)).collect()
        })
    }

    /// The position of a byte offset. Offsets behind the end count as the end, offsets inside a
    /// character as its start.
    pub fn position(&self, offset: u32) -> Position {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start as usize <= offset);
        let mut start = starts[line - 1] as usize;
        if start == 0 && offset >= 3 && self.text.starts_with('\u{feff}') {
            start = 3; // a byte order mark takes no column in any editor
        }
        Position { line, column: 1 + self.characters_in(start.min(offset)..offset) }
    }

    /// How many characters a range of bytes holds. A file of one line, as `jq -c` writes it, may hold
    /// many findings, so that counting from its start each time would take for ever.
    fn characters_in(&self, range: std::ops::Range<usize>) -> usize {
        let bytes = self.text.as_bytes();
        let count =
            |range: std::ops::Range<usize>| bytes[range].iter().filter(|&&byte| byte & 0xc0 != 0x80).count();
        if range.len() <= STRETCH {
            return count(range);
        }
        let before_stretch = self.characters.get_or_init(|| {
            let mut total = 0;
            let stretches = bytes.chunks(STRETCH).map(|stretch| {
                let before = total;
                total += stretch.iter().filter(|&&byte| byte & 0xc0 != 0x80).count() as u32;
                before
            });
            let mut list: Vec<u32> = stretches.collect();
            list.push(total);
            list
        });
        let before = |at: usize| {
            let stretch = at / STRETCH;
            before_stretch[stretch] as usize + count(stretch * STRETCH..at)
        };
        before(range.end) - before(range.start)
    }

    /// The byte range of a line (counted from 1) without its line break.
    pub fn line_span(&self, line: usize) -> Span {
        let starts = self.line_starts();
        let start = starts[line - 1] as usize;
        let end = starts.get(line).map_or(self.text.len(), |&next| next as usize - 1);
        Span::new(start, start + self.text[start..end].trim_end_matches('\r').len())
    }

    /// How many lines the text has.
    pub fn line_count(&self) -> usize {
        self.line_starts().len()
    }

    /// The template that the document at an offset was rendered from, as `helm template` says in a comment at
    /// its top: `# Source: shop/templates/route.yaml`.
    pub fn template_at(&self, offset: u32) -> Option<&str> {
        const MARK: &str = "# Source: ";
        let origins = self.origins.get_or_init(|| {
            let lines = |start: &'static str, is_mark: bool| {
                let first = self.text.starts_with(start).then_some(0);
                let breaks = memchr::memmem::find_iter(self.text.as_bytes(), start);
                let starts = breaks.filter(|&at| at > 0 && self.text.as_bytes()[at - 1] == b'\n');
                first.into_iter().chain(starts).map(move |at| (at as u32, is_mark)).collect::<Vec<_>>()
            };
            let marks = lines(MARK, true);
            // Without a mark nothing has to be told apart.
            let mut all = if marks.is_empty() { Vec::new() } else { lines("---", false) };
            all.extend(marks);
            all.sort_unstable();
            all
        });
        let index = origins.partition_point(|(start, _)| *start <= offset).checked_sub(1)?;
        let (start, _) = origins.get(index).filter(|(_, is_mark)| *is_mark)?;
        let line = self.text.get(*start as usize + MARK.len()..)?.lines().next()?.trim();
        Some(line).filter(|line| !line.is_empty())
    }

    /// The text of a span; empty where the span does not fit.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }
}

/// All texts of a run, in the order in which they are reported. Copies share the texts.
#[derive(Clone, Debug, Default)]
pub struct Sources(Arc<Vec<Source>>);

impl Sources {
    /// Adds a text. It is one that no copy shares yet.
    pub fn add(&mut self, source: Source) -> SourceId {
        let list = Arc::make_mut(&mut self.0);
        list.push(source);
        SourceId(list.len() as u32 - 1)
    }

    /// Renames the texts that `name` has another name for.
    pub fn rename(&mut self, name: impl Fn(&Source) -> Option<String>) {
        for source in Arc::make_mut(&mut self.0) {
            if let Some(path) = name(source) {
                source.path = path;
            }
        }
    }

    /// The place in a text of the user that a place comes from: itself, unless its text was made of others.
    pub fn origin(&self, mut location: Location) -> Location {
        while let Some(origins) = &self[location.source].made_from {
            let made = &self[location.source];
            let same = |own: Span, at: Location| made.slice(own) == self[at.source].slice(at.span);
            match origins.origin(location.span, same) {
                // Texts are only made of those that were there before.
                Some(origin) if origin.source < location.source => location = origin,
                _ => return location,
            }
        }
        location
    }

    /// All texts with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.0.iter().enumerate().map(|(index, source)| (SourceId(index as u32), source))
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::ops::Index<SourceId> for Sources {
    type Output = Source;

    fn index(&self, id: SourceId) -> &Source {
        &self.0[id.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let source = Source::new("a", "ab\nwörld: x\r\n".into());
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(3), Position { line: 2, column: 1 });
        assert_eq!(source.position(6), Position { line: 2, column: 3 });
        assert_eq!(source.position(999), Position { line: 3, column: 1 });
        assert_eq!(source.slice(source.line_span(2)), "wörld: x");
    }

    #[test]
    fn long_lines_count_as_short_ones_do() {
        let text = format!("short\n{}\n", "aé世🙂 ".repeat(3000));
        let source = Source::new("a", text.clone());
        for (index, (offset, _)) in text.char_indices().enumerate().skip(6).step_by(997) {
            assert_eq!(source.position(offset as u32), Position { line: 2, column: index - 5 });
        }
    }

    #[test]
    fn rendered_documents_tell_their_template() {
        let text =
            "# Source: a/x.yaml\nk: 1\n---\nk: 2\n---\n# Source: a/y.yaml\r\nk: '# Source: no'\n--- # z\n";
        let source = Source::new("-", text.into());
        let at = |part: &str| source.template_at(text.find(part).unwrap() as u32);
        assert_eq!(at("k: 1"), Some("a/x.yaml"));
        assert_eq!(at("k: 2"), None);
        assert_eq!(at("no'"), Some("a/y.yaml"));
        assert_eq!(at("# z"), None);
        assert_eq!(Source::new("-", "k: 1".into()).template_at(1), None);
    }

    #[test]
    fn byte_order_mark_takes_no_column() {
        let source = Source::new("a", "\u{feff}kind: X".into());
        assert_eq!(source.position(3), Position { line: 1, column: 1 });
        assert_eq!(source.position(9), Position { line: 1, column: 7 });
    }
}
