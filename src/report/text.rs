//! The report for people: what is wrong, the source with the place marked, and what to do.
//!
//! The excerpts are drawn by miette, from a `window::Window` that holds only the lines to be shown, made
//! harmless and cut to the width. What is around them is drawn here.

pub(super) mod details;
mod excerpt;
mod palette;
mod skipped;
pub(super) mod summary;
pub(super) mod suppressed;
#[cfg(test)]
pub(super) mod tests;
mod way_on;
mod window;
mod wrap;

use std::io;

use super::{Style, View, sanitize};
use crate::finding::Finding;
use palette::{Palette, Role};

/// Writes the findings and the closing summary, and where there are many, how to go on.
///
/// # Errors
///
/// Where `out` cannot be written.
pub fn write(out: &mut dyn io::Write, view: &View<'_>, style: Style) -> io::Result<()> {
    let palette = Palette::new(style);
    for finding in view.findings {
        let mut text = header(finding, &palette);
        let gutter = excerpt::draw(&mut text, finding, view.sources, subject(view, finding), &palette);
        footer(&mut text, finding, gutter, &palette);
        text.push('\n');
        out.write_all(text.as_bytes())?;
    }
    out.write_all(details::render(view, style).as_bytes())?;
    out.write_all(suppressed::render(view, style).as_bytes())?;
    out.write_all(summary::render(view, style).as_bytes())?;
    out.write_all(way_on::render(view, style).as_bytes())
}

/// The object that a finding is about, and the template that it was rendered from.
fn subject(view: &View<'_>, finding: &Finding) -> Option<String> {
    let template = view.template(finding).map(|template| format!("from {}", sanitize::path(template)));
    let parts: Vec<String> = view.subject(finding).into_iter().chain(template).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Severity, code, name and message.
fn header(finding: &Finding, palette: &Palette) -> String {
    let (severity, rule) = (finding.severity, finding.rule);
    let code = match palette.style.hyperlinks {
        true => format!("\x1b]8;;{}\x1b\\{}\x1b]8;;\x1b\\", rule.url(), rule.code),
        false => rule.code.to_owned(),
    };
    let mut text = palette.paint(Role::Severity(severity), &format!("{severity}[{code}]"));
    text.push(' ');
    text.push_str(&palette.paint(Role::Faint, &format!("{}:", rule.name)));
    let used = format!("{severity}[{}] {}: ", rule.code, rule.name).len();
    let message = sanitize::line(&finding.message);
    for (index, line) in wrap::wrap(&message, used, 2, palette.style.width).into_iter().enumerate() {
        text.push_str(if index == 0 { " " } else { "\n  " });
        text.push_str(&palette.paint(Role::Strong, line));
    }
    text.push('\n');
    text
}

/// The lower end of the frame, with what to do.
fn footer(text: &mut String, finding: &Finding, gutter: usize, palette: &Palette) {
    let indent = " ".repeat(gutter);
    let Some(help) = &finding.help else {
        text.push_str(&format!("{indent}{}\n", palette.corner(4)));
        return;
    };
    text.push_str(&format!("{indent}{} {}", palette.corner(1), palette.paint(Role::Help, "help:")));
    let help_indent = gutter + "╰─ help: ".chars().count();
    for (index, line) in
        wrap::wrap(&sanitize::line(help), help_indent, help_indent, palette.style.width).iter().enumerate()
    {
        if index > 0 {
            text.push_str(&format!("\n{:help_indent$}", ""));
        } else {
            text.push(' ');
        }
        text.push_str(line);
    }
    text.push('\n');
}
