//! Kustomizations of Flux (kustomize.toolkit.fluxcd.io).

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::files::{Files, Nearby};
use super::order::{Content, Order, directory_of, has_kustomization, manifests, name_of};
use crate::kustomize::{self, Additions, Entry, Files as _, Node};
use crate::model::RootKind;
use crate::text::base64_text;
use crate::text::placeholder::Variables;

/// The API group.
pub(super) const GROUP: &str = "kustomize.toolkit.fluxcd.io";

/// The order that a Kustomization of Flux is; none where its directory is not in the input, or it is suspended.
///
/// It makes a kustomization where there is none in `path` (fluxcd/pkg: `Generator.findOrGenerateKustomization`).
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
    // The root of what was packed somewhere else is another one than that of the input.
    let source = |field: &str| spec.get_path(&["sourceRef", field]).map_or("", Node::written);
    if is_root(spec) {
        let is_packed = matches!(source("kind"), "OCIRepository" | "Bucket" | "ExternalArtifact");
        let known = files.own_sources();
        if is_packed || !known.is_empty() && !known.contains(source("name")) {
            return None;
        }
    }
    let at = place.map_or(spec.at, |node| node.at);
    let directory = directory_of(place.map_or("./", Node::written), path, files)?;
    let content = match has_kustomization(&directory, files) {
        true => Content::Kustomization,
        false => Content::Files(listed(&directory, files)),
    };
    let cluster = spec.get("kubeConfig").and_then(|config| config.get_path(&["secretRef", "name"]));
    Some(Order {
        kind: RootKind::Flux,
        name: name_of(object),
        at,
        content,
        additions: additions(spec, &directory, files),
        post_build: spec.get("postBuild").cloned(),
        default_namespace: None,
        cluster: cluster.map(|name| name.written().to_owned()),
        lacks: None,
        parent: None,
        directory,
    })
}

/// Whether it names the root of its source.
fn is_root(spec: &Node) -> bool {
    let path = spec.get("path").map_or("", Node::written);
    kustomize::join("", path.trim_start_matches('/')).is_empty()
}

/// The name of the source of a Kustomization of which the folder is in the input: then the source is the input.
pub(super) fn own_source(object: &Node, path: &str, files: &Files<'_>) -> Option<String> {
    let spec = object.get("spec").filter(|spec| !is_root(spec))?;
    directory_of(spec.get("path")?.written(), path, files)?;
    Some(spec.get_path(&["sourceRef", "name"])?.written().to_owned())
}

/// What Flux writes into the kustomization before it builds it, and onto the objects afterwards
/// (fluxcd/pkg: `Generator.GenerateManifest`; kustomize-controller: `apply`).
fn additions(spec: &Node, directory: &str, files: &Files<'_>) -> Additions {
    let mut additions = Additions { images_are_merged: true, ..Additions::default() };
    let mut add = |field: &str, key: &str, change: &dyn Fn(&Node) -> Option<Node>| {
        let Some(entry) = spec.entry(field).filter(|entry| !entry.value.is_empty()) else { return };
        let value = match entry.value.is_seq() {
            true => Node::seq(entry.value.at, entry.value.items().iter().filter_map(change).collect()),
            false => entry.value.clone(),
        };
        additions.entries.push(Entry { key: key.into(), at: entry.at, value });
    };
    let as_it_is = |item: &Node| Some(item.clone());
    add("targetNamespace", "namespace", &as_it_is);
    add("namePrefix", "namePrefix", &as_it_is);
    add("nameSuffix", "nameSuffix", &as_it_is);
    add("patches", "patches", &|item| Some(only(item, &["patch", "target"])));
    let may_lack = spec.get("ignoreMissingComponents").is_some_and(Node::is_true);
    add("components", "components", &|item| {
        let folder = kustomize::join(directory, item.written());
        (!may_lack || files.is_directory(&folder)).then(|| item.clone())
    });
    add("patchesStrategicMerge", "patchesStrategicMerge", &|item| Some(as_text(item)));
    add("patchesJson6902", "patchesJson6902", &|item| {
        let mut item = only(item, &["patch", "target"]);
        let patch = item.get("patch").map(as_text)?;
        item.set(&"patch".into(), patch.at, patch);
        Some(item)
    });
    add("images", "images", &as_it_is);
    add("buildMetadata", "buildMetadata", &as_it_is);
    let common = |field: &str| spec.get_path(&["commonMetadata", field]).map(Node::entries);
    additions.labels = common("labels").unwrap_or_default().to_vec();
    additions.annotations = common("annotations").unwrap_or_default().to_vec();
    additions
}

/// A mapping with these of its fields.
fn only(node: &Node, fields: &[&str]) -> Node {
    let entries = node.entries().iter().filter(|entry| fields.contains(&&*entry.key));
    Node::map(node.at, entries.cloned().collect())
}

/// What is written out as an object, as the text that kustomize takes.
fn as_text(node: &Node) -> Node {
    match node.as_scalar() {
        Some(_) => node.clone(),
        None => Node::text(node.at, kustomize::emit_node(node, node.at).text),
    }
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
pub(super) fn variables(post: &Node, nearby: &Nearby<'_>, files: &Files<'_>) -> Variables {
    let mut variables = Variables::new();
    for from in post.get("substituteFrom").map(Node::items).unwrap_or_default() {
        let field = |name: &str| from.get(name).map_or("", Node::written);
        let Some(found) = files.find_object(field("kind"), field("name"), nearby) else { continue };
        for (part, is_encoded) in [("data", field("kind") == "Secret"), ("stringData", false)] {
            for entry in found.get(part).map(Node::entries).unwrap_or_default() {
                let written = entry.value.written();
                let value = match is_encoded {
                    true => base64_text(written),
                    false => Some(written.to_owned()),
                };
                // What SOPS encrypted stays unknown.
                match value.filter(|value| !value.starts_with("ENC[")) {
                    Some(value) => variables.insert(entry.key.to_string(), value.replace('\n', "")),
                    None => variables.remove(&*entry.key),
                };
            }
        }
    }
    for entry in post.get("substitute").map(Node::entries).unwrap_or_default() {
        variables.insert(entry.key.to_string(), entry.value.written().replace('\n', ""));
    }
    variables
}
