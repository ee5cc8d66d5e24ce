//! Replacements: a value of one object is put into fields of others.

use std::sync::Arc;

use super::accumulate::Accumulator;
use super::fault::Fault;
use super::fields::read_gvk;
use super::fieldspec::split_path;
use super::files::Role;
use super::id::Gvk;
use super::object::Object;
use super::paths::{self, Made};
use super::read::Dialect;
use super::scalar;
use super::select::{Requirement, fit_requirements, requirements};
use super::target::Target;
use super::value::{Kind, Node, Value};
use crate::source::Location;

/// All replacements of a kustomization may put in so many bytes.
const MAX_BYTES: usize = 64 << 20;

/// Makes the replacements of a kustomization, some of which stand in files (`ReplacementTransformerPlugin`).
pub(super) fn apply_all(target: &Target<'_>, list: &[Node], accumulator: &mut Accumulator) {
    let mut left = MAX_BYTES;
    for entry in list {
        let Some(path) = entry.get("path").filter(|path| !path.written().is_empty()) else {
            apply(entry, entry.at, &mut left, accumulator);
            continue;
        };
        let documents =
            target.file(path.written(), path.at, Role::Configuration, Dialect::Settings, accumulator);
        for document in documents.into_iter().flat_map(|documents| documents.roots).take(1) {
            match document.is_map() {
                true => apply(&document, document.at, &mut left, accumulator),
                false => {
                    document.items().iter().for_each(|item| apply(item, item.at, &mut left, accumulator));
                }
            }
        }
    }
    accumulator.touched();
}

/// An id to look for; what is empty does not matter (`IsSelectedBy`).
struct Wanted {
    gvk: Gvk,
    name: Arc<str>,
    namespace: Arc<str>,
}

impl Wanted {
    fn read(node: &Node) -> Wanted {
        let text = |key: &str| node.get(key).map_or_else(|| Arc::from(""), Node::written_shared);
        Wanted { gvk: read_gvk(node), name: text("name"), namespace: text("namespace") }
    }

    fn is_empty(&self) -> bool {
        self.gvk == Gvk::default() && self.name.is_empty() && self.namespace.is_empty()
    }

    /// Whether the object is or was called so (`MakeResIds`).
    fn is(&self, object: &Object) -> bool {
        let api_version = object.api_version();
        let effective =
            |namespace: &str| if namespace.is_empty() { "default".to_owned() } else { namespace.to_owned() };
        let fits = |kind: &str, name: &str, namespace: &str| {
            (self.name.is_empty() || &*self.name == name)
                && (self.namespace.is_empty() || *self.namespace == effective(namespace))
                && self.gvk.selects(&api_version, kind)
        };
        let was =
            |previous: &super::object::Previous| fits(&previous.kind, &previous.name, &previous.namespace);
        fits(&object.kind(), &object.name(), &object.namespace()) || object.previous.iter().any(was)
    }

    fn words(&self) -> String {
        let kind = if self.gvk.kind.is_empty() { "object" } else { &self.gvk.kind };
        let parts = [&*self.namespace, &*self.name];
        let name = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
        format!("{kind} {name}").trim_end().to_owned()
    }
}

/// Makes one replacement (`replacement.Filter`).
fn apply(entry: &Node, at: Location, left: &mut usize, accumulator: &mut Accumulator) {
    let Some(value) = value_of(entry, at, accumulator) else { return };
    let targets = entry.get("targets").map(Node::items).unwrap_or_default();
    if targets.is_empty() && entry.get("targets").is_none() {
        accumulator.fault(at, Fault::BadValue { field: "replacements", expected: "a source and targets" });
    }
    for target in targets {
        let Some(selector) = target.get("select") else {
            accumulator
                .fault(target.at, Fault::BadValue { field: "targets", expected: "a list of selectors" });
            continue;
        };
        put(target, selector, &value, left, accumulator);
    }
}

/// The value that is put in (`getReplacement`, `getRefinedValue`).
fn value_of(entry: &Node, at: Location, accumulator: &mut Accumulator) -> Option<Node> {
    let source = match (entry.get("sourceValue"), entry.get("source")) {
        (Some(value), None) => {
            return Some(Node::scalar(value.at, scalar::resolve(value.written()), value.written_shared()));
        }
        (None, Some(source)) => source,
        _ => {
            accumulator.fault(at, Fault::BadValue { field: "source", expected: "one source" });
            return None;
        }
    };
    let wanted = Wanted::read(source);
    let mut found = accumulator.objects.iter().filter(|object| wanted.is(object));
    let (first, second) = (found.next().cloned(), found.next());
    let many = second.is_some();
    let Some(object) = first.filter(|_| !many) else {
        accumulator.fault(source.at, Fault::NoSource { what: wanted.words(), many });
        return None;
    };
    let path =
        source.get("fieldPath").map(Node::written).filter(|path| !path.is_empty()).unwrap_or("metadata.name");
    let Some(value) = lookup_path(&object.root, path).filter(|value| !value.is_empty()) else {
        let id = object.id().to_string();
        accumulator.fault(source.at, Fault::NoField { path: path.to_owned(), id });
        return None;
    };
    let delimiter = source.get_path(&["options", "delimiter"]).map_or("", Node::written);
    if delimiter.is_empty() {
        return Some(value.clone());
    }
    let index = index_of(source);
    let parts = value.as_scalar().map(|scalar| scalar.text.split(delimiter).collect::<Vec<_>>());
    let part = parts.and_then(|parts| parts.get(usize::try_from(index).ok()?).map(|part| (*part).to_owned()));
    match part {
        Some(part) => {
            let kind = value.as_scalar().map_or(Kind::Plain, |scalar| scalar.kind);
            Some(Node::scalar(value.at, kind, part))
        }
        None => {
            let fault = Fault::BadValue { field: "index", expected: "the number of a part of the text" };
            accumulator.fault(source.at, fault);
            None
        }
    }
}

fn index_of(node: &Node) -> i64 {
    node.get_path(&["options", "index"]).and_then(|index| index.written().parse().ok()).unwrap_or(0)
}

/// Puts a value into the fields of the objects that a target selects (`applyReplacement`).
fn put(target: &Node, selector: &Node, value: &Node, left: &mut usize, accumulator: &mut Accumulator) {
    let mut selectors = |node: &Node| -> Option<(Wanted, Vec<Requirement>, Vec<Requirement>)> {
        let mut read = |key: &str| {
            let text = node.get(key).map_or("", Node::written);
            let list = requirements(text);
            if list.is_none() {
                accumulator.fault(node.at, Fault::BadPattern { text: text.to_owned() });
            }
            list
        };
        Some((Wanted::read(node), read("labelSelector")?, read("annotationSelector")?))
    };
    let Some(wanted) = selectors(selector) else { return };
    let rejects: Option<Vec<_>> =
        target.get("reject").map(Node::items).unwrap_or_default().iter().map(&mut selectors).collect();
    let Some(rejects) = rejects else { return };
    let default = [Node::text(target.at, "metadata.name")];
    let listed = target.get("fieldPaths").map(Node::items).filter(|paths| !paths.is_empty());
    let fields = listed.unwrap_or(&default);
    let mut faults = Vec::new();
    for object in &mut accumulator.objects {
        let meets = |(_, labels, annotations): &(Wanted, Vec<Requirement>, Vec<Requirement>)| {
            fit_requirements(labels, object, "labels") && fit_requirements(annotations, object, "annotations")
        };
        let is_rejected = rejects.iter().any(|reject| {
            let by_texts = (!reject.1.is_empty() || !reject.2.is_empty()) && meets(reject);
            by_texts || (!reject.0.is_empty() && reject.0.is(object))
        });
        if is_rejected || !meets(&wanted) || !wanted.0.is(object) {
            continue;
        }
        for field in fields {
            let mut setter = Setter {
                options: target.get("options"),
                value,
                at: field.at,
                left: &mut *left,
                wrong: false,
            };
            let made = match target.get_path(&["options", "create"]).is_some_and(Node::is_true) {
                false => Made::Nothing,
                true => Made::like(value),
            };
            let parts = paths::split(field.written());
            let root = &mut Arc::make_mut(object).root;
            let found = paths::visit(root, &parts, made, field.at, &mut |node| setter.set(node));
            let failed = setter.wrong || !matches!(found, Ok(count) if count > 0);
            if failed {
                let path = field.written().to_owned();
                faults.push((field.at, Fault::NoField { path, id: object.id().to_string() }));
            }
        }
    }
    if *left == 0 {
        faults.push((target.at, Fault::TooLarge { what: "what the replacements put in" }));
    }
    accumulator.report.faults.append(&mut faults);
}

struct Setter<'run> {
    options: Option<&'run Node>,
    value: &'run Node,
    at: Location,
    left: &'run mut usize,
    /// Something could not be set.
    wrong: bool,
}

impl Setter<'_> {
    /// `setFieldValue`.
    fn set(&mut self, node: &mut Node) {
        let delimiter = self.options.and_then(|options| options.get("delimiter")).map_or("", Node::written);
        let mut text = self.value.as_scalar().map_or_else(|| Arc::from(""), |scalar| scalar.text.clone());
        if !delimiter.is_empty() {
            let Some(own) = node.as_scalar().map(|scalar| scalar.text.clone()) else {
                self.wrong = true;
                return;
            };
            let mut parts: Vec<&str> = own.split(delimiter).collect();
            let index = self.options.and_then(|options| options.get("index"));
            let index: i64 = index.and_then(|index| index.written().parse().ok()).unwrap_or(0);
            match usize::try_from(index) {
                Err(_) => parts.insert(0, &text),
                Ok(index) if index >= parts.len() => parts.push(&text),
                Ok(index) => parts[index] = &text,
            }
            text = parts.join(delimiter).into();
        }
        *self.left = self.left.saturating_sub(text.len());
        if *self.left == 0 {
            return;
        }
        match &mut node.value {
            Value::Scalar(scalar) => {
                // The type of the field stays (`targetField.YNode().Value = ...`), where the value is of it.
                let read = scalar::resolve(&text);
                scalar.kind = match (scalar.kind, read) {
                    (Kind::Plain, read) if scalar.text.is_empty() => read, // it was made for this value
                    (Kind::Plain | Kind::Quoted, _) => scalar.kind,
                    (Kind::Float, Kind::Int) => Kind::Float,
                    (kind, read) if kind == read => kind,
                    _ => {
                        self.wrong = true;
                        Kind::Quoted
                    }
                };
                if scalar.kind == Kind::Plain && read != Kind::Plain {
                    scalar.kind = Kind::Quoted;
                }
                scalar.text = text;
            }
            _ => node.value = self.value.value.clone(),
        }
        node.at = self.at;
    }
}

/// The value at the end of a path that leads to one place (`Lookup`, `GetFieldValue`).
pub(super) fn lookup_path<'node>(root: &'node Node, path: &str) -> Option<&'node Node> {
    paths::split(path).iter().try_fold(root, |node, part| paths::step(node, part))
}

/// Paths are split at dots that no backslash stands before.
pub(super) fn split_dots(path: &str) -> Vec<String> {
    split_path(path, '.')
}
