//! What `buildMetadata` adds to objects, and what kustomize takes from them at the end.

use std::fmt::Write;
use std::sync::Arc;

use super::accumulate::Accumulator;
use super::files::relative;
use super::object::{Maker, Object};
use super::value::Node;
use crate::source::Location;

const ORIGIN: &str = "config.kubernetes.io/origin";
const TRANSFORMATIONS: &str = "alpha.config.kubernetes.io/transformations";

/// What a kustomization asks for in `buildMetadata`.
#[derive(Clone, Copy, Default)]
pub(super) struct BuildMetadata {
    origins: Option<Location>,
    /// Where it asks for the transformers.
    pub transformers: Option<Location>,
    managed_by: Option<Location>,
}

impl BuildMetadata {
    pub fn read(list: &[Node]) -> BuildMetadata {
        let find = |name: &str| list.iter().find(|node| node.written() == name).map(|node| node.at);
        BuildMetadata {
            origins: find("originAnnotations"),
            transformers: find("transformerAnnotations"),
            managed_by: find("managedByLabel"),
        }
    }

    /// Finishes all objects of a build.
    pub fn finish(self, root: &str, accumulator: &mut Accumulator) {
        for object in &mut accumulator.objects {
            let mut done = None;
            if let Some(at) = self.managed_by {
                let object = done.get_or_insert_with(|| (**object).clone());
                set(object, "labels", "app.kubernetes.io/managed-by", "kustomize-v5.7.1".to_owned(), at);
            }
            if let (Some(at), Some(maker)) = (self.origins, &object.maker) {
                let text = words(maker, root, "");
                set(done.get_or_insert_with(|| (**object).clone()), "annotations", ORIGIN, text, at);
            }
            if let Some(at) = self.transformers.filter(|_| !object.changed_by.is_empty()) {
                let list = object.changed_by.iter().map(|maker| {
                    let text = words(maker, root, "  ");
                    format!("- {}", text.trim_start())
                });
                let text = list.collect();
                set(done.get_or_insert_with(|| (**object).clone()), "annotations", TRANSFORMATIONS, text, at);
            }
            let annotations = object.root.get_path(&["metadata", "annotations"]);
            if annotations.is_some() || done.is_some() {
                done.get_or_insert_with(|| (**object).clone()).normalize_metadata("annotations");
            }
            if let Some(done) = done {
                *object = Arc::new(done);
            }
        }
    }
}

fn set(object: &mut Object, field: &str, key: &str, text: String, at: Location) {
    let Some(metadata) = object.metadata_mut() else { return };
    if metadata.get(field).is_none_or(|map| !map.is_map()) {
        metadata.set(&field.into(), at, Node::map(at, Vec::new()));
    }
    if let Some(map) = metadata.get_mut(field) {
        map.set(&key.into(), at, Node::text(at, text));
    }
}

/// The YAML of where something came from (`Origin.String`).
fn words(maker: &Maker, root: &str, indent: &str) -> String {
    let (file, by): (&str, Vec<(&str, &str)>) = match maker {
        Maker::File(file) => return format!("{indent}path: {}\n", relative(root, file)),
        Maker::Field { file, plugin } => (file, vec![("apiVersion", "builtin"), ("kind", plugin)]),
        Maker::Plugin { file, api_version, kind, name, namespace } => {
            let fields =
                [("apiVersion", api_version), ("kind", kind), ("name", name), ("namespace", namespace)];
            (file, fields.map(|(key, value)| (key, &**value)).to_vec())
        }
    };
    let mut text = format!("{indent}configuredIn: {}\n{indent}configuredBy:\n", relative(root, file));
    for (key, value) in by.into_iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(text, "{indent}  {key}: {value}");
    }
    text
}

/// Drops the objects that are for kustomize alone (`IgnoreLocal`).
pub(super) fn drop_local(accumulator: &mut Accumulator) {
    let is_local = |object: &Object| {
        object.annotation("config.kubernetes.io/local-config").is_some_and(|value| value != "false")
    };
    accumulator.objects.retain(|object| !is_local(object));
    accumulator.touched();
}
