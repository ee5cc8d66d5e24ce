//! What a text is, where it is not a plain manifest.

use std::path::Path;

use crate::model::{Configured, SkipReason};
use crate::schema;
use crate::source::{Span, line_start};
use crate::text::{group_of, nearest, placeholder};
use crate::yaml::{self, NodeRef, Parsed};

/// Whether a file is a template of a Helm chart: it lies in `templates/` of a folder with a Chart.yaml. One without
/// template actions is not less: its namespace is that of the release, and half a chart proves nothing.
pub(super) fn chart_template(path: &Path) -> Option<SkipReason> {
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

/// Whether a text that is not YAML holds template actions.
pub(super) fn holds_template(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"{{").is_some()
}

/// Whether a text is a template of ytt: its code stands in comments, and YAML cannot read a value of it.
/// <https://carvel.dev/ytt/docs/latest/yaml-primer/>
pub(super) fn is_ytt(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), b"#@").any(|at| {
        let line = &text[line_start(text, at)..at];
        let line = line.trim_end();
        line.is_empty() || line.ends_with([':', '-'])
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

/// Endings of files that another program makes manifests from.
const TEMPLATE_ENDINGS: [&str; 4] = ["tmpl", "tftpl", "gotmpl", "j2"];

/// Whether a file is, by its name, one that another program makes something from.
pub(super) fn is_template_file(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| TEMPLATE_ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)))
}

/// Whether a text that need not be YAML holds objects: lines with the two keys that every object has.
pub(super) fn holds_objects(text: &str) -> bool {
    let has = |key: &str| {
        let is_key = |line: &str| {
            let line = line.trim_start_matches([' ', '\t', '-']);
            line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':'))
        };
        text.lines().any(is_key)
    };
    has("apiVersion") && has("kind")
}

/// Whether something with an `apiVersion` and a `kind` is an object. Without a name it may as well be the
/// configuration of a program, a report or a profile, which look the same: then only a kind that is known tells.
pub(super) fn is_object(node: NodeRef<'_>, api_version: &str, kind: &str) -> bool {
    let metadata = node.get("metadata");
    let has = |field: &str| metadata.and_then(|it| it.get(field)).is_some_and(|value| !value.is_null());
    let is_meant = || {
        let group = group_of(api_version);
        nearest(kind, schema::kinds(group)).is_some() || !schema::homes(group, kind).is_empty()
    };
    has("name") || has("generateName") || schema::knows(group_of(api_version), kind) || is_meant()
}

/// The fields of objects besides their type and metadata: one of them tells an object from something else.
const BODIES: [&str; 8] =
    ["spec", "data", "stringData", "binaryData", "rules", "roleRef", "webhooks", "subsets"];

/// Whether what has an `apiVersion` and metadata, but no `kind`, was meant as an object.
pub(super) fn lacks_kind(node: NodeRef<'_>, api_version: &str) -> bool {
    let is_bare = || {
        let is_common = |key: &str| matches!(key, "apiVersion" | "metadata");
        node.entries().all(|(key, _)| key.as_str().is_some_and(is_common))
    };
    schema::kinds(group_of(api_version)).next().is_some()
        && (BODIES.iter().any(|body| node.get(body).is_some()) || is_bare())
}

/// Why an object is not one that is applied to a cluster.
pub(super) fn not_for_a_cluster(node: NodeRef<'_>, api_version: &str) -> Option<SkipReason> {
    if node.get("$patch").is_some() {
        return Some(SkipReason::Configuration(Configured::Kustomize));
    }
    match group_of(api_version) {
        "kustomize.config.k8s.io" | "builtin" => Some(SkipReason::Configuration(Configured::Kustomize)),
        "skaffold" => Some(SkipReason::Configuration(Configured::Skaffold)),
        "kind.x-k8s.io" | "kubeadm.k8s.io" | "kubelet.config.k8s.io" => {
            Some(SkipReason::Configuration(Configured::Cluster))
        }
        "backstage.io" | "scaffolder.backstage.io" => Some(SkipReason::Configuration(Configured::Backstage)),
        _ => None,
    }
}

/// Whether a document cannot be parsed since a value is filled in later that has no quotes: `%NAME%`, `@NAME@`, or a
/// placeholder alone in its line, `{NAME}` before more of a text.
pub(super) fn is_broken_by_placeholder(parsed: &Parsed<'_>, source: &str) -> bool {
    let is_placeholder = |problem: &yaml::Problem| {
        let start = problem.span.start as usize;
        let line_start = line_start(source, start);
        let line = source[line_start..].lines().next().unwrap_or_default().trim();
        let value = line.split_once(": ").map_or(line, |(_, value)| value).trim_start_matches(['-', ' ']);
        is_begun_by_braces(value)
            || placeholder::find_unquoted(value)
                .is_some_and(|found| found.len() == line.len() || found.starts_with(['%', '@']))
    };
    parsed.problems.iter().filter(|problem| problem.fault.loses_document()).all(is_placeholder)
}

/// Whether a value begins with `{NAME}` and goes on, which no mapping in braces does.
fn is_begun_by_braces(value: &str) -> bool {
    let parts = value.strip_prefix('{').and_then(|rest| rest.split_once('}'));
    parts.is_some_and(|(name, behind)| {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        !name.is_empty() && name.bytes().all(is_part) && behind.starts_with(['/', '-', '.', '_'])
    })
}

/// A short place that stands for a whole node: its first key, or else its first character.
pub(super) fn first_place(node: NodeRef<'_>) -> Span {
    let span = node.span();
    node.entries().next().map_or(Span { end: (span.start + 1).min(span.end), ..span }, |(key, _)| key.span())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_told_from_what_looks_like_them() {
        for (text, expected) in [
            ("apiVersion: v1\nkind: Service", true),
            ("apiVersion: example.com/v1\nkind: Anything\nmetadata: {name: a}", true),
            ("apiVersion: example.com/v1\nkind: Anything\nmetadata: {generateName: a-}", true),
            ("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator", true),
            ("apiVersion: networking.istio.io/v1\nkind: VirtualServise", true),
            ("apiVersion: v1\nkind: VirtualService", true),
            ("apiVersion: example.com/v1\nkind: Anything", false),
            ("apiVersion: sailoperator.io/v1\nkind: Istio", false),
            ("apiVersion: gateway.networking.k8s.io/v1\nkind: ConformanceReport", false),
        ] {
            let parsed = yaml::parse(text, 0);
            let node = parsed.documents[0].root();
            let text_of = |key| node.get(key).and_then(NodeRef::as_str).unwrap_or_default();
            assert_eq!(is_object(node, text_of("apiVersion"), text_of("kind")), expected, "{text}");
        }
    }

    #[test]
    fn a_name_in_braces_may_break_a_document() {
        for (value, expected) in [
            ("{user}/web:1", true),
            ("{user}-web", true),
            ("{a: b} c", false),
            ("{}/x", false),
            ("{user} x", false),
            ("{user}", false),
        ] {
            let text = format!("spec:\n  image: {value}\n");
            let parsed = yaml::parse(&text, 0);
            let is_lost = parsed.problems.iter().any(|problem| problem.fault.loses_document());
            assert_eq!(is_lost && is_broken_by_placeholder(&parsed, &text), expected, "{value}");
        }
    }

    #[test]
    fn templates_are_known_by_their_names() {
        for (path, expected) in [
            ("a/gateway.yaml.tmpl", true),
            ("values.tftpl", true),
            ("a.yml.J2", true),
            ("helmfile.yaml.gotmpl", true),
            ("a.yaml", false),
            ("_helpers.tpl", false),
        ] {
            assert_eq!(is_template_file(Path::new(path)), expected, "{path}");
        }
        assert!(holds_objects("{{ if x }}\napiVersion: v1\n  kind: Service\n{{ end }}"));
        assert!(!holds_objects("kind: x\nversion: y"));
    }
}
