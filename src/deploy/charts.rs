//! Charts: which the input holds, and where the parts of what is rendered of them come from.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::files::Files;
use crate::helm::Release;
use crate::kustomize::{self, Files as _, Node};
use crate::source::{Location, Origins, Source, SourceId, Span, line_start};
use crate::text::path::folder;

/// The file that makes a folder a chart.
pub(super) const CHART_FILE: &str = "Chart.yaml";

/// Texts above this many bytes are not searched for values.
const MOST_SEARCHED: usize = 256 << 10;

/// Whether there is a chart in a directory.
pub(super) fn is_chart(directory: &str, files: &Files<'_>) -> bool {
    files.given(&kustomize::join(directory, CHART_FILE)).is_some()
}

/// The charts of the input that are installed by themselves, in the order of their paths: neither a part of another one,
/// nor a library (<https://helm.sh/docs/topics/library_charts/>).
pub(super) fn all(files: &Files<'_>) -> Vec<Release> {
    let is_chart_file = |path: &&str| kustomize::file_name(path) == CHART_FILE;
    let mut paths: Vec<&str> = files.all_given().filter(is_chart_file).collect();
    paths.sort_unstable();
    let is_part = |path: &str| {
        let outer = path.match_indices("/charts/").map(|(at, _)| &path[..at]);
        path.starts_with("charts/") && is_chart("", files) || { outer }.any(|outer| is_chart(outer, files))
    };
    let paths = paths.into_iter().filter(|path| !is_part(path));
    paths.filter_map(|path| of_chart(path, files)).collect()
}

fn of_chart(path: &str, files: &Files<'_>) -> Option<Release> {
    let (source, text) = files.text(path)?;
    let about = kustomize::documents(&text, source).into_iter().next()?;
    let field = |name: &str| about.get(name).map_or("", Node::written);
    let is_whole = !field("name").is_empty() && field("type") != "library";
    is_whole.then(|| Release {
        chart: folder(path).to_owned(),
        name: field("name").to_owned(),
        ..Release::default()
    })
}

/// Values as YAML, of those before and those that go before them; mappings are put together
/// (<https://helm.sh/docs/chart_template_guide/values_files/>).
pub(super) fn merged(values: &[Node]) -> String {
    let mut all: Option<Node> = None;
    for value in values {
        match &mut all {
            Some(known) => merge(known, value),
            None => all = Some(value.clone()),
        }
    }
    all.map(|node| kustomize::emit_node(&node, node.at).text).unwrap_or_default()
}

fn merge(known: &mut Node, other: &Node) {
    for entry in other.entries() {
        match known.get_mut(&entry.key) {
            Some(value) if value.is_map() && entry.value.is_map() => merge(value, &entry.value),
            _ => known.set(&entry.key, entry.at, entry.value.clone()),
        }
    }
}

/// The file of a chart that helm names: the first part is the name of the chart, which need not be that of its folder.
pub(super) fn file_of(chart: &str, named: &str) -> String {
    kustomize::join(chart, named.split_once('/').map_or(named, |(_, inner)| inner))
}

/// A template that objects were rendered from.
struct Template<'t> {
    source: SourceId,
    text: Cow<'t, str>,
    /// Where its lines begin behind their indentation, by what stands there; none where it stands there more than once.
    lines: FxHashMap<Box<str>, Option<usize>>,
    /// The same for the keys of lines.
    keys: FxHashMap<Box<str>, Option<usize>>,
}

/// Where the parts of a rendered text come from: the line of the template where they stand as they are, if there is one
/// such line only; else the one with their key; else the first.
pub(super) struct Rendered<'t> {
    source: &'t Source,
    chart: &'t str,
    files: &'t Files<'t>,
    templates: FxHashMap<String, Option<Template<'t>>>,
    table: Vec<(Span, Location)>,
    /// Where nothing tells more.
    otherwise: Location,
}

impl<'t> Rendered<'t> {
    /// What a chart comes to. `source` is the text, `chart` the directory.
    pub fn of(source: &'t Source, chart: &'t str, files: &'t Files<'t>, otherwise: Location) -> Rendered<'t> {
        let templates = FxHashMap::default();
        let mut rendered = Rendered { source, chart, files, templates, table: Vec::new(), otherwise };
        for object in kustomize::documents(&source.text, SourceId(0)) {
            rendered.node(&object);
        }
        rendered
    }

    /// The templates, and the origins.
    pub fn finish(self) -> (Vec<SourceId>, Origins) {
        let mut used: Vec<SourceId> =
            self.templates.values().flatten().map(|template| template.source).collect();
        used.sort_unstable();
        (used, Origins::new(self.table))
    }

    fn node(&mut self, node: &Node) {
        let span = node.at.span;
        let first = node.entries().first().map(|entry| entry.at).or(node.items().first().map(|item| item.at));
        let place = self.place(first.map_or(span, |first| first.span));
        self.table.push((span, place));
        for entry in node.entries() {
            let place = self.place(entry.at.span);
            self.table.push((entry.at.span, place));
            self.node(&entry.value);
        }
        node.items().iter().for_each(|item| self.node(item));
    }

    fn place(&mut self, span: Span) -> Location {
        let Some(path) = self.source.template_at(span.start) else { return self.otherwise };
        let path = file_of(self.chart, path);
        let files = self.files;
        let template = self.templates.entry(path).or_insert_with_key(|path| {
            let (source, text) = files.text(path)?;
            Some(Template::of(source, text))
        });
        match template {
            Some(template) => template.place(&self.source.text, span),
            None => self.otherwise,
        }
    }
}

impl<'t> Template<'t> {
    fn of(source: SourceId, text: Cow<'t, str>) -> Template<'t> {
        let (mut lines, mut keys) = (FxHashMap::default(), FxHashMap::default());
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let words = line.trim();
            let at = start + (line.len() - line.trim_start().len());
            start += line.len();
            if !words.is_empty() {
                let note = |table: &mut FxHashMap<Box<str>, Option<usize>>, words: &str, at: usize| {
                    table.entry(words.into()).and_modify(|known| *known = None).or_insert(Some(at));
                };
                note(&mut lines, words, at);
                if let Some(key) = key_of(words) {
                    note(&mut keys, key, at + (words.len() - words.trim_start_matches(['-', ' ']).len()));
                }
            }
        }
        Template { source, text, lines, keys }
    }

    fn place(&self, rendered: &str, span: Span) -> Location {
        let (start, end) = (span.start as usize, span.end as usize);
        let line_start = line_start(rendered, start);
        let line = rendered[line_start..].lines().next().unwrap_or_default();
        let words = line.trim();
        let offset = start - line_start - (line.len() - line.trim_start().len()).min(start - line_start);
        let at = |start: usize, length: usize| Location {
            source: self.source,
            span: Span::new(start, (start + length).min(self.text.len())),
        };
        // What goes on in further lines is pointed at in its first one.
        let length = (end - start).min(words.len().saturating_sub(offset));
        if let Some(&Some(known)) = self.lines.get(words) {
            return at(known + offset, length);
        }
        let written = rendered[start..end].trim_matches(['"', '\'']);
        if written.len() > 2 && !written.contains('\n') && self.text.len() <= MOST_SEARCHED {
            let mut found = self.text.match_indices(written).map(|(at, _)| at);
            if let (Some(only), None) = (found.next(), found.next()) {
                return at(only, written.len());
            }
        }
        match key_of(words).map(|key| (key, self.keys.get(key))) {
            Some((key, Some(&Some(known)))) => at(known, key.len()),
            _ => at(0, self.text.lines().next().map_or(0, str::len)),
        }
    }
}

/// The key of a line of YAML.
fn key_of(line: &str) -> Option<&str> {
    let (key, rest) = line.trim_start_matches(['-', ' ']).split_once(':')?;
    let is_key = !key.is_empty() && !key.contains(['{', ' ', '#', '"']);
    (is_key && (rest.is_empty() || rest.starts_with(' '))).then_some(key)
}
