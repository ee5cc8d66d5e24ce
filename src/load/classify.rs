//! What a text is, where it is no plain manifest.

use std::path::Path;

use crate::source::Span;
use crate::yaml::{self, NodeRef, Parsed};

/// Why a document with template actions is not checked.
pub(super) const TEMPLATE: &str = "it holds an unrendered template: check the rendered output";

/// Why a kustomization is not checked.
pub(super) const KUSTOMIZATION: &str = "it is a kustomization: check the output of `kustomize build`";

/// Whether this is why a file was skipped: it holds a template, which may stand for any object.
pub fn is_template_reason(reason: &str) -> bool {
    reason == TEMPLATE
}

/// Whether a file is a template of a Helm chart: it lies in `templates/` of a folder with a Chart.yaml.
pub(super) fn chart_template(path: &Path, text: &str) -> Option<String> {
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
    Some(format!("it is a template of a Helm chart: check the output of `helm template {chart}`"))
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

/// Why an object is none that is applied to a cluster.
pub(super) fn not_for_a_cluster(api_version: &str) -> Option<&'static str> {
    let group = crate::model::group_of(api_version);
    match group {
        "kustomize.config.k8s.io" => Some(KUSTOMIZATION),
        "builtin" => Some("it configures kustomize"),
        "skaffold" => Some("it configures skaffold"),
        "kind.x-k8s.io" | "kubeadm.k8s.io" | "kubelet.config.k8s.io" => {
            Some("it configures the cluster itself")
        }
        _ => None,
    }
}

/// A short place that stands for a whole node: its first key, or else its first character.
pub(super) fn first_place(node: NodeRef<'_>) -> Span {
    let span = node.span();
    node.entries().next().map_or(Span { end: (span.start + 1).min(span.end), ..span }, |(key, _)| key.span())
}
