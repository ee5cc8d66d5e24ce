//! Kustomize, built in: what `kustomize build` 5.7 makes of a directory, without a program and without a network,
//! and where every part of it comes from.
//!
//! [`Kustomize::build`] reads a directory through [`Files`] and gives its objects, each a tree whose keys and values
//! know the text that they came from. [`BuiltObject::emit`] writes one as YAML with a table that leads from places
//! in that text to places in the files. What kustomize would refuse is a [`Fault`] at its place, and the rest is
//! built nevertheless; what cannot be had is [`Unavailable`].
//!
//! The source of kustomize decides: `api` 0.20.1 and `kyaml` 0.20.1, whose functions are named where they are followed.

mod accumulate;
mod additions;
mod candidates;
mod crds;
mod directive;
mod emit;
mod engine;
mod fault;
mod fields;
mod fieldspec;
mod files;
mod generators;
mod hash;
mod id;
mod images;
mod json;
mod json_patch;
mod kustomization;
mod labels;
mod merge_list;
mod metadata;
mod names;
mod namespace;
mod object;
mod order;
mod patch;
mod paths;
mod plugins;
mod quirks;
mod read;
mod references;
mod replacements;
mod replicas;
mod scalar;
mod schema;
mod select;
mod shape;
mod strategic;
mod target;
#[cfg(test)]
mod tests;
mod transform;
mod value;
mod value_add;
mod vars;

pub use additions::Additions;
pub use emit::Emitted;
pub use engine::{Kustomize, Remains};
pub use fault::{Fault, Unavailable};
pub use files::{Files, Role, file_name, is_inside, is_remote, join, relative};
pub use kustomization::FILE_NAMES;
pub use value::{Entry, Kind, Node, Scalar, Value};

use std::sync::Arc;

use accumulate::Accumulator;
use kustomization::Missing;
use metadata::BuildMetadata;

use crate::source::{Location, Origins, SourceId, Span};

/// One object may take so many bytes written out; the API server takes far less.
const MAX_OBJECT: usize = 32 << 20;

/// All objects of a build may take so many bytes written out.
const MAX_OBJECTS: usize = 1 << 30;

/// What a directory comes to.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// Its objects, in kustomize's order.
    pub objects: Vec<BuiltObject>,
    /// What `kustomize build` would refuse.
    pub faults: Vec<(Location, Fault)>,
    /// What cannot be had. What it would bring is not among the objects.
    pub unavailable: Vec<(Location, Unavailable)>,
    /// The files that it was read from, sorted.
    pub used: Vec<(Arc<str>, Role)>,
}

/// An object that came out.
#[derive(Clone, Debug)]
pub struct BuiltObject {
    /// The object.
    pub root: Node,
    /// Its first place in its file, or the entry that generated it.
    pub at: Location,
}

/// The documents of a text as kustomize reads objects, with the places of all that is in them.
pub fn documents(text: &str, source: SourceId) -> Vec<Node> {
    read::documents(text, &read::Place::File(source), read::Dialect::Objects).roots
}

/// A value as YAML, and where its parts come from.
pub fn emit_node(node: &Node, at: Location) -> Emitted {
    emit::emit(node, at)
}

/// Objects as one text of several documents, and where its parts come from.
pub fn emit_all(objects: &[BuiltObject]) -> (String, Origins) {
    let mut text = String::new();
    let mut table = Vec::new();
    for object in objects {
        text.push_str("---\n");
        let emitted = object.emit();
        let base = text.len();
        table.extend(emitted.origins.table().iter().map(|(span, at)| (span.shifted(base), *at)));
        text.push_str(&emitted.text);
    }
    (text, Origins::new(table))
}

impl BuiltObject {
    /// The object as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        json::to_json(&self.root)
    }

    /// The object as YAML, and where its parts come from.
    pub fn emit(&self) -> Emitted {
        emit::emit(&self.root, self.at)
    }
}

impl Kustomize<'_> {
    /// Whether a directory has a kustomization that is not a component, so that it can be built by itself.
    pub fn is_root(&self, directory: &str) -> bool {
        matches!(&*self.load(directory), Ok(kustomization) if !kustomization.is_component)
    }

    /// The files and directories that the kustomization of a directory names as what it is made of.
    pub fn entries_of(&self, directory: &str) -> Vec<String> {
        let loaded = self.load(directory);
        let Ok(kustomization) = &*loaded else { return Vec::new() };
        kustomization.local_entries(self.files).map(|(path, _)| path).collect()
    }

    /// The namespace that the kustomization of a directory puts all its objects into.
    pub fn namespace_of(&self, directory: &str) -> Option<String> {
        let loaded = self.load(directory);
        let Ok(kustomization) = &*loaded else { return None };
        kustomization.text_field("namespace").map(|node| node.written().to_owned())
    }

    /// Builds a directory (`Kustomizer.Run`). What stands at the end of a build alone is done here: the suffixes of
    /// generated names, the references to names, vars, the order.
    pub fn build(&self, directory: &str) -> Built {
        self.build_with(directory, &Additions::default())
    }

    /// The same, where a controller adds something to the kustomization.
    pub fn build_with(&self, directory: &str, additions: &Additions) -> Built {
        let directory = self.files.canonical(&join("", directory));
        let loaded = self.load(&directory);
        let kustomization = match &*loaded {
            Ok(kustomization) => kustomization,
            Err(missing) => {
                let path = directory.clone();
                let fault = match missing {
                    Missing::None => Fault::NoKustomization { path },
                    Missing::Many => Fault::ManyKustomizations { path },
                };
                let span = Span::new(0, 0);
                let at = Location { source: missing_source(self.files, &directory), span };
                return Built { faults: vec![(at, fault)], ..Built::default() };
            }
        };
        let metadata = BuildMetadata::read(kustomization.list("buildMetadata"));
        let mut scope = self.scope(&directory, metadata.transformers.is_some());
        let accumulated = match additions.entries.is_empty() {
            true => self.accumulated(kustomization, &mut scope),
            false => self.accumulate_now(&Arc::new(additions.added_to(kustomization)), &mut scope),
        };
        let mut accumulator = Accumulator::of(&accumulated);
        hash::add(&mut accumulator);
        references::fix(&mut accumulator);
        vars::resolve(&mut accumulator);
        metadata::drop_local(&mut accumulator);
        order::sort(kustomization.root.get("sortOptions"), &mut accumulator);
        metadata.finish(&directory, &mut accumulator);
        let mut built = Built {
            objects: Vec::with_capacity(accumulator.objects.len()),
            faults: engine::gather(&accumulated, |accumulated| &accumulated.report.faults),
            unavailable: engine::gather(&accumulated, |accumulated| &accumulated.report.unavailable),
            used: Vec::new(),
        };
        engine::walk(&accumulated, &mut |accumulated| built.used.extend_from_slice(&accumulated.report.used));
        built.used.sort();
        built.used.dedup();
        built.faults.append(&mut accumulator.report.faults);
        let mut left = MAX_OBJECTS;
        for object in accumulator.objects {
            let structureless = (!self.is_whole).then(|| without_structures(&object.root)).flatten();
            let mut root = structureless.unwrap_or_else(|| object.root.clone());
            additions.finish(&mut root);
            let weight = root.weight(MAX_OBJECT);
            if weight >= MAX_OBJECT || weight > left {
                let what = if weight > left { "all objects together" } else { "an object" };
                built.faults.push((object.at, Fault::TooLarge { what }));
                if weight > left {
                    break;
                }
                continue;
            }
            left -= weight;
            built.objects.push(BuiltObject { root, at: object.at });
        }
        built
    }
}

/// A CustomResourceDefinition without the structures that it describes.
fn without_structures(root: &Node) -> Option<Node> {
    if root.get("kind").map_or("", Node::written) != "CustomResourceDefinition" {
        return None;
    }
    let mut root = root.clone();
    let empty = |node: &mut Node, key: &str| {
        if let Some(structure) = node.get_mut(key).filter(|structure| structure.is_map()) {
            *structure = Node::map(structure.at, Vec::new());
        }
    };
    let spec = root.get_mut("spec")?;
    empty(spec, "validation");
    let versions = spec.get_mut("versions").and_then(Node::items_mut);
    versions.into_iter().flatten().for_each(|version| empty(version, "schema"));
    Some(root)
}

/// A text to point at where there is no kustomization.
fn missing_source(files: &dyn Files, directory: &str) -> SourceId {
    let names = FILE_NAMES.iter().filter_map(|name| files.text(&join(directory, name)));
    names.map(|(source, _)| source).next().unwrap_or(SourceId(0))
}
