//! Where objects of custom kinds have names, labels and annotations: what the files of `crds` say.

use std::sync::Arc;

use super::fields::{Fields, References};
use super::fieldspec::FieldSpec;
use super::id::Gvk;
use super::value::Node;

/// So deep are definitions followed that refer to each other.
const MAX_DEPTH: usize = 20;

/// So many properties are looked at in one file.
const MAX_PROPERTIES: usize = 100_000;

/// The fields that a file of OpenAPI definitions marks (`makeConfigFromApiMap`).
pub(super) fn fields(document: &Node) -> Fields {
    let mut fields = Fields::default();
    let mut left = MAX_PROPERTIES;
    for entry in document.entries() {
        let properties = properties(&entry.value);
        let has = |key: &str| properties.is_some_and(|properties| properties.get(key).is_some());
        if !has("kind") || !has("apiVersion") || !has("metadata") {
            continue;
        }
        let kind = entry.key.rsplit('.').next().unwrap_or(&entry.key);
        let gvk = Gvk { kind: kind.into(), ..Gvk::default() };
        let mut reader = Reader { document, gvk, fields: &mut fields, left: &mut left };
        reader.definition(&entry.key, &mut Vec::new());
    }
    fields.sort();
    fields
}

/// The properties of a definition. The field is named in Go's way, or as JSON has it.
fn properties(definition: &Node) -> Option<&Node> {
    definition.get("Schema").or_else(|| definition.get("schema"))?.get("properties")
}

struct Reader<'run> {
    document: &'run Node,
    gvk: Gvk,
    fields: &'run mut Fields,
    left: &'run mut usize,
}

impl Reader<'_> {
    /// `loadCrdIntoConfig`.
    fn definition(&mut self, name: &str, path: &mut Vec<Arc<str>>) {
        let Some(properties) = self.document.get(name).and_then(properties) else { return };
        if path.len() >= MAX_DEPTH {
            return;
        }
        for property in properties.entries() {
            if *self.left == 0 {
                return;
            }
            *self.left -= 1;
            path.push(property.key.clone());
            self.property(&property.value, path);
            if let Some(reference) = property.value.get("$ref") {
                self.definition(reference.written(), path);
            }
            path.pop();
        }
    }

    fn property(&mut self, property: &Node, path: &[Arc<str>]) {
        let spec = |path: &str| FieldSpec::new(self.gvk.clone(), path, false);
        let full = path.join("/");
        let mark = |key: &str| property.get(key).and_then(Node::as_text);
        let mut conflicts = Vec::new();
        let lists = [
            ("x-kubernetes-annotation", &mut self.fields.common_annotations),
            ("x-kubernetes-label-selector", &mut self.fields.common_labels),
            ("x-kubernetes-identity", &mut self.fields.name_prefix),
        ];
        for (key, list) in lists {
            if mark(key).is_some() {
                super::fields::add_all(list, vec![spec(&full)], &mut conflicts);
            }
        }
        let version = mark("x-kubernetes-object-ref-api-version");
        if let (Some(version), Some(kind)) = (version, mark("x-kubernetes-object-ref-kind")) {
            let name = mark("x-kubernetes-object-ref-name-key").unwrap_or("name");
            let target = Gvk { group: "".into(), version: version.into(), kind: kind.into() };
            let fields = vec![spec(&format!("{full}/{name}"))];
            self.fields.add_references(References { target, fields }, &mut conflicts);
        }
    }
}
