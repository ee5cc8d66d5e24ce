//! What was put aside, in short, with the reason.

use super::palette::{Palette, Role};
use crate::engine::{Means, Suppressed};
use crate::report::{Style, View, sanitize};
use crate::source::Location;

/// One paragraph for each finding that was put aside; nothing where they are not to be shown.
pub(in crate::report) fn render(view: &View<'_>, style: Style) -> String {
    let palette = Palette::new(style);
    let mut text = String::new();
    for suppressed in view.suppressed {
        let Suppressed { finding, by, reason, at } = suppressed;
        let head = format!("suppressed {}[{}]", finding.severity, finding.rule.code);
        let place = place(view, finding.location);
        let message = sanitize::line(&finding.message);
        text.push_str(&format!("{} {}: {message}\n", palette.paint(Role::Faint, &head), finding.rule.name));
        let by = match (by, at) {
            (Means::Baseline, _) | (_, None) => "by the baseline".to_owned(),
            (Means::Comment, Some(at)) => format!("by a comment at {}", self::place(view, *at)),
            (Means::Annotation, Some(at)) => format!("by an annotation at {}", self::place(view, *at)),
            (Means::Configuration, Some(at)) => format!("by {}", self::place(view, *at)),
        };
        let reason =
            reason.as_ref().map(|reason| format!(": {}", sanitize::line(reason))).unwrap_or_default();
        text.push_str(&format!("  {place}, {by}{reason}\n\n"));
    }
    text
}

fn place(view: &View<'_>, at: Location) -> String {
    let source = &view.sources[at.source];
    let position = source.position(at.span.start);
    format!("{}:{}:{}", sanitize::path(&source.path), position.line, position.column)
}
