//! Values of the input that are filled in later.

use super::{Model, Text};
use crate::source::{Location, Span};

/// A value that is filled in later, or that is encrypted: what is written is not what counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Placeholder {
    /// Where the value stands, quotes included.
    pub location: Location,
    /// The value as written; empty where it is not a text.
    pub value: Text,
    /// The first placeholder in it, such as `${DOMAIN}`; absent where the value is encrypted, or set by a tool.
    pub mark: Option<Text>,
    /// Whether it is a name, a host, a label or a port, to which something may refer.
    pub names: bool,
}

impl Model {
    /// The placeholders within a part of a text.
    pub fn placeholders_in(&self, location: Location) -> &[Placeholder] {
        let Location { source, span: Span { start, end } } = location;
        let place = |it: &Placeholder| (it.location.source, it.location.span.start);
        let from = self.placeholders.partition_point(|it| place(it) < (source, start));
        let to = from + self.placeholders[from..].partition_point(|it| place(it) < (source, end));
        &self.placeholders[from..to]
    }

    /// Whether exactly here stands a value that is filled in later.
    pub fn is_placeholder(&self, location: Location) -> bool {
        self.placeholders_in(location).first().is_some_and(|first| first.location == location)
    }
}
