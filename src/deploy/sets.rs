//! ApplicationSets of Argo CD: which Applications their generators make.

use globset::GlobBuilder;
use serde_json::Value;

use super::argo::of_spec;
use super::files::Files;
use super::order::{Order, directory_of};
use super::template::{Params, Style, fill, fill_text, holds_action, sanitized, written};
use crate::kustomize::{self, Files as _, Node};
use crate::source::Location;

/// Nobody applies a set that makes more Applications.
const MOST: usize = 10_000;

/// Generators in generators are followed to this depth (argo-cd allows for one).
const DEEPEST: usize = 4;

/// The orders of all Applications that a set makes; none where one of its parts cannot be decided from the input.
pub(super) fn orders(name: &str, object: &Node, path: &str, files: &Files<'_>) -> Vec<Order> {
    all(name, object, path, files).unwrap_or_default()
}

fn all(name: &str, object: &Node, path: &str, files: &Files<'_>) -> Option<Vec<Order>> {
    let spec = object.get("spec")?;
    let template = spec.get("template")?;
    if spec.get("templatePatch").is_some() {
        return None;
    }
    let style = if spec.get("goTemplate").is_some_and(Node::is_true) { Style::Go } else { Style::Plain };
    let set = Set { path, files, style };
    let mut elements = Vec::new();
    for generator in spec.get("generators").map(Node::items).unwrap_or_default() {
        elements.extend(set.elements(generator, &Params::new(), DEEPEST)?);
    }
    let mut orders = Vec::new();
    for element in elements {
        let filled = fill(template, &element.params, style);
        let spec = filled.get("spec")?;
        let sources = ["source", "sources", "sourceHydrator"].into_iter().filter_map(|field| spec.get(field));
        if { sources }.any(holds_action) {
            return None;
        }
        let own = filled.get_path(&["metadata", "name"]).map_or("", Node::written);
        let place = spec.get_path(&["source", "path"]).map_or("", Node::written);
        let own = if own.is_empty() || own.contains("{{") { kustomize::file_name(place) } else { own };
        let made = of_spec(&format!("{name}/{own}"), spec, path, files).into_iter();
        orders.extend(made.map(|order| Order { at: element.at.unwrap_or(order.at), ..order }));
    }
    Some(orders)
}

/// What one Application is made of.
struct Element {
    params: Params,
    /// Where its directory or file is named.
    at: Option<Location>,
}

struct Set<'run, 'given> {
    path: &'run str,
    files: &'run Files<'given>,
    style: Style,
}

impl Set<'_, '_> {
    /// The elements that a generator makes, with the parameters that are given (argo-cd: `generators.Transform`).
    fn elements(&self, generator: &Node, given: &Params, depth: usize) -> Option<Vec<Element>> {
        let (kind, inner) = generator.entries().iter().find_map(|entry| {
            let is_kind = !matches!(&*entry.key, "selector" | "mergeKeys" | "values" | "template");
            is_kind.then_some((&*entry.key, &entry.value))
        })?;
        if depth == 0 || inner.get("template").is_some_and(|template| !template.is_empty()) {
            return None;
        }
        let mut elements = match kind {
            "list" => self.listed(inner)?,
            "git" => self.of_git(inner, given)?,
            // Which clusters there are is known to Argo CD alone; where they are does not change what is applied.
            "clusters" => vec![Element { params: self.with_values(Params::new(), inner, given), at: None }],
            "matrix" => self.product(inner, given, depth)?,
            "merge" => self.merged(inner, given, depth)?,
            _ => return None,
        };
        if let Some(selector) = generator.get("selector") {
            if selector.get("matchExpressions").is_some_and(|all| !all.is_empty()) {
                return None;
            }
            let labels = selector.get("matchLabels").map(Node::entries).unwrap_or_default();
            elements.retain(|element| {
                let is = |key: &str, value: &str| text_at(&element.params, key).as_deref() == Some(value);
                labels.iter().all(|label| is(&label.key, label.value.written()))
            });
        }
        (elements.len() <= MOST).then_some(elements)
    }

    fn listed(&self, list: &Node) -> Option<Vec<Element>> {
        if list.get("elementsYaml").is_some_and(|text| !text.is_empty()) {
            return None;
        }
        let elements = list.get("elements").map(Node::items).unwrap_or_default();
        Some(elements.iter().map(|element| Element { params: self.params_of(element), at: None }).collect())
    }

    /// The fields of a node as parameters.
    fn params_of(&self, node: &Node) -> Params {
        let mut params = Params::new();
        match (node.to_json(), self.style) {
            (Value::Object(fields), Style::Go) => return fields,
            (value, _) => flatten("", &value, &mut params),
        }
        params
    }

    /// Adds the `values` of a generator, which may be made of its own parameters.
    fn with_values(&self, mut params: Params, generator: &Node, given: &Params) -> Params {
        let Some(values) = generator.get("values").filter(|values| values.is_map()) else { return params };
        let mut known = given.clone();
        known.extend(params.clone());
        let mut made = Params::new();
        for entry in values.entries() {
            let text = fill_text(entry.value.written(), &known, self.style);
            match self.style {
                Style::Go => drop(made.insert(entry.key.to_string(), Value::String(text))),
                Style::Plain => drop(params.insert(format!("values.{}", entry.key), Value::String(text))),
            }
        }
        if self.style == Style::Go {
            params.insert("values".to_owned(), Value::Object(made));
        }
        params
    }

    /// One element for each directory, or for each file and each item of the list in it (argo-cd: `GitGenerator`).
    fn of_git(&self, git: &Node, given: &Params) -> Option<Vec<Element>> {
        let prefix = git.get("pathParamPrefix").map_or("", Node::written);
        let patterns = |field: &str| git.get(field).map(Node::items).unwrap_or_default();
        let mut elements = Vec::new();
        for (pattern, _, folder) in self.matching(patterns("directories"), true)? {
            let params = self.path_params(Params::new(), prefix, &folder, None);
            elements.push(Element { params: self.with_values(params, git, given), at: Some(pattern) });
        }
        for (pattern, full, file) in self.matching(patterns("files"), false)? {
            let (source, text) = self.files.text(&full)?;
            let document = kustomize::documents(&text, source).into_iter().next()?;
            let items = if document.is_seq() { document.items() } else { std::slice::from_ref(&document) };
            let (folder, name) = file.rsplit_once('/').unwrap_or(("", &file));
            for item in items {
                let params = self.path_params(self.params_of(item), prefix, folder, Some(name));
                elements.push(Element { params: self.with_values(params, git, given), at: Some(pattern) });
            }
        }
        Some(elements)
    }

    /// The directories or files of the input that patterns mean: the place of the pattern, the path, and the path
    /// relative to the repository.
    fn matching(&self, entries: &[Node], directories: bool) -> Option<Vec<(Location, String, String)>> {
        let is_excluded = |entry: &&Node| entry.get("exclude").is_some_and(Node::is_true);
        let (excluded, wanted): (Vec<&Node>, Vec<&Node>) = entries.iter().partition(is_excluded);
        let compile = |entry: &Node| {
            let pattern = entry.get("path")?;
            // `path.Match` for directories; for files git's own globs, in which `*` stands for slashes as well.
            let glob = GlobBuilder::new(pattern.written()).literal_separator(directories).build().ok()?;
            (!pattern.written().contains("{{")).then(|| (pattern.clone(), glob.compile_matcher()))
        };
        let excluded: Vec<_> = excluded.into_iter().map(compile).collect::<Option<_>>()?;
        let mut found = Vec::new();
        for entry in wanted {
            let (pattern, glob) = compile(entry)?;
            let literal = pattern.written().split(['*', '?', '[', '{']).next().unwrap_or_default();
            let start = literal.rsplit_once('/').map_or("", |(start, _)| start);
            let Some(base) = directory_of(start, self.path, self.files) else { continue };
            let root = base.strip_suffix(&*kustomize::join("", start)).unwrap_or(&base).trim_end_matches('/');
            let inner = |path: &str| match root {
                "" => Some(path.to_owned()),
                root => Some(path.strip_prefix(root)?.strip_prefix('/')?.to_owned()),
            };
            let folders = |path: &str| -> Vec<String> {
                path.match_indices('/').map(|(at, _)| path[..at].to_owned()).collect()
            };
            let all = self.files.all_given();
            let mut matched: Vec<String> = match directories {
                true => all.filter_map(inner).flat_map(|path| folders(&path)).collect(),
                false => all.filter_map(inner).collect(),
            };
            matched
                .retain(|path| glob.is_match(path) && !excluded.iter().any(|(_, glob)| glob.is_match(path)));
            matched.retain(|path| !directories || !path.split('/').any(|part| part.starts_with('.')));
            matched.sort();
            matched.dedup();
            found.extend(matched.into_iter().map(|path| (pattern.at, kustomize::join(root, &path), path)));
        }
        Some(found)
    }

    /// Adds what the path of a directory, or of the one that a file is in, comes to as parameters.
    fn path_params(&self, mut params: Params, prefix: &str, folder: &str, file: Option<&str>) -> Params {
        let segments: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        let name = segments.last().copied().unwrap_or_default();
        let mut fields = vec![("basename", name.to_owned()), ("basenameNormalized", sanitized(name))];
        if let Some(file) = file {
            fields.extend([("filename", file.to_owned()), ("filenameNormalized", sanitized(file))]);
        }
        match self.style {
            Style::Go => {
                let mut path = Params::new();
                path.insert("path".to_owned(), folder.into());
                path.insert("segments".to_owned(), segments.into());
                path.extend(fields.into_iter().map(|(key, value)| (key.to_owned(), value.into())));
                let mut all = Params::new();
                all.insert("path".to_owned(), path.into());
                match prefix {
                    "" => params.extend(all),
                    prefix => drop(params.insert(prefix.to_owned(), all.into())),
                }
            }
            Style::Plain => {
                let path = if prefix.is_empty() { "path".to_owned() } else { format!("{prefix}.path") };
                let named = fields.into_iter().map(|(key, value)| (format!("{path}.{key}"), value.into()));
                let numbered = segments.iter().enumerate();
                params.extend(numbered.map(|(index, part)| (format!("{path}[{index}]"), (*part).into())));
                params.extend(named);
                params.insert(path, folder.into());
            }
        }
        params
    }

    /// Every pair of what two generators make; the second one may be made of the parameters of the first.
    fn product(&self, matrix: &Node, given: &Params, depth: usize) -> Option<Vec<Element>> {
        let [first, second] = matrix.get("generators")?.items() else { return None };
        let mut elements = Vec::new();
        for one in self.elements(first, given, depth - 1)? {
            let mut known = given.clone();
            known.extend(one.params.clone());
            let second = fill(second, &known, self.style);
            for other in self.elements(&second, &known, depth - 1)? {
                let mut params = one.params.clone();
                params.extend(other.params);
                elements.push(Element { params, at: other.at.or(one.at) });
            }
            if elements.len() > MOST {
                return None;
            }
        }
        Some(elements)
    }

    /// What the first generator makes, with what others say of the same keys.
    fn merged(&self, merge: &Node, given: &Params, depth: usize) -> Option<Vec<Element>> {
        let keys: Vec<&str> = merge.get("mergeKeys")?.items().iter().map(Node::written).collect();
        let (first, others) = merge.get("generators")?.items().split_first()?;
        let mut elements = self.elements(first, given, depth - 1)?;
        let key = |params: &Params| keys.iter().map(|key| text_at(params, key)).collect::<Option<Vec<_>>>();
        for other in others {
            for added in self.elements(other, given, depth - 1)? {
                let wanted = key(&added.params)?;
                for element in elements.iter_mut().filter(|it| key(&it.params).as_ref() == Some(&wanted)) {
                    element.params.extend(added.params.clone());
                }
            }
        }
        Some(elements)
    }
}

/// A parameter by its name, with or without dots in it.
fn text_at(params: &Params, key: &str) -> Option<String> {
    let nested = || {
        let mut parts = key.split('.');
        let first = params.get(parts.next()?)?;
        parts.try_fold(first, |value, part| value.get(part))
    };
    params.get(key).or_else(nested).and_then(written)
}

/// Nested values under names with dots (argo-cd: `flatten.DotStyle`).
fn flatten(prefix: &str, value: &Value, into: &mut Params) {
    let named = |key: &str| if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| flatten(&named(key), value, into)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| flatten(&named(&at.to_string()), item, into));
        }
        value => drop(into.insert(prefix.to_owned(), value.clone())),
    }
}
