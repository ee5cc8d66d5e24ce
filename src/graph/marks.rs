//! The annotations and labels of Istio that the input has.

use super::{Mesh, WorkOut};
use crate::model::{Kind, Map, Object, Pair, PodTemplate, Text, WorkloadGroup};
use crate::schema::registry::{self, Entry};
use crate::source::ObjectId;

/// An annotation or a label of Istio's, on an object or in a template.
#[derive(Clone, Copy, Debug)]
pub struct Mark<'m> {
    /// The object.
    pub object: ObjectId,
    /// The kind of what it is on: that of the object, or `Pod` in a template of pods.
    pub on: &'m str,
    /// Whether it stands in a template.
    pub in_template: bool,
    /// Whether it is a label.
    pub is_label: bool,
    /// Key and value.
    pub pair: &'m Pair<Text>,
    /// The others beside it.
    pub beside: &'m Map<Text>,
    /// What is known of the key; `None` where Istio does not know it.
    pub entry: Option<&'static Entry>,
}

impl<'m> Mark<'m> {
    /// The key.
    pub fn key(&self) -> &'m str {
        &self.pair.name
    }

    /// What it is, in one word.
    pub fn what(&self) -> &'static str {
        if self.is_label { "label" } else { "annotation" }
    }

    /// Whether the key has an effect where it stands.
    pub fn is_in_place(&self) -> bool {
        self.entry.is_some_and(|entry| entry.belongs_on(self.on))
    }

    /// Whether somebody else than the user writes it.
    pub fn is_written_by_istio(&self) -> bool {
        self.entry.is_some_and(|entry| entry.value.set_by.is_some())
    }
}

impl<'m> Mesh<'m> {
    /// All annotations and labels of Istio's, in the order of the input, found once.
    pub fn marks(&self) -> &[Mark<'m>] {
        self.ask::<Vec<Mark<'m>>>()
    }
}

impl<'m> WorkOut<'m> for Vec<Mark<'m>> {
    fn work_out(mesh: &Mesh<'m>) -> Vec<Mark<'m>> {
        let mut marks = Vec::new();
        for (index, object) in mesh.objects().iter().enumerate() {
            of_object(ObjectId(index as u32), object, &mut marks);
        }
        marks
    }
}

fn of_object<'m>(id: ObjectId, object: &'m Object, marks: &mut Vec<Mark<'m>>) {
    let mut add = |map: &'m Map<Text>, is_label: bool, on: &'m str, in_template: bool| {
        for pair in map.iter() {
            let entry = match is_label {
                _ if !is_istio(&pair.name) => continue,
                true => registry::label(&pair.name),
                false => registry::annotation(&pair.name),
            };
            marks.push(Mark { object: id, on, in_template, is_label, pair, beside: map, entry });
        }
    };
    let on = match object.kind {
        // The registry means the Gateway of the Gateway API by this name.
        Kind::Gateway => "networking.istio.io/Gateway",
        _ => &object.kind_name,
    };
    add(&object.labels, true, on, false);
    add(&object.annotations, false, on, false);
    if let (Some(template), true) = (object.spec::<PodTemplate>(), on != "Pod") {
        let metadata = template.metadata.as_ref().map(|metadata| &metadata.value);
        let labels = metadata.and_then(|metadata| metadata.labels.as_ref());
        let annotations = metadata.and_then(|metadata| metadata.annotations.as_ref());
        labels.into_iter().for_each(|labels| add(&labels.value, true, "Pod", true));
        annotations.into_iter().for_each(|annotations| add(&annotations.value, false, "Pod", true));
    }
    if let Some(group) = object.spec::<WorkloadGroup>() {
        let metadata = group.metadata.as_ref().map(|metadata| &metadata.value);
        let labels = metadata.and_then(|metadata| metadata.labels.as_ref());
        labels.into_iter().for_each(|labels| add(&labels.value, true, "WorkloadEntry", true));
    }
}

/// Whether a key is in a domain of Istio's, or one of the few old ones without a domain.
fn is_istio(key: &str) -> bool {
    match key.split_once('/') {
        Some((domain, _)) => {
            domain == "istio.io" || domain.ends_with(".istio.io") || key == "kubernetes.io/ingress.class"
        }
        None => matches!(key, "istio-injection" | "istio-locality"),
    }
}
