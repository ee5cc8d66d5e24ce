//! What a text is, where it is no plain manifest.

use std::path::Path;

use crate::model::{Configured, SkipReason};
use crate::source::Span;
use crate::text::group_of;
use crate::yaml::{self, NodeRef, Parsed};

/// Whether a file is a template of a Helm chart: it lies in `templates/` of a folder with a Chart.yaml.
pub(super) fn chart_template(path: &Path, text: &str) -> Option<SkipReason> {
    if !text.contains("{{") {
        return None;
    }
    let mut folders = path.ancestors().skip(1);
    let templates = folders.find(|folder| folder.file_name().is_some_and(|name| name == "templates"))?;
    let chart = templates.parent()?;
    if !chart.join("Chart.yaml").is_file() {
        return None;
    }
    let chart = chart.to_string_lossy();
    let chart = if chart.is_empty() { "." } else { &chart };
    Some(SkipReason::ChartTemplate { chart: chart.to_owned() })
}

/// Whether a text that is no YAML holds template actions.
pub(super) fn holds_template(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"{{").is_some()
}

/// `name: {{ .Values.name }}` is YAML: an object whose key is an object.
pub(super) fn is_template(parsed: &Parsed<'_>, source: &str) -> bool {
    parsed.problems.iter().any(|problem| {
        matches!(problem.fault, yaml::Fault::NonStringKey { read_as: None })
            && source[..problem.span.start as usize].ends_with('{')
            && source[problem.span.range()].starts_with('{')
    })
}

/// Whether a text that could not be parsed was meant as an object.
pub(super) fn looks_like_object(text: &str) -> bool {
    let is_key = |line: &str| {
        let line = line.trim_start_matches([' ', '\t', '{', '-', ',', '"', '\'']);
        let rest = line.strip_prefix("apiVersion").or_else(|| line.strip_prefix("kind"));
        rest.is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
    };
    text.lines().any(is_key)
}

/// Why an object is not one that is applied to a cluster.
pub(super) fn not_for_a_cluster(api_version: &str) -> Option<SkipReason> {
    match group_of(api_version) {
        "kustomize.config.k8s.io" => Some(SkipReason::Kustomization),
        "builtin" => Some(SkipReason::Configuration(Configured::Kustomize)),
        "skaffold" => Some(SkipReason::Configuration(Configured::Skaffold)),
        "kind.x-k8s.io" | "kubeadm.k8s.io" | "kubelet.config.k8s.io" => {
            Some(SkipReason::Configuration(Configured::Cluster))
        }
        _ => None,
    }
}

/// A short place that stands for a whole node: its first key, or else its first character.
pub(super) fn first_place(node: NodeRef<'_>) -> Span {
    let span = node.span();
    node.entries().next().map_or(Span { end: (span.start + 1).min(span.end), ..span }, |(key, _)| key.span())
}
