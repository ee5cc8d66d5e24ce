//! Which field of an object stands at a place of its text.

use std::fmt;

use crate::model::Object;
use crate::source::{Sources, Span};
use crate::yaml::{self, NodeRef, Parsed, Value};

/// A field of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldPath {
    parts: Vec<Part>,
    /// What stands there, where it is a scalar.
    pub value: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Key(String),
    Item(usize),
}

impl FieldPath {
    /// The path with `[]` for any item of a list, so that it stays when items come or go before it.
    pub fn without_positions(&self) -> String {
        self.render(|_| "[]".to_owned())
    }

    fn render(&self, item: impl Fn(usize) -> String) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Key(key) if text.is_empty() => text.push_str(key),
                Part::Key(key) => {
                    text.push('.');
                    text.push_str(key);
                }
                Part::Item(index) => text.push_str(&item(*index)),
            }
        }
        text
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(|index| format!("[{index}]")))
    }
}

/// The text of one object, to be parsed once more: trees are dropped when the model has been read.
pub struct Reader {
    /// The text, indented as it stands in its file.
    text: String,
    /// Where that text begins in the file.
    base: usize,
    paths: std::cell::OnceCell<Vec<(Span, FieldPath)>>,
}

impl Reader {
    /// Prepares to read an object.
    pub fn of(sources: &Sources, object: &Object) -> Reader {
        let source = &sources[object.source].text;
        let start = object.span.start as usize;
        let own = source.get(object.span.range()).unwrap_or_default();
        // An item of a list begins behind its dash, while its other lines are indented. In brackets that does not matter,
        // and the line may be very long.
        let line = match own.starts_with('{') {
            true => start,
            false => source.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1),
        };
        let text = " ".repeat(start - line) + own;
        Reader { text, base: line, paths: std::cell::OnceCell::new() }
    }

    /// The field at a place: the innermost whose key or value holds it.
    pub fn field_at(&self, span: Span) -> FieldPath {
        let paths = self.paths.get_or_init(|| {
            let Parsed { documents, .. } = yaml::parse(&self.text, self.base);
            let mut paths = Vec::new();
            if let Some(tree) = documents.first() {
                collect(tree.root(), &mut Vec::new(), 0, &mut paths);
            }
            // By place, the outer before the inner.
            paths.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
            paths
        });
        let holds = |outer: &Span| outer.start <= span.start && span.end <= outer.end;
        let until = paths.partition_point(|(place, _)| place.start <= span.start);
        let found = paths[..until].iter().rev().find(|(place, _)| holds(place));
        found.map(|(_, path)| path.clone()).unwrap_or_default()
    }
}

/// All keys and values of a tree with their paths. Aliases multiply, so that their targets are left out once
/// they have been seen: a place has one path.
fn collect(node: NodeRef<'_>, parts: &mut Vec<Part>, depth: usize, paths: &mut Vec<(Span, FieldPath)>) {
    if depth > yaml::MAX_DEPTH {
        return;
    }
    let scalar = |node: NodeRef<'_>| match node.value() {
        Value::Seq(_) | Value::Map(_) => String::new(),
        _ => node.key_text().map(|text| text.into_owned()).unwrap_or_default(),
    };
    let mut visit = |place: Span, part: Part, value: NodeRef<'_>, last: u32| {
        parts.push(part);
        let path = FieldPath { parts: parts.clone(), value: scalar(value) };
        // What stands before its key or its item is the target of an alias, and has a path of its own.
        let is_here = value.span().start >= last;
        if place != value.span() {
            paths.push((place, FieldPath { value: String::new(), ..path.clone() }));
        }
        if is_here {
            paths.push((value.span(), path));
            collect(value, parts, depth + 1, paths);
        }
        parts.pop();
    };
    for (key, value) in node.entries() {
        let name = key.key_text().map(|text| text.into_owned()).unwrap_or_default();
        visit(key.span(), Part::Key(name), value, key.span().end);
    }
    let mut last = node.span().start;
    for (index, item) in node.items().enumerate() {
        visit(item.span(), Part::Item(index), item, last);
        last = last.max(item.span().end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Options;
    use crate::source::Source;

    /// The field at the first place of some words in the first object of a text.
    fn field(text: &str, words: &str) -> (String, String, String) {
        let parsed = yaml::parse(text, 0);
        let root = parsed.documents[0].root();
        let object = root.get("items").and_then(|items| items.items().last()).unwrap_or(root);
        let mut sources = Sources::default();
        let id = sources.add(Source::new("a", text.to_owned()));
        let object = Object::read(object, id, &Options::default().default_namespace).unwrap();
        let at = text.find(words).unwrap();
        let field = Reader::of(&sources, &object).field_at(Span::new(at, at + words.len()));
        (field.to_string(), field.without_positions(), field.value)
    }

    const OBJECT: &str =
        "kind: A\napiVersion: v1\nspec:\n  http:\n  - route:\n    - host: 'web'\n      port: 8\n";

    #[test]
    fn finds_keys_and_values() {
        let found = |path: &str, plain: &str, value: &str| (path.into(), plain.into(), value.into());
        let host = "spec.http[0].route[0].host";
        assert_eq!(field(OBJECT, "'web'"), found(host, "spec.http[].route[].host", "web"));
        assert_eq!(field(OBJECT, "host"), found(host, "spec.http[].route[].host", ""));
        assert_eq!(field(OBJECT, "8"), found("spec.http[0].route[0].port", "spec.http[].route[].port", "8"));
        assert_eq!(field(OBJECT, "spec"), found("spec", "spec", ""));
    }

    #[test]
    fn reads_items_of_lists_where_they_stand() {
        let indented = OBJECT.trim_end().replace('\n', "\n  ");
        let list = format!("kind: List\nitems:\n- kind: B\n- {indented}\n");
        assert_eq!(field(&list, "'web'").0, "spec.http[0].route[0].host");
        let json = r#"{"kind": "A", "apiVersion": "v1", "spec": {"é": ["x", {"b": "y"}]}}"#;
        assert_eq!(field(json, "\"y\"").0, "spec.é[1].b");
        let list = format!("{{\"items\": [{json}]}}");
        assert_eq!(field(&list, "\"y\"").0, "spec.é[1].b");
        let long = format!("{{\"items\": [{{\"x\": \"{}\"}}, {json}]}}", "-".repeat(70_000));
        assert_eq!(field(&long, "\"y\"").0, "spec.é[1].b");
    }

    #[test]
    fn a_place_that_an_alias_brings_has_its_first_path() {
        let text = "kind: A\napiVersion: v1\na: &x {b: deep}\nc: *x\nd: [*x, e]\n";
        assert_eq!(field(text, "deep").0, "a.b");
        assert_eq!(field(text, "e]").0, "d");
    }
}
