//! HelmReleases of Flux (helm.toolkit.fluxcd.io) whose chart lies in the input.

use rustc_hash::FxHashMap;

use super::charts::{is_chart, merged};
use super::files::{Files, Nearby};
use super::order::{Content, Order, directory_of, name_of};
use crate::helm::{Form, Parameter, Release};
use crate::kustomize::{self, Additions, Node};
use crate::model::RootKind;
use crate::source::{Location, SourceId};
use crate::text::base64_text;

/// The API group.
pub(super) const GROUP: &str = "helm.toolkit.fluxcd.io";

/// The order that a HelmRelease is; none where its chart is not in the input, or it is suspended.
pub(super) fn order(object: &Node, path: &str, files: &Files<'_>) -> Option<Order> {
    let spec = object.get("spec")?;
    let is_release = object.get("kind").map_or("", Node::written) == "HelmRelease";
    if !is_release || spec.get("suspend").is_some_and(Node::is_true) {
        return None;
    }
    let own = |field: &str| object.get_path(&["metadata", field]).map_or("", Node::written);
    let tops = FxHashMap::default();
    let nearby = Nearby { namespace: own("namespace"), source: object.at.source, root: None, tops: &tops };
    let referred = spec.get("chartRef").and_then(|chart| referred(chart, &nearby, files));
    let chart = referred.as_ref().or_else(|| spec.get_path(&["chart", "spec"]))?;
    let place = chart.get("chart")?;
    let is_of_files = matches!(
        chart.get_path(&["sourceRef", "kind"]).map_or("", Node::written),
        "GitRepository" | "Bucket" | ""
    );
    let directory =
        directory_of(place.written(), path, files).filter(|folder| is_of_files && is_chart(folder, files))?;
    let text = |path: &[&str]| spec.get_path(path).map(Node::written).filter(|text| !text.is_empty());
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
    let from = spec.get("valuesFrom").map(Node::items).unwrap_or_default();
    let from: Vec<ValuesFrom> = from.iter().map(|from| ValuesFrom::read(from, own("namespace"))).collect();
    let release = Release {
        chart: directory.clone(),
        name,
        namespace: namespace.map(str::to_owned),
        value_files: value_files.collect(),
        values: merged(&spec.get("values").cloned().into_iter().collect::<Vec<_>>()),
        parameters: Vec::new(),
    };
    Some(Order {
        kind: RootKind::Release,
        name: name_of(object),
        at: place.at,
        directory,
        default_namespace: release.namespace.clone(),
        content: Content::ChartWith(Box::new(release), from),
        additions: Additions::default(),
        post_build: None,
        cluster: text(&["kubeConfig", "secretRef", "name"]).map(str::to_owned),
        lacks: None,
        parent: None,
    })
}

/// The HelmChart that a release refers to (fluxcd/helm-controller: `getSource`). An OCIRepository is a chart that is packed
/// somewhere else.
fn referred(reference: &Node, nearby: &Nearby<'_>, files: &Files<'_>) -> Option<Node> {
    let field = |name: &str| reference.get(name).map_or("", Node::written);
    let namespace = Some(field("namespace")).filter(|name| !name.is_empty()).unwrap_or(nearby.namespace);
    let nearby = Nearby { namespace, ..*nearby };
    let found =
        (field("kind") == "HelmChart").then(|| files.find_object("HelmChart", field("name"), &nearby))??;
    found.get("spec").cloned()
}

/// An entry of `valuesFrom`.
#[derive(Clone, Debug)]
pub(super) struct ValuesFrom {
    pub at: Location,
    pub namespace: String,
    kind: String,
    name: String,
    key: String,
    /// The path of the one value that it is; empty for a file of values.
    target: String,
    is_literal: bool,
    is_optional: bool,
}

impl ValuesFrom {
    fn read(node: &Node, namespace: &str) -> ValuesFrom {
        let field = |name: &str| node.get(name).map_or("", Node::written).to_owned();
        let is = |name: &str| node.get(name).is_some_and(Node::is_true);
        let key = Some(field("valuesKey")).filter(|key| !key.is_empty());
        ValuesFrom {
            at: node.at,
            namespace: namespace.to_owned(),
            kind: field("kind"),
            name: field("name"),
            key: key.unwrap_or_else(|| "values.yaml".to_owned()),
            target: field("targetPath"),
            is_literal: is("literal"),
            is_optional: is("optional"),
        }
    }

    /// The text that it stands for; `None` where the input does not say it, unless it may be absent: then it is empty.
    fn text(&self, nearby: &Nearby<'_>, files: &Files<'_>) -> Option<String> {
        let found = files.find_object(&self.kind, &self.name, nearby);
        let text = |part: &str| {
            let written = found.as_ref()?.get_path(&[part, &self.key])?.written().to_owned();
            if part == "data" && self.kind == "Secret" { base64_text(&written) } else { Some(written) }
        };
        let is_known = |text: &String| !text.starts_with("ENC[") && !text.contains(": ENC[");
        match text("stringData").or_else(|| text("data")) {
            None => self.is_optional.then(String::new),
            Some(text) => Some(text).filter(is_known),
        }
    }
}

/// A release with the values of `valuesFrom` (fluxcd/pkg: `ChartValuesFromReferences`): in their order, then its own, then
/// those for a path. The entry that the input does not show where there is one.
pub(super) fn with_values(
    release: &Release,
    from: &[ValuesFrom],
    nearby: &Nearby<'_>,
    files: &Files<'_>,
) -> Result<Release, Location> {
    let mut release = release.clone();
    let mut values = Vec::new();
    for from in from {
        let text = from.text(&Nearby { namespace: &from.namespace, ..*nearby }, files).ok_or(from.at)?;
        if from.target.is_empty() {
            values.extend(kustomize::documents(&text, SourceId(0)));
        } else if !text.is_empty() {
            release.parameters.push(from.parameter(&text));
        }
    }
    values.extend(kustomize::documents(&release.values, SourceId(0)));
    release.values = merged(&values);
    Ok(release)
}

impl ValuesFrom {
    /// The value for a path (fluxcd/pkg: `ReplacePathValue`, `ReplacePathLiteralValue`).
    fn parameter(&self, text: &str) -> Parameter {
        let is_in = |quote: char| text.len() > 1 && text.starts_with(quote) && text.ends_with(quote);
        if self.is_literal {
            let mut escaped = String::with_capacity(text.len());
            for character in text.chars() {
                if matches!(character, '\\' | ',' | '[' | ']' | '{' | '}') {
                    escaped.push('\\');
                }
                escaped.push(character);
            }
            return Parameter { text: format!("{}={escaped}", self.target), form: Form::Text };
        }
        let is_quoted = is_in('\'') || is_in('"');
        let value = if is_quoted { text.trim_matches(['\'', '"']) } else { text };
        let form = if is_quoted { Form::Text } else { Form::Any };
        Parameter { text: format!("{}={value}", self.target), form }
    }
}
