//! The members of the JSON document, one on each line, for programs that read line by line.
//!
//! `type` says what a line is: `diagnostic`, `unverified`, `suppressed` or, in the last line, `summary`, which
//! has the version as well.

use std::io::{self, Write};

use serde::Serialize;

use super::View;
use super::json::{Diagnostic, Suppressed, VERSION, diagnostic, suppressed};
use crate::report::Summary;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Diagnostic(Diagnostic<'a>),
    Unverified(Diagnostic<'a>),
    Suppressed(Suppressed<'a>),
    Summary {
        version: u32,
        #[serde(flatten)]
        summary: &'a Summary,
    },
}

/// Writes one line for each finding and each unverified reference, and one for the summary.
///
/// # Errors
///
/// Where `out` cannot be written.
pub fn write(out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
    let editor = view.editor();
    let findings = view.all.iter().map(|finding| Line::Diagnostic(diagnostic(view, &editor, finding)));
    let unverified =
        view.unverified.iter().map(|finding| Line::Unverified(diagnostic(view, &editor, finding)));
    let put_aside = view.all_suppressed.iter().map(|it| Line::Suppressed(suppressed(view, &editor, it)));
    let summary = Line::Summary { version: VERSION, summary: view.summary };
    for line in findings.chain(unverified).chain(put_aside).chain([summary]) {
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
    }
    Ok(())
}
