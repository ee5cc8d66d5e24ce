//! The transformers that the fields of a kustomization stand for, in kustomize's order.

use std::sync::Arc;

use super::accumulate::Accumulator;
use super::engine::Scope;
use super::fault::Fault;
use super::fields::{FieldSpecs, add_all, read_specs};
use super::fieldspec::{Create, FieldSpec, Unfit};
use super::id::Gvk;
use super::object::{Maker, Object};
use super::target::Target;
use super::value::Node;
use super::{images, labels, names, namespace, patch, replacements, replicas};
use crate::source::Location;

/// Runs what the fields of a kustomization ask for (`configureBuiltinTransformers`, `multiTransformer`).
pub(super) fn run(target: &Target<'_>, accumulator: &mut Accumulator, scope: &mut Scope) {
    let fields = accumulator.fields.clone();
    let kustomization = target.kustomization;
    let mut stage = Stage { target, traces: scope.traces };
    let merges = kustomization.list("patchesStrategicMerge");
    if !merges.is_empty() {
        patch::merge_all(target, merges, accumulator, scope);
        stage.done("PatchStrategicMergeTransformer", accumulator);
    }
    for entry in kustomization.list("patches") {
        patch::apply(target, entry, accumulator, scope);
        stage.done("PatchTransformer", accumulator);
    }
    if let Some(text) = kustomization.text_field("namespace") {
        namespace::apply(&namespace::Namespace::of_field(text), &fields.namespace, accumulator);
        stage.done("NamespaceTransformer", accumulator);
    }
    for (field, specs, plugin, end) in [
        ("namePrefix", &fields.name_prefix, "PrefixTransformer", names::End::Prefix),
        ("nameSuffix", &fields.name_suffix, "SuffixTransformer", names::End::Suffix),
    ] {
        if let Some(text) = kustomization.text_field(field) {
            names::apply(text, end, specs, accumulator);
            stage.done(plugin, accumulator);
        }
    }
    run_labels(target, &mut stage, accumulator);
    if let Some(pairs) = kustomization.root.get("commonAnnotations").filter(|pairs| !pairs.is_empty()) {
        labels::apply(pairs, &fields.common_annotations, accumulator);
        stage.done("AnnotationsTransformer", accumulator);
    }
    for entry in kustomization.list("patchesJson6902") {
        patch::apply_operations(target, entry, accumulator);
        stage.done("PatchJson6902Transformer", accumulator);
    }
    for entry in kustomization.list("replicas") {
        replicas::apply(entry, &fields.replicas, accumulator);
        stage.done("ReplicaCountTransformer", accumulator);
    }
    for entry in kustomization.list("images").iter().chain(kustomization.list("imageTags")) {
        images::apply(entry, &fields.images, accumulator);
        stage.done("ImageTagTransformer", accumulator);
    }
    let list = kustomization.list("replacements");
    if !list.is_empty() {
        replacements::apply_all(target, list, accumulator);
        stage.done("ReplacementTransformer", accumulator);
    }
}

fn run_labels(target: &Target<'_>, stage: &mut Stage<'_>, accumulator: &mut Accumulator) {
    let list = target.kustomization.list("labels");
    let common = target.kustomization.root.get("commonLabels").filter(|pairs| !pairs.is_empty());
    if list.is_empty() && common.is_none() {
        return;
    }
    for entry in list {
        let specs = label_fields(entry, accumulator);
        if let Some(pairs) = entry.get("pairs") {
            labels::apply(pairs, &specs, accumulator);
        }
        stage.done("LabelTransformer", accumulator);
    }
    if let Some(pairs) = common {
        let fields = accumulator.fields.clone();
        labels::apply(pairs, &fields.common_labels, accumulator);
    }
    stage.done("LabelTransformer", accumulator);
}

/// The fields that an entry of `labels` is put into.
fn label_fields(entry: &Node, accumulator: &mut Accumulator) -> FieldSpecs {
    let is_true = |field: &str| entry.get(field).is_some_and(Node::is_true);
    let fields = accumulator.fields.clone();
    let mut faults = Vec::new();
    let mut specs = read_specs(entry.get("fields"));
    add_all(&mut specs, fields.labels.clone(), &mut faults);
    if is_true("includeSelectors") {
        add_all(&mut specs, fields.common_labels.clone(), &mut faults);
    } else {
        if is_true("includeTemplates") {
            add_all(&mut specs, fields.template_labels.clone(), &mut faults);
        }
        let own = FieldSpec::new(Gvk::default(), "metadata/labels", true);
        add_all(&mut specs, vec![own], &mut faults);
    }
    accumulator.report.faults.extend(faults.into_iter().map(|fault| (entry.at, fault)));
    specs
}

/// The end of one transformer.
struct Stage<'run> {
    target: &'run Target<'run>,
    traces: bool,
}

impl Stage<'_> {
    fn done(&mut self, plugin: &'static str, accumulator: &mut Accumulator) {
        if self.traces {
            trace(&self.target.maker(plugin), accumulator);
        }
        drop_empty(accumulator);
    }
}

/// Notes which transformer was at every object (`AddTransformerAnnotation`).
pub(super) fn trace(maker: &Maker, accumulator: &mut Accumulator) {
    for object in &mut accumulator.objects {
        let object = Arc::make_mut(object);
        match object.maker {
            Some(_) => object.changed_by.push(maker.clone()),
            None => object.maker = Some(maker.clone()),
        }
    }
}

/// Takes away the objects that patches have emptied (`DropEmpties`).
pub(super) fn drop_empty(accumulator: &mut Accumulator) {
    if accumulator.objects.iter().any(|object| object.root.is_empty()) {
        accumulator.objects.retain(|object| !object.root.is_empty());
        accumulator.touched();
    }
}

/// Sets fields of one object; gives the path of one that is not what it should be.
pub(super) fn set_fields(
    object: &mut Arc<Object>,
    specs: &[FieldSpec],
    create: Create,
    at: Location,
    set: &mut dyn FnMut(&mut Node) -> Result<(), Unfit>,
) -> Result<(), Fault> {
    let (api_version, kind) = (object.api_version(), object.kind());
    for spec in specs.iter().filter(|spec| spec.is_for(&api_version, &kind)) {
        let root = &mut Arc::make_mut(object).root;
        if spec.apply(root, create, at, set).is_err() {
            let id = object.id().to_string();
            return Err(Fault::UnfitField { path: spec.path.to_string(), id });
        }
    }
    Ok(())
}
