//! What controllers add to a kustomization before they build it.

use std::sync::Arc;

use super::fault::Fault;
use super::kustomization::Kustomization;
use super::value::{Entry, Node};
use crate::source::SourceId;

/// What is added to the kustomization of a directory. Flux and Argo CD edit the file and build what it is then, so that a
/// prefix takes the place of the one that is there (fluxcd/pkg: `Generator.GenerateManifest`; argo-cd: `kustomize.Build`).
#[derive(Clone, Debug, Default)]
pub struct Additions {
    /// Fields of a kustomization.
    pub entries: Vec<Entry>,
    /// Labels that objects get after the build, and nothing in them does.
    pub labels: Vec<Entry>,
    /// Annotations of the same kind.
    pub annotations: Vec<Entry>,
    /// Whether an image that is there keeps the fields that the added one leaves out.
    pub images_are_merged: bool,
    /// The text that all of this stands in.
    pub text: Option<(SourceId, Arc<str>)>,
}

impl Additions {
    /// Whether nothing is added.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.labels.is_empty() && self.annotations.is_empty()
    }

    /// A field that is added.
    pub fn get(&self, field: &str) -> Option<&Node> {
        self.entries.iter().find(|entry| &*entry.key == field).map(|entry| &entry.value)
    }

    /// The kustomization with what is added to its fields.
    pub(super) fn added_to(&self, kustomization: &Kustomization) -> Kustomization {
        let mut root = kustomization.root.clone();
        for entry in &self.entries {
            let known = root.get_mut(&entry.key).filter(|known| !known.is_empty());
            match (&*entry.key, known) {
                ("images" | "replicas", Some(known)) => self.named(known, &entry.value),
                (_, Some(known)) if known.is_seq() => {
                    known
                        .items_mut()
                        .into_iter()
                        .for_each(|items| items.extend_from_slice(entry.value.items()));
                }
                (_, Some(known)) if known.is_map() => set_all(known, entry.value.entries()),
                _ => root.set(&entry.key, entry.at, entry.value.clone()),
            }
        }
        // With what is added it is not empty.
        let faults = kustomization.faults.iter().filter(|(_, fault)| !matches!(fault, Fault::Empty));
        Kustomization {
            directory: kustomization.directory.clone(),
            file: kustomization.file.clone(),
            text: kustomization.text.clone(),
            added: self.text.clone(),
            root,
            is_component: kustomization.is_component,
            faults: faults.cloned().collect(),
        }
    }

    /// Adds to a list in which a name stands once.
    fn named(&self, known: &mut Node, added: &Node) {
        let Some(items) = known.items_mut() else { return };
        for item in added.items() {
            let name = |node: &Node| node.get("name").map_or("", Node::written).to_owned();
            match items.iter_mut().find(|known| name(known) == name(item)) {
                None => items.push(item.clone()),
                Some(known) if self.images_are_merged && known.is_map() => {
                    let fields = |names: &[&str]| {
                        let entries = item.entries().iter();
                        entries.filter(|entry| names.contains(&&*entry.key)).cloned().collect::<Vec<Entry>>()
                    };
                    // The tag and the digest are one thing: setting one clears the other.
                    let version = fields(&["newTag", "digest"]);
                    if version.iter().any(|entry| !entry.value.written().is_empty()) {
                        known.remove("newTag");
                        known.remove("digest");
                    }
                    set_all(known, &fields(&["newName"]));
                    set_all(known, &version);
                }
                Some(known) => *known = item.clone(),
            }
        }
    }

    /// Gives an object the labels and annotations (fluxcd/pkg: `SetCommonMetadata`).
    pub(super) fn finish(&self, object: &mut Node) {
        for (field, entries) in [("labels", &self.labels), ("annotations", &self.annotations)] {
            let Some(metadata) = object.get_mut("metadata").filter(|_| !entries.is_empty()) else { continue };
            match metadata.get_mut(field).filter(|known| known.is_map()) {
                Some(known) => set_all(known, entries),
                None => metadata.set(&field.into(), entries[0].at, Node::map(entries[0].at, entries.clone())),
            }
        }
    }
}

fn set_all(known: &mut Node, entries: &[Entry]) {
    entries.iter().for_each(|entry| known.set(&entry.key, entry.at, entry.value.clone()));
}
