//! What `-v` shows besides the findings.

use super::palette::{Palette, Role};
use crate::report::{Style, View, sanitize};
use crate::source::Location;

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
