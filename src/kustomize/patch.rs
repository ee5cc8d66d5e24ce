//! Patches: what they are, which objects they are for, and putting them on.

use std::sync::Arc;

use super::accumulate::Accumulator;
use super::engine::Scope;
use super::fault::Fault;
use super::files::Role;
use super::json_patch::{self, Operation};
use super::object::Object;
use super::read::{self, Dialect, Documents, Place};
use super::schema::Schema;
use super::select::Selector;
use super::strategic;
use super::target::{Target, objects};
use super::value::Node;
use crate::source::Location;

/// The text of a patch and where it stands.
struct Text {
    text: Arc<str>,
    place: Place,
}

/// What the options of a patch allow it to change.
#[derive(Clone, Copy, Default)]
struct Options {
    name: bool,
    kind: bool,
}

/// Puts an entry of `patches` on (`PatchTransformerPlugin`).
pub(super) fn apply(target: &Target<'_>, entry: &Node, accumulator: &mut Accumulator, scope: &Scope) {
    let Some(text) = text_of(target, entry, "patch", accumulator) else { return };
    let is_true = |option: &str| entry.get_path(&["options", option]).is_some_and(Node::is_true);
    let options = Options { name: is_true("allowNameChange"), kind: is_true("allowKindChange") };
    let mut documents = read::documents(&text.text, &text.place, Dialect::Objects);
    let selector = match entry.get("target").filter(|target| !target.is_null()) {
        Some(node) => match Selector::read(node, &mut accumulator.report.faults) {
            Some(selector) => Some(selector),
            None => return,
        },
        None => None,
    };
    if documents.roots.first().is_none_or(Node::is_seq) {
        let is_empty = documents.roots.is_empty();
        accumulator.report.faults.append(&mut documents.faults);
        let Some(selector) = selector else {
            bad(accumulator, entry.at, "a list of operations needs a target");
            return;
        };
        if !is_empty {
            let operations = operations(&text, accumulator);
            operate(&operations, &selector, true, accumulator);
        }
        return;
    }
    let patches = objects(&mut documents);
    accumulator.report.faults.append(&mut documents.faults);
    let schema = scope.schema.as_ref().unwrap_or(Schema::built_in());
    let Some(selector) = selector else {
        for patch in &patches {
            merge_by_id(patch, options, entry.at, schema, accumulator);
        }
        return;
    };
    match patches.as_slice() {
        [] => {}
        [patch] => {
            let lookup = accumulator.lookup();
            for index in selector.select(&accumulator.objects, &lookup) {
                merge_into(index, patch, options, entry.at, schema, accumulator);
            }
        }
        _ => bad(accumulator, entry.at, "more than one object cannot have one target"),
    }
}

/// Puts the entries of `patchesStrategicMerge` on, which are paths or objects
/// (`PatchStrategicMergeTransformerPlugin`).
pub(super) fn merge_all(target: &Target<'_>, entries: &[Node], accumulator: &mut Accumulator, scope: &Scope) {
    let schema = scope.schema.as_ref().unwrap_or(Schema::built_in());
    for entry in entries {
        let text = entry.written();
        let is_object = text.contains('\n') || text.trim_start().starts_with('{') || text.contains(": ");
        let documents = match is_object {
            true => {
                let place = target.kustomization.place(entry);
                Some(read::documents(text, &place, Dialect::Objects))
            }
            false => target.file(text, entry.at, Role::Patch, Dialect::Objects, accumulator),
        };
        if let Some(documents) = documents {
            merge_documents(documents, entry.at, schema, accumulator);
        }
    }
}

/// Puts the objects of a text on as strategic merge patches.
pub(super) fn merge_documents(
    mut documents: Documents,
    at: Location,
    schema: &Schema,
    accumulator: &mut Accumulator,
) {
    let patches = objects(&mut documents);
    accumulator.report.faults.append(&mut documents.faults);
    for patch in &patches {
        merge_by_id(patch, Options::default(), at, schema, accumulator);
    }
}

/// Puts an entry of `patchesJson6902` on (`PatchJson6902TransformerPlugin`).
pub(super) fn apply_operations(target: &Target<'_>, entry: &Node, accumulator: &mut Accumulator) {
    let inline = if entry.get("jsonOp").is_some() { "jsonOp" } else { "patch" };
    let Some(text) = text_of(target, entry, inline, accumulator) else { return };
    let Some(node) = entry.get("target").filter(|node| !node.is_null()) else {
        bad(accumulator, entry.at, "a list of operations needs a target");
        return;
    };
    if node.get("name").is_none_or(|name| name.written().is_empty()) {
        bad(accumulator, node.at, "its target needs a name");
    }
    let Some(selector) = Selector::read(node, &mut accumulator.report.faults) else { return };
    let operations = operations(&text, accumulator);
    operate(&operations, &selector, false, accumulator);
}

/// The text that an entry holds, or that stands in the file that it names.
fn text_of(target: &Target<'_>, entry: &Node, inline: &str, accumulator: &mut Accumulator) -> Option<Text> {
    let path = entry.get("path").filter(|path| !path.written().is_empty());
    let value = entry.get(inline).filter(|value| !value.written().trim().is_empty());
    match (path, value) {
        (None, None) => bad(accumulator, entry.at, "it has neither `patch` nor `path`"),
        (Some(_), Some(_)) => bad(accumulator, entry.at, "it has both `patch` and `path`"),
        (None, Some(node)) => {
            let written = node.written_shared();
            let trimmed = written.trim();
            let skipped = written.len() - written.trim_start().len();
            let place = target.kustomization.place(node).skip(skipped);
            return Some(Text { text: trimmed.into(), place });
        }
        (Some(path), None) => {
            let full = target.path(path.written(), path.at, Role::Patch, accumulator)?;
            match target.engine.files.text(&full) {
                Some((source, text)) => {
                    return Some(Text { text: (*text).into(), place: Place::File(source) });
                }
                None => accumulator.fault(path.at, Fault::MissingFile { path: full }),
            }
        }
    }
    None
}

fn bad(accumulator: &mut Accumulator, at: Location, why: &'static str) {
    accumulator.fault(at, Fault::BadPatch { why });
}

fn operations(text: &Text, accumulator: &mut Accumulator) -> Vec<Operation> {
    let mut documents = read::first(&text.text, &text.place, Dialect::Settings);
    accumulator.report.faults.append(&mut documents.faults);
    match documents.roots.first() {
        Some(list) => json_patch::read(list, &mut accumulator.report.faults),
        None => Vec::new(),
    }
}

/// Does operations to all objects that are selected. Where one cannot be done, the object stays as it was.
fn operate(operations: &[Operation], selector: &Selector, remembers: bool, accumulator: &mut Accumulator) {
    let lookup = accumulator.lookup();
    let mut renamed = false;
    for index in selector.select(&accumulator.objects, &lookup) {
        let before = accumulator.objects[index].id();
        let mut object = (*accumulator.objects[index]).clone();
        if remembers {
            object.remember();
        }
        let is_made = !object.previous.is_empty() && add_annotations(&mut object);
        match json_patch::apply(&mut object.root, operations) {
            Ok(()) => {
                if is_made && let Some(metadata) = object.metadata_mut() {
                    let is_unused =
                        metadata.get("annotations").is_some_and(|it| it.is_map() && it.is_empty());
                    is_unused.then(|| metadata.remove("annotations"));
                }
                renamed |= object.id() != before;
                accumulator.objects[index] = Arc::new(object);
            }
            Err((operation, why)) => {
                let (path, id) = (operation.path.clone(), before.to_string());
                accumulator.fault(operation.at, Fault::OperationFailed { path, id, why });
            }
        }
    }
    if renamed {
        accumulator.touched();
    }
}

/// Gives an object annotations where it has none: operations find some wherever kustomize has noted in them what the
/// object was called before (`Resource.StorePreviousId`). Whether it has.
fn add_annotations(object: &mut Object) -> bool {
    let Some(metadata) = object.metadata_mut().filter(|metadata| metadata.get("annotations").is_none())
    else {
        return false;
    };
    metadata.set(&"annotations".into(), metadata.at, Node::map(metadata.at, Vec::new()));
    true
}

/// Merges a patch into the one object that it is called as (`GetById`).
fn merge_by_id(
    patch: &Object,
    options: Options,
    at: Location,
    schema: &Schema,
    accumulator: &mut Accumulator,
) {
    let id = patch.id();
    let lookup = accumulator.lookup();
    match lookup.any_id(&accumulator.objects, &id).as_slice() {
        &[index] => merge_into(index, patch, options, at, schema, accumulator),
        [] => accumulator.fault(at, Fault::PatchWithoutTarget { id: id.to_string() }),
        _ => accumulator.fault(at, Fault::AmbiguousPatch { id: id.to_string() }),
    }
}

/// Merges a patch into an object (`Resource.ApplySmPatch`). Its kind, its name and its namespace stay what they
/// are unless the options say otherwise.
fn merge_into(
    index: usize,
    patch: &Object,
    options: Options,
    at: Location,
    schema: &Schema,
    accumulator: &mut Accumulator,
) {
    let before = accumulator.objects[index].clone();
    if before.root.is_empty() {
        return;
    }
    let id = before.id();
    let merged = match strategic::merge(&before.root, &patch.root, schema) {
        Ok(merged) => merged,
        Err(field) => {
            accumulator.fault(at, Fault::MergeFailed { field, id: id.to_string() });
            return;
        }
    };
    let mut object = (*before).clone();
    if options.name || options.kind {
        object.remember();
    }
    let Some(root) = merged else {
        object.root = Node::map(before.root.at, Vec::new());
        accumulator.objects[index] = Arc::new(object);
        accumulator.touched();
        return;
    };
    object.root = root;
    let keeps = |node: &mut Node, field: &str, old: Option<&Node>| match old {
        Some(old) => node.set(&field.into(), old.at, old.clone()),
        None => drop(node.remove(field)),
    };
    keeps(&mut object.root, "apiVersion", before.root.get("apiVersion"));
    if !options.kind {
        keeps(&mut object.root, "kind", before.root.get("kind"));
    }
    let old = |field: &str| before.root.get_path(&["metadata", field]);
    if let Some(metadata) = object.metadata_mut() {
        keeps(metadata, "namespace", old("namespace"));
        if !options.name {
            keeps(metadata, "name", old("name"));
        }
    }
    let renamed = object.id() != id;
    accumulator.objects[index] = Arc::new(object);
    if renamed {
        accumulator.touched();
    }
}
