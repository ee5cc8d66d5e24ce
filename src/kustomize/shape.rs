//! The structure of a kustomization, which kustomize reads strictly.

use std::sync::Arc;

use super::fault::Fault;
use super::value::{Kind, Node};
use crate::source::Location;

/// What a field may hold.
pub(super) enum Shape {
    Text,
    Bool,
    Int,
    Texts,
    Bools,
    List(&'static Shape),
    Fields(&'static [(&'static str, Shape)]),
    Any,
}

use Shape::{Any, Bool, Bools, Fields, Int, List, Text, Texts};

const SELECTOR: Shape = Fields(&[
    ("group", Text),
    ("version", Text),
    ("kind", Text),
    ("name", Text),
    ("namespace", Text),
    ("annotationSelector", Text),
    ("labelSelector", Text),
]);
const PATCHES: Shape =
    List(&Fields(&[("path", Text), ("patch", Text), ("target", SELECTOR), ("options", Bools)]));
const IMAGES: Shape = List(&Fields(&[
    ("name", Text),
    ("newName", Text),
    ("tagSuffix", Text),
    ("newTag", Text),
    ("digest", Text),
]));
const GENERATOR_OPTIONS: Shape = Fields(&[
    ("labels", Texts),
    ("annotations", Texts),
    ("disableNameSuffixHash", Bool),
    ("immutable", Bool),
]);
const CONFIG_MAP: Shape = Fields(&[
    ("namespace", Text),
    ("name", Text),
    ("behavior", Text),
    ("literals", List(&Text)),
    ("files", List(&Text)),
    ("envs", List(&Text)),
    ("env", Text),
    ("options", GENERATOR_OPTIONS),
]);
const SECRET: Shape = Fields(&[
    ("namespace", Text),
    ("name", Text),
    ("behavior", Text),
    ("literals", List(&Text)),
    ("files", List(&Text)),
    ("envs", List(&Text)),
    ("env", Text),
    ("options", GENERATOR_OPTIONS),
    ("type", Text),
]);
const FIELD_SPEC: Shape =
    Fields(&[("group", Text), ("version", Text), ("kind", Text), ("path", Text), ("create", Bool)]);
const OPTIONS: Shape = Fields(&[("delimiter", Text), ("index", Int), ("encoding", Text), ("create", Bool)]);
const SOURCE: Shape = Fields(&[
    ("group", Text),
    ("version", Text),
    ("kind", Text),
    ("name", Text),
    ("namespace", Text),
    ("fieldPath", Text),
    ("options", OPTIONS),
]);
const TARGET: Shape = Fields(&[
    ("select", SELECTOR),
    ("reject", List(&SELECTOR)),
    ("fieldPaths", List(&Text)),
    ("options", OPTIONS),
]);

/// The fields of a kustomization (`types.Kustomization`).
pub(super) const KUSTOMIZATION: Shape = Fields(&[
    ("apiVersion", Text),
    ("kind", Text),
    ("metadata", Fields(&[("name", Text), ("namespace", Text), ("labels", Texts), ("annotations", Texts)])),
    ("openapi", Texts),
    ("namePrefix", Text),
    ("nameSuffix", Text),
    ("namespace", Text),
    ("commonLabels", Texts),
    (
        "labels",
        List(&Fields(&[
            ("pairs", Texts),
            ("includeSelectors", Bool),
            ("includeTemplates", Bool),
            ("fields", List(&FIELD_SPEC)),
        ])),
    ),
    ("commonAnnotations", Texts),
    ("patchesStrategicMerge", List(&Text)),
    ("patchesJson6902", PATCHES),
    ("patches", PATCHES),
    ("images", IMAGES),
    ("imageTags", IMAGES),
    (
        "replacements",
        List(&Fields(&[
            ("path", Text),
            ("source", SOURCE),
            ("targets", List(&TARGET)),
            ("sourceValue", Text),
        ])),
    ),
    ("replicas", List(&Fields(&[("name", Text), ("count", Int)]))),
    (
        "vars",
        List(&Fields(&[
            ("name", Text),
            (
                "objref",
                Fields(&[
                    ("apiVersion", Text),
                    ("group", Text),
                    ("version", Text),
                    ("kind", Text),
                    ("name", Text),
                    ("namespace", Text),
                ]),
            ),
            ("fieldref", Fields(&[("fieldPath", Text)])),
        ])),
    ),
    (
        "sortOptions",
        Fields(&[
            ("order", Text),
            ("legacySortOptions", Fields(&[("orderFirst", List(&Text)), ("orderLast", List(&Text))])),
        ]),
    ),
    ("resources", List(&Text)),
    ("components", List(&Text)),
    ("crds", List(&Text)),
    ("bases", List(&Text)),
    ("configMapGenerator", List(&CONFIG_MAP)),
    ("secretGenerator", List(&SECRET)),
    ("helmGlobals", Any),
    ("helmCharts", List(&Any)),
    ("helmChartInflationGenerator", List(&Any)),
    ("generatorOptions", GENERATOR_OPTIONS),
    ("configurations", List(&Text)),
    ("generators", List(&Text)),
    ("transformers", List(&Text)),
    ("validators", List(&Text)),
    ("buildMetadata", List(&Text)),
]);

/// Checks a value against a shape (`json.Decoder` with `DisallowUnknownFields`), and gives the fields that are
/// written in another case the name that they are read as.
pub(super) fn check(node: &mut Node, shape: &Shape, field: &str, faults: &mut Vec<(Location, Fault)>) {
    if node.is_null() {
        return;
    }
    let kind = node.as_scalar().map(|scalar| scalar.kind);
    let expected = match shape {
        Any => None,
        Text => (!kind.is_some_and(Kind::is_text)).then_some("a text"),
        Bool => (kind != Some(Kind::Bool)).then_some("true or false"),
        Int => (kind != Some(Kind::Int)).then_some("a whole number"),
        Fields(fields) if fields.iter().any(|(name, _)| *name == "patch") => {
            (!node.is_map()).then_some("a list of mappings, such as `path: patch.yaml`")
        }
        Texts | Bools | Fields(_) => (!node.is_map()).then_some("a mapping"),
        List(_) => (!node.is_seq()).then_some("a list"),
    };
    if let Some(expected) = expected {
        faults.push((node.at, Fault::WrongType { field: field.to_owned(), expected }));
        if !matches!(shape, Text | Bool | Int) {
            *node = Node::scalar(node.at, Kind::Null, "");
        }
        return;
    }
    match shape {
        Texts | Bools => {
            let inner = if matches!(shape, Texts) { &Text } else { &Bool };
            for entry in node.entries_mut().into_iter().flatten() {
                let key = entry.key.clone();
                check(&mut entry.value, inner, &key, faults);
            }
        }
        List(inner) => {
            // What is of the wrong type is said once, and is nothing that could lack something.
            if let Some(items) = node.items_mut() {
                items.retain_mut(|item| {
                    let was_null = item.is_null();
                    check(item, inner, field, faults);
                    was_null || !item.is_null()
                });
            }
        }
        Fields(fields) => {
            for entry in node.entries_mut().into_iter().flatten() {
                let known = fields.iter().find(|(name, _)| *name == &*entry.key);
                let known =
                    known.or_else(|| fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(&entry.key)));
                match known {
                    Some((name, shape)) => {
                        if *name != &*entry.key {
                            entry.key = Arc::from(*name);
                        }
                        check(&mut entry.value, shape, name, faults);
                    }
                    None => faults.push((entry.at, Fault::UnknownField { field: entry.key.to_string() })),
                }
            }
        }
        Text | Bool | Int | Any => {}
    }
}

/// Gives the keys of a mapping the names of known fields that they are in any case.
pub(super) fn fix_case(node: &mut Node, names: &[&str]) {
    for entry in node.entries_mut().into_iter().flatten() {
        let known = names.iter().find(|name| name.eq_ignore_ascii_case(&entry.key));
        if let Some(name) = known.filter(|name| **name != &*entry.key) {
            entry.key = Arc::from(*name);
        }
    }
}
