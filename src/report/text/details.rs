//! What `-v` shows besides the findings.

use rustc_hash::FxHashMap;

use super::palette::{Palette, Role};
use crate::report::{Style, View, sanitize};
use crate::source::{Location, SourceId};

/// What each reference leads to, which could not be verified, and what could not be had; nothing where it is not to be shown.
pub(in crate::report) fn render(view: &View<'_>, style: Style) -> String {
    let palette = Palette::new(style);
    let mut text = String::new();
    if !style.verbose {
        return text;
    }
    let mut list = |title: &str, lines: Vec<(Location, &str)>| {
        if lines.is_empty() {
            return;
        }
        text.push_str(&format!("{}\n", palette.paint(Role::Strong, title)));
        // What is said of several places of a file is one line.
        let mut places: FxHashMap<(SourceId, &str), usize> = FxHashMap::default();
        lines.iter().for_each(|(at, message)| *places.entry((at.source, message)).or_default() += 1);
        for (location, message) in lines {
            let Some(count) = places.remove(&(location.source, message)) else { continue };
            let source = &view.sources[location.source];
            let position = source.position(location.span.start);
            let (path, message) = (sanitize::path(&source.path), sanitize::line(message));
            let more = match count - 1 {
                0 => String::new(),
                1 => " (and in another place)".to_owned(),
                more => format!(" (and in {more} other places)"),
            };
            text.push_str(&format!("  {path}:{}:{}: {message}{more}\n", position.line, position.column));
        }
        text.push('\n');
    };
    list("resolved:", view.references.iter().map(|it| (it.location, it.message.as_str())).collect());
    list("not verified:", view.unverified.iter().map(|it| (it.location, it.message.as_str())).collect());
    if !view.summary.unavailable.is_empty() {
        text.push_str(&format!("{}\n", palette.paint(Role::Strong, "not available:")));
        for part in &view.summary.unavailable {
            let line = part.line.map(|line| format!(":{line}")).unwrap_or_default();
            let words = part.to_string();
            text.push_str(&format!("  {}{line}: {}\n", sanitize::path(&part.path), sanitize::line(&words)));
        }
        text.push('\n');
    }
    text
}
