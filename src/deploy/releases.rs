//! HelmReleases of Flux (helm.toolkit.fluxcd.io) whose chart lies in the input.

use super::charts::{is_chart, merged};
use super::files::Files;
use super::order::{Content, Order, directory_of, name_of};
use crate::helm::Release;
use crate::kustomize::{self, Node};
use crate::model::RootKind;
use crate::source::SourceId;
use crate::text::base64_text;
use crate::text::placeholder::Variables;

/// The API group.
pub(super) const GROUP: &str = "helm.toolkit.fluxcd.io";

/// The order that a HelmRelease is; none where its chart is not in the input, or it is suspended. Values of `valuesFrom`
/// come first in their order, then `values` (fluxcd/helm-controller: `chartutil.ChartValuesFromReferences`).
pub(super) fn order(object: &Node, path: &str, files: &Files<'_>) -> Option<Order> {
    let spec = object.get("spec")?;
    let is_release = object.get("kind").map_or("", Node::written) == "HelmRelease";
    if !is_release || spec.get("suspend").is_some_and(Node::is_true) {
        return None;
    }
    let chart = spec.get_path(&["chart", "spec"])?;
    let place = chart.get("chart")?;
    if chart.get_path(&["sourceRef", "kind"]).map_or("", Node::written) == "HelmRepository" {
        return None;
    }
    let directory = directory_of(place.written(), path, files).filter(|folder| is_chart(folder, files))?;
    let text = |path: &[&str]| spec.get_path(path).map(Node::written).filter(|text| !text.is_empty());
    let own = |field: &str| object.get_path(&["metadata", field]).map_or("", Node::written);
    let target = text(&["targetNamespace"]);
    // fluxcd/helm-controller: `HelmRelease.GetReleaseName`.
    let name = text(&["releaseName"]).map(str::to_owned).unwrap_or_else(|| match target {
        Some(target) => format!("{target}-{}", own("name")),
        None => own("name").to_owned(),
    });
    let namespace = target.or_else(|| Some(own("namespace")).filter(|namespace| !namespace.is_empty()));
    // Files of values are relative to the repository.
    let listed = chart.get("valuesFiles").map(Node::items).unwrap_or_default();
    let value_files = listed.iter().filter_map(|file| {
        let named = kustomize::join("", file.written());
        let root = directory.strip_suffix(&kustomize::join("", place.written()))?;
        Some(kustomize::join(root.trim_end_matches('/'), &named))
    });
    let mut values = values_from(spec, own("namespace"), files);
    values.extend(spec.get("values").cloned());
    let release = Release {
        chart: directory.clone(),
        name,
        namespace: namespace.map(str::to_owned),
        value_files: value_files.collect(),
        values: merged(&values),
        parameters: Vec::new(),
    };
    Some(Order {
        kind: RootKind::Release,
        name: name_of(object),
        at: place.at,
        directory,
        default_namespace: release.namespace.clone(),
        content: Content::Chart(Box::new(release)),
        additions: Vec::new(),
        substitutions: Variables::new(),
        cluster: text(&["kubeConfig", "secretRef", "name"]).map(str::to_owned),
        parent: None,
    })
}

/// The values of ConfigMaps and Secrets that the input holds in plain text.
fn values_from(spec: &Node, namespace: &str, files: &Files<'_>) -> Vec<Node> {
    let references = spec.get("valuesFrom").map(Node::items).unwrap_or_default();
    // A value for one field is of a form of its own.
    let whole = references.iter().filter(|from| from.get("targetPath").is_none());
    let texts = whole.filter_map(|from| {
        let field = |name: &str| from.get(name).map_or("", Node::written);
        let key = if field("valuesKey").is_empty() { "values.yaml" } else { field("valuesKey") };
        let found = files.find_object(field("kind"), namespace, field("name"))?;
        let plain = found.get_path(&["stringData", key]).map(|value| value.written().to_owned());
        let data = || found.get_path(&["data", key]).map(|value| value.written().to_owned());
        plain.or_else(|| match field("kind") {
            "Secret" => base64_text(&data()?),
            _ => data(),
        })
    });
    texts.flat_map(|text| kustomize::documents(&text, SourceId(0))).collect()
}
