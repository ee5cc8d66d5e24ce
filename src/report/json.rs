//! The JSON document, version 1.

use std::io::{self, Write};

use serde::Serialize;

use super::place::Place;
use super::view::{Resource, View};
use crate::engine;
use crate::engine::Means;
use crate::finding::{Applicability, Finding, Severity};
use crate::fix::Editor;
use crate::report::Summary;
use crate::source::Location;

/// The version of the document.
pub(super) const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    diagnostics: Vec<Diagnostic<'a>>,
    unverified: Vec<Diagnostic<'a>>,
    suppressed: Vec<Suppressed<'a>>,
    summary: &'a Summary,
}

/// A finding, or a reference that could not be verified.
#[derive(Serialize)]
pub(super) struct Diagnostic<'a> {
    code: &'a str,
    rule: &'a str,
    aliases: &'a [&'a str],
    severity: Severity,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    url: String,
    #[serde(flatten)]
    place: Place<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<&'a str>,
    resource: Option<Resource<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix<'a>>,
}

/// Edits that fix the finding when all of them are made.
#[derive(Serialize)]
struct Fix<'a> {
    applicability: Applicability,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: String,
}

/// A finding that was put aside, and what put it aside.
#[derive(Serialize)]
pub(super) struct Suppressed<'a> {
    #[serde(flatten)]
    finding: Diagnostic<'a>,
    suppression: Suppression<'a>,
}

#[derive(Serialize)]
struct Suppression<'a> {
    by: Means,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(flatten)]
    place: Option<Place<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

/// Writes the whole document.
///
/// # Errors
///
/// Where `out` cannot be written.
pub fn write(out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
    let editor = view.editor();
    let document = Document {
        version: VERSION,
        diagnostics: view.all.iter().map(|finding| diagnostic(view, &editor, finding)).collect(),
        unverified: view.unverified.iter().map(|finding| diagnostic(view, &editor, finding)).collect(),
        suppressed: view.all_suppressed.iter().map(|it| suppressed(view, &editor, it)).collect(),
        summary: view.summary,
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// A finding that was put aside as the document has it.
pub(super) fn suppressed<'a>(
    view: &View<'a>,
    editor: &Editor<'a>,
    suppressed: &'a engine::Suppressed,
) -> Suppressed<'a> {
    let suppression = Suppression {
        by: suppressed.by,
        reason: suppressed.reason.as_deref(),
        place: suppressed.at.map(|at| place(view, at)),
    };
    Suppressed { finding: diagnostic(view, editor, &suppressed.finding), suppression }
}

/// A finding as the document has it.
pub(super) fn diagnostic<'a>(view: &View<'a>, editor: &Editor<'a>, finding: &'a Finding) -> Diagnostic<'a> {
    let fix = finding.fix.as_ref().and_then(|fix| {
        let edit = |edit: crate::fix::Edit| Edit { place: place(view, edit.location), text: edit.text };
        let edits = editor.edits(finding)?.into_iter().map(edit).collect();
        Some(Fix { applicability: fix.applicability, edits })
    });
    let related = |related: &'a crate::finding::Related| Related {
        message: &related.message,
        place: place(view, related.location),
    };
    Diagnostic {
        code: finding.rule.code,
        rule: finding.rule.name,
        aliases: finding.aliases,
        severity: finding.severity,
        message: &finding.message,
        help: finding.help.as_deref(),
        url: finding.rule.url(),
        place: place(view, finding.location),
        template: view.template(finding),
        resource: view.resource(finding),
        related: finding.related.iter().map(related).collect(),
        fix,
    }
}

fn place<'a>(view: &View<'a>, location: Location) -> Place<'a> {
    Place::of(view.sources, location)
}
