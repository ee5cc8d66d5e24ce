//! What can be done about a finding: its fix, a comment that suppresses it, its page.

use std::collections::BTreeMap;

use lsp_types::{CodeActionParams, NumberOrString};
use serde_json::{Value, json};

use super::analysis::{Root, Uris};
use super::uri;
use crate::finding::{Applicability, Finding};
use crate::fix::{Edit, Editor, suppressed};

/// The command that opens the page of a rule.
pub(super) const EXPLAIN: &str = "meshlint.explain";

/// The reason that a comment gives until somebody writes a better one.
const REASON: &str = " TODO: say why";

pub(super) fn at(root: &Root, params: &CodeActionParams, uris: &Uris) -> Option<Vec<Value>> {
    let source = root.source(&uri::path(&params.text_document.uri)?)?;
    let span = root.lines(source).span(params.range);
    let (sources, objects) = (&root.analysis.model.sources, &root.analysis.model.objects);
    let editor = Editor::of(sources, objects);
    let is_here = |finding: &&Finding| {
        let at = finding.location;
        at.source == source && at.span.start <= span.end && span.start <= at.span.end
    };
    let mut actions = Vec::new();
    for finding in root.analysis.findings.iter().filter(is_here) {
        // The editor tells by the code which of its diagnostics an action is for.
        let code = NumberOrString::String(finding.rule.code.to_owned());
        let diagnostics: Vec<_> = params
            .context
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.code.as_ref() == Some(&code))
            .collect();
        let name = finding.rule.name;
        if let Some((fix, edits)) = finding.fix.as_ref().zip(editor.edits(finding)) {
            let is_safe = fix.applicability == Applicability::Safe;
            let caution = if is_safe { "" } else { " (look at what it changes)" };
            actions.push(json!({
                "title": format!("Fix {name}: {}{caution}", title(root, &edits)),
                "kind": "quickfix",
                "diagnostics": diagnostics,
                "isPreferred": is_safe,
                "edit": workspace_edit(root, &edits, uris),
            }));
        }
        let comment = suppressed(sources, [finding], REASON);
        if !comment.is_empty() {
            actions.push(json!({
                "title": format!("Suppress {name} here with a comment"),
                "kind": "quickfix",
                "diagnostics": diagnostics,
                "edit": workspace_edit(root, &comment, uris),
            }));
        }
        let title = format!("Explain {} {name}", finding.rule.code);
        actions.push(json!({
            "title": title,
            "kind": "quickfix",
            "diagnostics": diagnostics,
            "command": { "title": title, "command": EXPLAIN, "arguments": [name] },
        }));
    }
    Some(actions)
}

/// What edits do, in a few words.
fn title(root: &Root, edits: &[Edit]) -> String {
    match edits {
        [only] if only.text.trim().is_empty() => "remove it".to_owned(),
        [only] if !only.text.trim().contains('\n') => {
            let old = root.analysis.model.sources[only.location.source].slice(only.location.span).trim();
            match old.is_empty() || old.contains('\n') {
                true => format!("write `{}`", only.text.trim()),
                false => format!("`{}` for `{old}`", only.text.trim()),
            }
        }
        several => format!("{} edit{}", several.len(), if several.len() == 1 { "" } else { "s" }),
    }
}

/// Edits of one state of the texts, as one edit of the workspace.
pub(super) fn workspace_edit(root: &Root, edits: &[Edit], uris: &Uris) -> Value {
    let mut changes: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for edit in edits {
        let at = root.location(edit.location, uris);
        let of_file = changes.entry(at.uri.as_str().to_owned()).or_default();
        of_file.push(json!({ "range": at.range, "newText": edit.text }));
    }
    json!({ "changes": changes })
}

/// The page of a rule, by its name.
pub(super) fn page(name: &str) -> Option<String> {
    crate::rules::named(name).next().map(|rule| rule.url())
}
