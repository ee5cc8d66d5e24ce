//! Where a value leads, what leads to it, and what it means.

use std::path::{Path, PathBuf};

use lsp_types::{Position, Uri};
use serde_json::{Value, json};

use super::analysis::{Link, Root, Uris};
use super::uri;
use crate::deploy;
use crate::rules;
use crate::source::{Location, SourceId, Span, line_start};
use crate::text::path::absolute;

/// A place that is asked about.
pub(super) struct Cursor<'r> {
    pub root: &'r Root,
    pub source: SourceId,
    pub offset: u32,
}

impl<'r> Cursor<'r> {
    pub fn at(root: &'r Root, uri: &Uri, position: Position) -> Option<Cursor<'r>> {
        let source = root.source(&uri::path(uri)?)?;
        let offset = root.lines(source).offset(position) as u32;
        Some(Cursor { root, source, offset })
    }

    /// Whether the cursor stands within a place.
    pub fn is_in(&self, at: Location) -> bool {
        at.source == self.source && at.span.start <= self.offset && self.offset <= at.span.end
    }

    /// The references that are written here.
    pub fn links(&self) -> impl Iterator<Item = &'r Link> {
        let links = &self.root.analysis.links;
        let from = links.partition_point(|link| link.at.source < self.source);
        links[from..]
            .iter()
            .take_while(|link| link.at.source == self.source)
            .filter(|link| self.is_in(link.at))
    }

    /// What is meant here: what a reference leads to, or what stands here and is referred to.
    pub fn meant(&self) -> Vec<Location> {
        let mut targets: Vec<Location> = self.links().flat_map(|link| link.targets.iter().copied()).collect();
        let all = self.root.analysis.links.iter().flat_map(|link| &link.targets);
        targets.extend(all.filter(|target| self.is_in(**target)).copied());
        let objects = self.root.analysis.model.objects.iter().map(|object| object.name_location());
        targets.extend(objects.filter(|name| self.is_in(*name)));
        targets.sort();
        targets.dedup();
        targets
    }

    /// What leads to the places.
    pub fn leading_to(&self, targets: &[Location]) -> Vec<Location> {
        let links = self.root.analysis.links.iter();
        let leads = |link: &&Link| link.targets.iter().any(|target| targets.contains(target));
        let mut all: Vec<Location> = links.filter(leads).map(|link| link.at).collect();
        all.dedup();
        all
    }
}

/// Where the value leads.
pub(super) fn definition(cursor: &Cursor<'_>, uris: &Uris) -> Value {
    let mut targets: Vec<Location> = cursor.links().flat_map(|link| link.targets.iter().copied()).collect();
    targets.sort();
    targets.dedup();
    if targets.is_empty()
        && let Some(path) = file_of_kustomization(cursor)
    {
        let start = Position::default();
        return json!([lsp_types::Location {
            uri: uris.of(&path),
            range: lsp_types::Range { start, end: start }
        }]);
    }
    json!(targets.into_iter().map(|at| cursor.root.location(at, uris)).collect::<Vec<_>>())
}

/// The file that the line of a kustomization names; the kustomization of a folder.
fn file_of_kustomization(cursor: &Cursor<'_>) -> Option<PathBuf> {
    let source = &cursor.root.analysis.model.sources[cursor.source];
    if !deploy::is_kustomization(&source.path) {
        return None;
    }
    let line = source.text.get(line_start(&source.text, cursor.offset as usize)..)?.lines().next()?;
    let value =
        line.trim().trim_start_matches("- ").trim_start_matches("path:").trim().trim_matches(['"', '\'']);
    let path = absolute(&Path::new(&source.path).parent()?.join(value));
    let inside = deploy::KUSTOMIZATION_NAMES.map(|name| path.join(name));
    std::iter::once(path).chain(inside).find(|path| !value.is_empty() && path.is_file())
}

/// What leads to what is meant here.
pub(super) fn references(cursor: &Cursor<'_>, with_declaration: bool, uris: &Uris) -> Value {
    let meant = cursor.meant();
    let mut all = cursor.leading_to(&meant);
    if with_declaration {
        all.extend(meant);
    }
    all.sort();
    all.dedup();
    json!(all.into_iter().map(|at| cursor.root.location(at, uris)).collect::<Vec<_>>())
}

/// What the value means, and what is wrong with it.
pub(super) fn hover(cursor: &Cursor<'_>) -> Value {
    let mut parts: Vec<String> = Vec::new();
    let mut span: Option<Span> = None;
    for link in cursor.links() {
        span.get_or_insert(link.at.span);
        if !parts.contains(&link.words) {
            parts.push(link.words.clone());
        }
    }
    let here = |location: &Location| cursor.is_in(*location);
    let findings = cursor.root.analysis.findings.iter().filter(|finding| here(&finding.location));
    let mut told: Vec<&str> = Vec::new();
    for finding in findings {
        if told.contains(&finding.rule.name) {
            continue;
        }
        told.push(finding.rule.name);
        span.get_or_insert(finding.location.span);
        for rule in rules::named(finding.rule.name) {
            parts.push(format!("**[{} {}]({})**\n\n{}", rule.code, rule.name, rule.url(), rule.page().intro));
        }
    }
    let Some(span) = span else { return Value::Null };
    let range = cursor.root.lines(cursor.source).range(span);
    json!({ "contents": { "kind": "markdown", "value": parts.join("\n\n---\n\n") }, "range": range })
}
