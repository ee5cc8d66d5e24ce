//! Findings as diagnostics.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, NumberOrString, Uri,
};
use rustc_hash::FxHashMap;

use super::analysis::{Root, Uris};
use super::position::Lines;
use crate::finding::{Finding, Severity};
use crate::source::SourceId;
use crate::text::path::absolute;

/// What is to be shown of each file.
pub(super) type Shown = BTreeMap<PathBuf, Vec<Diagnostic>>;

/// Adds what was found in a root.
pub(super) fn add(root: &Root, uris: &Uris, shown: &mut Shown) {
    let mut lines: FxHashMap<SourceId, Lines<'_>> = FxHashMap::default();
    for finding in &root.analysis.findings {
        let source = finding.location.source;
        let path = absolute(Path::new(&root.analysis.model.sources[source].path));
        let lines = lines.entry(source).or_insert_with(|| root.lines(source));
        shown.entry(path).or_default().push(diagnostic(root, finding, lines, uris));
    }
}

fn diagnostic(root: &Root, finding: &Finding, lines: &Lines<'_>, uris: &Uris) -> Diagnostic {
    let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let related = finding.related.iter().map(|related| DiagnosticRelatedInformation {
        location: root.location(related.location, uris),
        message: related.message.clone(),
    });
    Diagnostic {
        range: lines.range(finding.location.span),
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Info => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(finding.rule.code.to_owned())),
        code_description: Uri::from_str(&finding.rule.url()).ok().map(|href| CodeDescription { href }),
        source: Some("meshlint".to_owned()),
        message: format!("{}{help}", finding.message),
        related_information: Some(related.collect()),
        ..Diagnostic::default()
    }
}
