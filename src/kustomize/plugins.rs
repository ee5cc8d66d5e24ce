//! Generators and transformers that are objects themselves, in files or inline. Those that are built in are run;
//! those that are programs are not.

use std::sync::Arc;

use super::accumulate::{Accumulator, Lookup};
use super::engine::Scope;
use super::fault::{Fault, Unavailable};
use super::fields::{FieldSpecs, read_specs};
use super::files::Role;
use super::object::{Maker, Object};
use super::read::{self, Dialect};
use super::schema::Schema;
use super::shape::fix_case;
use super::target::{Target, objects};
use super::value::{Entry, Node};
use super::{
    generators, hash, images, labels, names, namespace, patch, replacements, replicas, transform, value_add,
};

/// The names of the fields of all plugins, which kustomize reads in any case.
const NAMES: [&str; 28] = [
    "fieldSpecs",
    "labels",
    "annotations",
    "imageTag",
    "replica",
    "prefix",
    "suffix",
    "target",
    "targets",
    "path",
    "patch",
    "jsonOp",
    "paths",
    "patches",
    "options",
    "replacements",
    "unsetOnly",
    "setRoleBindingSubjects",
    "value",
    "targetFilePath",
    "name",
    "namespace",
    "behavior",
    "literals",
    "files",
    "envs",
    "env",
    "type",
];

/// The plugins that a field of the kustomization lists (`configureExternalTransformers`).
fn plugins(
    target: &Target<'_>,
    field: &str,
    accumulator: &mut Accumulator,
    scope: &mut Scope,
) -> Vec<Arc<Object>> {
    let mut list = Accumulator::default();
    for entry in target.kustomization.list(field) {
        let text = entry.written();
        if text.contains('\n') || text.trim_start().starts_with('{') {
            let mut documents = read::documents(text, &target.kustomization.place(entry), Dialect::Objects);
            for mut object in objects(&mut documents) {
                object.maker = Some(Maker::File(target.kustomization.file.clone()));
                list.append(Arc::new(object), entry.at);
            }
            accumulator.report.faults.append(&mut documents.faults);
        } else {
            target.resource(entry, Role::Configuration, &mut list, scope);
        }
    }
    accumulator.report.faults.append(&mut list.report.faults);
    accumulator.report.unavailable.append(&mut list.report.unavailable);
    accumulator.report.used.append(&mut list.report.used);
    accumulator.report.children.append(&mut list.report.children);
    list.objects
}

fn maker(plugin: &Object) -> Option<Maker> {
    let file = match &plugin.maker {
        Some(Maker::File(file) | Maker::Field { file, .. } | Maker::Plugin { file, .. }) => file.clone(),
        None => return None,
    };
    let (api_version, kind) = (plugin.api_version(), plugin.kind());
    Some(Maker::Plugin { file, api_version, kind, name: plugin.name(), namespace: plugin.namespace() })
}

fn unavailable(plugin: &Object, accumulator: &mut Accumulator) {
    let kind = plugin.kind();
    let missing = match &*kind {
        "HelmChartInflationGenerator" => {
            let name = plugin.root.get("name").map_or_else(|| plugin.name(), Node::written_shared);
            Unavailable::Chart { name }
        }
        _ => Unavailable::Plugin { kind },
    };
    accumulator.report.unavailable.push((plugin.at, missing));
}

/// The configuration of a plugin that is built in.
fn config(plugin: &Object) -> Option<Node> {
    let mut config = plugin.root.clone();
    fix_case(&mut config, &NAMES);
    (&*plugin.api_version() == "builtin").then_some(config)
}

/// Runs `generators`.
pub(super) fn generate(target: &Target<'_>, accumulator: &mut Accumulator, scope: &mut Scope) {
    let mut lookup = None;
    let mut left = generators::MAX_BYTES;
    for plugin in plugins(target, "generators", accumulator, scope) {
        let Some(mut config) = config(&plugin) else {
            unavailable(&plugin, accumulator);
            continue;
        };
        let at = plugin.at;
        for field in ["name", "namespace"] {
            let value = plugin.root.get_path(&["metadata", field]).cloned();
            if let Some(value) = value.filter(|_| config.get(field).is_none()) {
                config.set(&field.into(), at, value);
            }
        }
        let made = match &*plugin.kind() {
            "ConfigMapGenerator" => {
                generators::make(target, &config, "ConfigMap", None, &mut left, accumulator)
            }
            "SecretGenerator" => generators::make(target, &config, "Secret", None, &mut left, accumulator),
            "IAMPolicyGenerator" => Some(service_account(&plugin)),
            _ => {
                unavailable(&plugin, accumulator);
                None
            }
        };
        if let Some(mut object) = made {
            object.maker = maker(&plugin);
            let lookup = lookup.get_or_insert_with(|| Lookup::new(&accumulator.objects));
            accumulator.absorb(object, at, lookup);
        }
    }
}

/// The service account of an IAMPolicyGenerator (`generateGkeIAMPolicyResources`).
fn service_account(plugin: &Object) -> Object {
    let at = plugin.at;
    let text = |path: &[&str]| plugin.root.get_path(path).map_or("", Node::written);
    let entry = |key: &str, value: Node| Entry { key: key.into(), at, value };
    let account = format!(
        "{}@{}.iam.gserviceaccount.com",
        text(&["serviceAccount", "name"]),
        text(&["serviceAccount", "projectId"])
    );
    let annotations = Node::map(at, vec![entry("iam.gke.io/gcp-service-account", Node::text(at, account))]);
    let name = text(&["kubernetesService", "name"]);
    let mut metadata = vec![entry("annotations", annotations), entry("name", Node::text(at, name))];
    let namespace = text(&["kubernetesService", "namespace"]);
    if !namespace.is_empty() {
        metadata.push(entry("namespace", Node::text(at, namespace)));
    }
    Object::new(Node::map(
        at,
        vec![
            entry("apiVersion", Node::text(at, "v1")),
            entry("kind", Node::text(at, "ServiceAccount")),
            entry("metadata", Node::map(at, metadata)),
        ],
    ))
}

/// Names the `validators`, which are always programs.
pub(super) fn validate(target: &Target<'_>, accumulator: &mut Accumulator) {
    for entry in target.kustomization.list("validators") {
        let kind = Unavailable::Plugin { kind: entry.written_shared() };
        accumulator.report.unavailable.push((entry.at, kind));
    }
}

/// Runs `transformers`.
pub(super) fn transform(target: &Target<'_>, accumulator: &mut Accumulator, scope: &mut Scope) {
    for plugin in plugins(target, "transformers", accumulator, scope) {
        match config(&plugin) {
            Some(config) => run(target, &plugin, &config, accumulator, scope),
            None => unavailable(&plugin, accumulator),
        }
        if scope.traces
            && let Some(maker) = maker(&plugin)
        {
            transform::trace(&maker, accumulator);
        }
        transform::drop_empty(accumulator);
    }
}

fn run(target: &Target<'_>, plugin: &Object, config: &Node, accumulator: &mut Accumulator, scope: &Scope) {
    let specs: FieldSpecs = read_specs(config.get("fieldSpecs"));
    match &*plugin.kind() {
        "AnnotationsTransformer" => {
            config.get("annotations").into_iter().for_each(|pairs| labels::apply(pairs, &specs, accumulator));
        }
        "LabelTransformer" => {
            config.get("labels").into_iter().for_each(|pairs| labels::apply(pairs, &specs, accumulator));
        }
        "ImageTagTransformer" => {
            config.get("imageTag").into_iter().for_each(|image| images::apply(image, &specs, accumulator));
        }
        "ReplicaCountTransformer" => {
            config.get("replica").into_iter().for_each(|entry| replicas::apply(entry, &specs, accumulator));
        }
        "NamespaceTransformer" => set_namespace(config, &specs, accumulator),
        "PatchTransformer" => patch::apply(target, config, accumulator, scope),
        "PatchJson6902Transformer" => patch::apply_operations(target, config, accumulator),
        "PatchStrategicMergeTransformer" => {
            let paths = config.get("paths").map(Node::items).unwrap_or_default();
            patch::merge_all(target, paths, accumulator, scope);
            if let Some(patches) = config.get("patches").filter(|patches| !patches.written().is_empty()) {
                let place = read::Place::Whole(patches.at);
                let documents = read::documents(patches.written(), &place, Dialect::Objects);
                let schema = scope.schema.as_ref().unwrap_or(Schema::built_in());
                patch::merge_documents(documents, patches.at, schema, accumulator);
            }
        }
        "PrefixTransformer" => add(config, "prefix", names::End::Prefix, &specs, accumulator),
        "SuffixTransformer" => add(config, "suffix", names::End::Suffix, &specs, accumulator),
        "PrefixSuffixTransformer" => {
            add(config, "prefix", names::End::Prefix, &specs, accumulator);
            add(config, "suffix", names::End::Suffix, &specs, accumulator);
        }
        "ReplacementTransformer" => {
            let list = config.get("replacements").map(Node::items).unwrap_or_default();
            replacements::apply_all(target, list, accumulator);
        }
        "HashTransformer" => hash::add(accumulator),
        "ValueAddTransformer" => value_add::apply(target, config, accumulator),
        _ => unavailable(plugin, accumulator),
    }
}

fn add(config: &Node, field: &str, end: names::End, specs: &FieldSpecs, accumulator: &mut Accumulator) {
    if let Some(text) = config.get(field).filter(|text| !text.written().is_empty()) {
        names::apply(text, end, specs, accumulator);
    }
}

fn set_namespace(config: &Node, specs: &FieldSpecs, accumulator: &mut Accumulator) {
    let text = config.get_path(&["metadata", "namespace"]);
    let Some(text) = text.filter(|text| !text.written().is_empty()) else { return };
    let subjects = match config.get("setRoleBindingSubjects").map_or("", Node::written) {
        "" | "defaultOnly" => namespace::Subjects::NamedDefault,
        "allServiceAccounts" => namespace::Subjects::AllServiceAccounts,
        "none" => namespace::Subjects::None,
        _ => {
            let expected = "defaultOnly, allServiceAccounts or none";
            accumulator.fault(config.at, Fault::BadValue { field: "setRoleBindingSubjects", expected });
            return;
        }
    };
    let unset_only = config.get("unsetOnly").is_some_and(Node::is_true);
    namespace::apply(&namespace::Namespace { text, unset_only, subjects }, specs, accumulator);
}
