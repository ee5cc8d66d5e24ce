//! A place as every JSON document has it.

use serde::Serialize;

use crate::source::{Location, Position, Sources};

/// `path:line:column` of where something is written.
pub(super) fn start(sources: &Sources, location: Location) -> String {
    let location = sources.origin(location);
    let source = &sources[location.source];
    let at = source.position(location.span.start);
    format!("{}:{}:{}", source.path, at.line, at.column)
}

/// A file and a part of it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Place<'a> {
    path: &'a str,
    start: Position,
    end: Position,
}

impl<'a> Place<'a> {
    /// The place of a location.
    pub fn of(sources: &'a Sources, location: Location) -> Place<'a> {
        let location = sources.origin(location);
        let source = &sources[location.source];
        Place {
            path: &source.path,
            start: source.position(location.span.start),
            end: source.position(location.span.end),
        }
    }
}
