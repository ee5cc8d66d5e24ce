//! What `-v` shows besides the findings.

use super::palette::{Palette, Role};
use crate::report::{Style, View, sanitize};
use crate::source::Location;

/// What each reference leads to, and which could not be verified; nothing where it is not to be shown.
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
        for (location, message) in lines {
            let source = &view.sources[location.source];
            let position = source.position(location.span.start);
            let (path, message) = (sanitize::path(&source.path), sanitize::line(message));
            text.push_str(&format!("  {path}:{}:{}: {message}\n", position.line, position.column));
        }
        text.push('\n');
    };
    list("resolved:", view.references.iter().map(|it| (it.location, it.message.as_str())).collect());
    list("not verified:", view.unverified.iter().map(|it| (it.location, it.message.as_str())).collect());
    text
}
