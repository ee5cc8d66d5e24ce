//! Kustomizations of Flux (kustomize.toolkit.fluxcd.io).

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::files::Files;
use super::order::{Content, Order, directory_of, has_kustomization, manifests, name_of};
use crate::kustomize::{self, Entry, Node};
use crate::model::RootKind;
use crate::text::base64_text;
use crate::text::placeholder::Variables;

/// The API group.
pub(super) const GROUP: &str = "kustomize.toolkit.fluxcd.io";

/// The order that a Kustomization of Flux is; none where its directory is not in the input, or it is suspended.
///
/// Flux adds `targetNamespace`, `namePrefix`, `nameSuffix`, `patches`, `images`, `components` and `commonMetadata` to the
/// kustomization in `path`, and makes one where there is none (fluxcd/pkg: `kustomize.Generator`).
pub(super) fn order(object: &Node, path: &str, files: &Files<'_>) -> Option<Order> {
    if object.get("kind").map_or("", Node::written) != "Kustomization" {
        return None;
    }
    let spec = object.get("spec")?;
    // One that says neither what nor where is a patch for others.
    let is_part = spec.get("path").is_none() && spec.get("sourceRef").is_none();
    if is_part || spec.get("suspend").is_some_and(Node::is_true) {
        return None;
    }
    let place = spec.get("path");
    let at = place.map_or(spec.at, |node| node.at);
    let directory = directory_of(place.map_or("./", Node::written), path, files)?;
    let content = match has_kustomization(&directory, files) {
        true => Content::Kustomization,
        false => Content::Files(listed(&directory, files)),
    };
    let mut additions: Vec<Entry> = Vec::new();
    let mut add = |field: &str, key: &str| {
        if let Some(entry) = spec.entry(field).filter(|entry| !entry.value.is_empty()) {
            additions.push(Entry { key: key.into(), ..entry.clone() });
        }
    };
    add("targetNamespace", "namespace");
    for field in ["namePrefix", "nameSuffix", "patches", "images", "components"] {
        add(field, field);
    }
    if let Some(metadata) = spec.get("commonMetadata") {
        if let Some(annotations) = metadata.entry("annotations") {
            additions.push(Entry { key: "commonAnnotations".into(), ..annotations.clone() });
        }
        if let Some(labels) = metadata.entry("labels") {
            let pairs = Entry { key: "pairs".into(), ..labels.clone() };
            let item = Node::map(labels.at, vec![pairs]);
            additions.push(Entry {
                key: "labels".into(),
                at: labels.at,
                value: Node::seq(labels.at, vec![item]),
            });
        }
    }
    let cluster = spec.get("kubeConfig").and_then(|config| config.get_path(&["secretRef", "name"]));
    Some(Order {
        kind: RootKind::Flux,
        name: name_of(object),
        at,
        directory,
        content,
        additions,
        substitutions: spec
            .get("postBuild")
            .map_or_else(Variables::new, |post| variables(post, object, files)),
        default_namespace: None,
        cluster: cluster.map(|name| name.written().to_owned()),
        parent: None,
    })
}

/// What the kustomization lists that Flux makes for a directory: of a folder that has one itself that folder, else every
/// file of YAML (fluxcd/pkg: `Generator.generateKustomization`).
fn listed(directory: &str, files: &Files<'_>) -> Vec<String> {
    let mut is_built: FxHashMap<String, bool> = FxHashMap::default();
    let mut found = BTreeSet::new();
    for path in manifests(directory, true, files) {
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        let built = folders.find(|folder| {
            let has = || has_kustomization(&kustomize::join(directory, folder), files);
            *is_built.entry((*folder).to_owned()).or_insert_with(has)
        });
        match built {
            Some(folder) => drop(found.insert(folder.to_owned())),
            None if path.ends_with(".json") => {}
            None => drop(found.insert(path)),
        }
    }
    found.into_iter().collect()
}

/// The variables of `postBuild`: those of `substituteFrom` that the input holds in plain text, in their order, and then
/// those of `substitute`, which go before them (fluxcd/pkg: `SubstituteVariables`).
fn variables(post: &Node, object: &Node, files: &Files<'_>) -> Variables {
    let mut variables = Variables::new();
    let namespace = object.get_path(&["metadata", "namespace"]).map_or("", Node::written);
    for from in post.get("substituteFrom").map(Node::items).unwrap_or_default() {
        let field = |name: &str| from.get(name).map_or("", Node::written);
        let Some(found) = files.find_object(field("kind"), namespace, field("name")) else { continue };
        for (part, is_encoded) in [("data", field("kind") == "Secret"), ("stringData", false)] {
            for entry in found.get(part).map(Node::entries).unwrap_or_default() {
                let written = entry.value.written();
                let value = match is_encoded {
                    true => base64_text(written),
                    false => Some(written.to_owned()),
                };
                // What SOPS encrypted stays unknown.
                if let Some(value) = value.filter(|value| !value.starts_with("ENC[")) {
                    variables.insert(entry.key.to_string(), value);
                }
            }
        }
    }
    for entry in post.get("substitute").map(Node::entries).unwrap_or_default() {
        variables.insert(entry.key.to_string(), entry.value.written().to_owned());
    }
    variables
}
