//! Where transformers look: kustomize's defaults, and what `configurations` and `crds` add to them.

use std::sync::{Arc, OnceLock};

use super::fault::Fault;
use super::fieldspec::FieldSpec;
use super::id::{FIRST, Gvk, LAST, kind_order, sort_text};
use super::value::Node;

/// Facts of kustomize, see the head of the file.
const FIELDS: &str = include_str!("fields.txt");

/// The fields of one transformer.
pub(super) type FieldSpecs = Vec<FieldSpec>;

/// A kind, and the fields that refer to objects of it by their name (`NameBackReferences`).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct References {
    pub target: Gvk,
    pub fields: FieldSpecs,
}

/// The fields of all transformers (`TransformerConfig`).
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fields {
    pub name_prefix: FieldSpecs,
    pub name_suffix: FieldSpecs,
    pub namespace: FieldSpecs,
    pub common_labels: FieldSpecs,
    pub labels: FieldSpecs,
    pub template_labels: FieldSpecs,
    pub common_annotations: FieldSpecs,
    pub references: Vec<References>,
    pub vars: FieldSpecs,
    pub images: FieldSpecs,
    pub replicas: FieldSpecs,
}

/// The names of the lists in a configuration, in the order of [`Fields::list`].
pub(super) const LISTS: [&str; 10] = [
    "namePrefix",
    "nameSuffix",
    "namespace",
    "commonLabels",
    "labels",
    "templateLabels",
    "commonAnnotations",
    "varReference",
    "images",
    "replicas",
];

impl Fields {
    /// What kustomize looks at by itself (`MakeDefaultConfig`).
    pub fn default_fields() -> &'static Arc<Fields> {
        static FIELDS: OnceLock<Arc<Fields>> = OnceLock::new();
        FIELDS.get_or_init(|| Arc::new(parse()))
    }

    fn list(&mut self, index: usize) -> &mut FieldSpecs {
        match index {
            0 => &mut self.name_prefix,
            1 => &mut self.name_suffix,
            2 => &mut self.namespace,
            3 => &mut self.common_labels,
            4 => &mut self.labels,
            5 => &mut self.template_labels,
            6 => &mut self.common_annotations,
            7 => &mut self.vars,
            8 => &mut self.images,
            _ => &mut self.replicas,
        }
    }

    /// Adds what another configuration has (`TransformerConfig.Merge`).
    pub fn merge(self: &mut Arc<Fields>, other: &Arc<Fields>, faults: &mut Vec<Fault>) {
        let default = Fields::default_fields();
        if Arc::ptr_eq(self, other) {
            return;
        }
        // Anything else is added field by field even to nothing: what it adds may be covered by itself.
        if Arc::ptr_eq(other, default) && **self == Fields::default() {
            *self = other.clone();
            return;
        }
        let fields = Arc::make_mut(self);
        let mut other = (**other).clone();
        for index in 0..LISTS.len() {
            let more = std::mem::take(other.list(index));
            add_all(fields.list(index), more, faults);
        }
        for references in other.references {
            fields.add_references(references, faults);
        }
        fields.sort();
    }

    /// Adds the fields that refer to a kind (`mergeOne`).
    pub fn add_references(&mut self, more: References, faults: &mut Vec<Fault>) {
        match self.references.iter_mut().find(|known| known.target == more.target) {
            Some(known) => add_all(&mut known.fields, more.fields, faults),
            None => self.references.push(more),
        }
    }

    /// `sortFields`.
    pub fn sort(&mut self) {
        for index in 0..LISTS.len() {
            self.list(index).sort_by_cached_key(|spec| sort_key(&spec.gvk));
        }
        self.references.sort_by_cached_key(|references| sort_key(&references.target));
    }

    /// Reads a file of `configurations` (`makeTransformerConfigFromBytes`).
    pub fn read(document: &Node) -> Fields {
        let mut fields = Fields::default();
        for (index, name) in LISTS.iter().enumerate() {
            *fields.list(index) = read_specs(document.get(name));
        }
        for entry in document.get("nameReference").map(Node::items).unwrap_or_default() {
            let references =
                References { target: read_gvk(entry), fields: read_specs(entry.get("fieldSpecs")) };
            fields.references.push(references);
        }
        fields.sort();
        fields
    }
}

/// Adds fields that are not there yet (`FsSlice.MergeAll`).
pub(super) fn add_all(list: &mut FieldSpecs, more: FieldSpecs, faults: &mut Vec<Fault>) {
    for spec in more {
        match list.iter().find(|known| known.covers(&spec)) {
            Some(known) if known.create != spec.create => {
                faults.push(Fault::Conflict { path: spec.path.to_string() });
            }
            Some(_) => {}
            None => list.push(spec),
        }
    }
}

/// Reads a list of fields as configurations and transformers have it.
pub(super) fn read_specs(list: Option<&Node>) -> FieldSpecs {
    let list = list.map(Node::items).unwrap_or_default();
    let spec = |node: &Node| {
        let path = node.get("path").map_or("", Node::written);
        FieldSpec::new(read_gvk(node), path, node.get("create").is_some_and(Node::is_true))
    };
    list.iter().map(spec).collect()
}

/// Reads `group`, `version` and `kind`.
pub(super) fn read_gvk(node: &Node) -> Gvk {
    let text = |key: &str| Arc::from(node.get(key).map_or("", Node::written));
    Gvk { group: text("group"), version: text("version"), kind: text("kind") }
}

fn sort_key(gvk: &Gvk) -> (i64, String) {
    (kind_order(&gvk.kind, &FIRST, &LAST), sort_text(&gvk.group, &gvk.version, &gvk.kind))
}

fn parse() -> Fields {
    let mut fields = Fields::default();
    for line in FIELDS.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        let word = |index: usize| words.get(index).copied().filter(|word| *word != "-").unwrap_or("");
        let gvk = |at: usize| Gvk {
            group: word(at).into(),
            version: word(at + 1).into(),
            kind: word(at + 2).into(),
        };
        if word(0) == "reference" {
            let field = FieldSpec::new(gvk(5), word(4), false);
            fields.add_references(References { target: gvk(1), fields: vec![field] }, &mut Vec::new());
        } else if let Some(index) = LISTS.iter().position(|list| *list == word(0)) {
            fields.list(index).push(FieldSpec::new(gvk(2), word(1), word(5) == "create"));
        }
    }
    fields.sort();
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_complete() {
        let fields = Fields::default_fields();
        assert_eq!(fields.name_prefix.len(), 1);
        assert_eq!(fields.common_labels.len(), 32);
        assert!(fields.references.iter().any(|references| &*references.target.kind == "ServiceAccount"));
        let mut same = fields.clone();
        same.merge(fields, &mut Vec::new());
        assert!(Arc::ptr_eq(&same, fields));
    }
}
