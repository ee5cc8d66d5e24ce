//! A revision label of pods has no effect, as a label of their namespace decides.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Injector, Mesh};
use crate::model::{Field, Map, OrEmpty, PodTemplate, Text, TextField};

const REVISION: &str = "istio.io/rev";
const INJECT: &str = "sidecar.istio.io/inject";

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0402",
        name: "revision-label-ignored",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "A revision label of pods has no effect, as a label of their namespace decides",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for pods in mesh.all::<PodTemplate>() {
        let Some(metadata) = &pods.spec.metadata else { continue };
        let Some(label) = metadata.labels.as_ref().and_then(|labels| labels.value.get(REVISION)) else {
            continue;
        };
        if asks_for_none(pods.spec) {
            continue;
        }
        let Some((_, namespace)) = mesh.namespaces.object(pods.namespace()) else { continue };
        let Some((decides, value, place)) = Injector::deciding_label(namespace) else { continue };
        let decided = match (decides, &**value) {
            ("istio-injection", "enabled") => "default",
            ("istio-injection", _) => "",
            (_, revision) => revision,
        };
        if decided == &*label.value {
            continue; // both ask for the same
        }
        let message = format!(
            "the pods' revision `{}` has no effect: the label `{decides}: {value}` of namespace {} decides for all of its pods",
            label.value,
            pods.namespace()
        );
        out.report(pods.id, label.span, message)
            .help("remove the label of the namespace, so that the pods' own labels count, or remove this one")
            .related(namespace.at(place), "this label decides");
    }
}

/// Whether the pods ask for no sidecar at all, so that the label only says what they belong to: they decline it, bring
/// a proxy of their own, or are istiod. Istio's charts label all of these.
fn asks_for_none(pods: &PodTemplate) -> bool {
    let metadata = pods.metadata.as_ref();
    let labels = metadata.and_then(|metadata| metadata.labels.as_ref());
    let annotations = metadata.and_then(|metadata| metadata.annotations.as_ref());
    let says = |map: Option<&Field<Map<Text>>>, name: &str, value: &str| {
        map.is_some_and(|map| map.value.get(name).is_some_and(|pair| &*pair.value == value))
    };
    let declines = says(labels, INJECT, "false") || says(annotations, INJECT, "false");
    let containers = pods.spec.as_ref().map_or(&[][..], |spec| spec.value.containers.items());
    let brings_proxy = containers
        .iter()
        .any(|container| container.name.text() == "istio-proxy" && container.image.text() != "auto");
    declines || brings_proxy || says(labels, "app", "istiod")
}
