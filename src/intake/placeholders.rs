//! Values that are filled in later: which of a document they are.
//!
//! What has the form of a placeholder is one where something would judge it: not in scripts and data, and of a kind
//! that nobody knows here only in its metadata and that of its pods.

use super::list::item_type;
use crate::model::Placeholder;
use crate::schema;
use crate::source::{Location, SourceId, Span};
use crate::text::group_of;
use crate::text::placeholder::{self, Variables};
use crate::yaml::{NodeId, NodeRef, Tree, Value};

/// Fields that hold scripts, data and prose, or what Kubernetes itself fills in.
const OPAQUE: [&str; 9] = [
    "args",
    "command",
    "description",
    "env",
    "inlineCode",
    "inlineString",
    "inline_code",
    "inline_string",
    "openAPIV3Schema",
];

/// Fields of which the values name something that may be referred to.
const NAMES: [&str; 10] =
    ["name", "namespace", "host", "hosts", "hostname", "labels", "matchLabels", "selector", "number", "port"];

/// Kinds of which objects hold settings of the mesh, though no table has them.
const OF_SETTINGS: [(&str, &str); 5] = [
    ("argoproj.io", "Application"),
    ("helm.toolkit.fluxcd.io", "HelmRelease"),
    ("maistra.io", "ServiceMeshControlPlane"),
    ("sailoperator.io", "Istio"),
    ("sailoperator.io", "IstioRevision"),
];

/// Whether a text may hold placeholders.
pub(super) fn may_be_in(text: &str) -> bool {
    placeholder::may_be_in(text) || memchr::memmem::find(text.as_bytes(), b"kpt-set:").is_some()
}

/// Notes which values of a document are not known, once the `variables` have been filled in. `text` is what the places
/// of the tree point into, `document` the part of it that is the document.
pub(super) fn mark(
    tree: &mut Tree<'_>,
    text: &str,
    document: Span,
    variables: &Variables,
) -> Vec<Placeholder> {
    let setters = setters(text, document);
    let mut marks =
        Marks { text, setters, variables, filled: Vec::new(), unknown: Vec::new(), found: Vec::new() };
    marks.document(tree.root());
    let Marks { filled, unknown, mut found, .. } = marks;
    for (node, text, plain) in filled {
        tree.fill_in(node, text, plain);
    }
    tree.mark_unknown(unknown);
    // What an anchor stands for is met more than once.
    found.sort_by_key(|placeholder| placeholder.location.span.start);
    found.dedup_by_key(|placeholder| placeholder.location.span.start);
    found
}

struct Marks<'t> {
    text: &'t str,
    /// Lines with the comment of a setter, up to it.
    setters: Vec<Span>,
    variables: &'t Variables,
    /// What values become, and whether they are written without quotes.
    filled: Vec<(NodeId, String, bool)>,
    unknown: Vec<NodeId>,
    found: Vec<Placeholder>,
}

impl Marks<'_> {
    /// An object, or a list of them; settings that are not objects are looked at as a whole.
    fn document(&mut self, node: NodeRef<'_>) {
        let text_of = |key: &str| node.get(key).and_then(NodeRef::as_str);
        let (Some(api_version), Some(kind)) = (text_of("apiVersion"), text_of("kind")) else {
            return self.all(node, false);
        };
        if kind.ends_with("List")
            && let Some(items) = node.get("items")
        {
            let inherited = item_type(api_version, kind);
            return items.items().for_each(|item| self.item(item, inherited));
        }
        self.object(node, api_version, kind);
    }

    fn item(&mut self, node: NodeRef<'_>, (api_version, kind): (&str, &str)) {
        let text_of = |key: &str| node.get(key).and_then(NodeRef::as_str);
        let api_version = text_of("apiVersion").unwrap_or(api_version);
        self.object(node, api_version, text_of("kind").unwrap_or(kind));
    }

    fn object(&mut self, node: NodeRef<'_>, api_version: &str, kind: &str) {
        let metadata = node.get("metadata");
        let says = |field: &str| metadata?.get(field)?.get(placeholder::SUBSTITUTE)?.as_str();
        if [says("labels"), says("annotations")].contains(&Some("disabled")) {
            return;
        }
        let group = group_of(api_version);
        let is_known = schema::knows(group, kind) || OF_SETTINGS.contains(&(group, kind));
        for (key, value) in node.entries() {
            match key.as_str() {
                Some("metadata") => self.metadata(value),
                // What a definition says of its fields is prose.
                _ if kind == "CustomResourceDefinition" => {}
                Some("data" | "binaryData") if kind == "ConfigMap" => {}
                _ if is_known => self.all(value, false),
                Some("spec") => {
                    value.get("selector").into_iter().for_each(|it| self.all(it, true));
                    let template = value.get("template").and_then(|template| template.get("metadata"));
                    template.into_iter().for_each(|it| self.metadata(it));
                }
                _ => {}
            }
        }
    }

    fn metadata(&mut self, node: NodeRef<'_>) {
        for (key, value) in node.entries() {
            match key.as_str() {
                Some("annotations") => {
                    let is_ours = |key: &str| key.contains("istio.io/") || key.contains("networking.");
                    let entries = value.entries();
                    entries
                        .filter(|(key, _)| key.as_str().is_some_and(is_ours))
                        .for_each(|(_, value)| self.all(value, false));
                }
                Some("managedFields" | "ownerReferences") => {}
                key => self.all(value, key.is_some_and(|key| NAMES.contains(&key))),
            }
        }
    }

    /// Everything below a value; `names` tells that it names something.
    fn all(&mut self, node: NodeRef<'_>, names: bool) {
        match node.value() {
            Value::Map(_) => {
                for (key, value) in node.entries() {
                    let name = key.as_str().unwrap_or_default();
                    if OPAQUE.contains(&name) {
                        continue;
                    }
                    if let Some(mark) = placeholder::find(name) {
                        self.note(key, name, false, Some(mark));
                    }
                    let of_labels = names && matches!(value.value(), Value::Str(_));
                    self.all(value, of_labels || NAMES.contains(&name));
                }
            }
            Value::Seq(_) => node.items().for_each(|item| self.all(item, names)),
            _ => self.scalar(node, names),
        }
    }

    fn scalar(&mut self, node: NodeRef<'_>, names: bool) {
        let span = node.span();
        let setter = || {
            let index = self.setters.partition_point(|line| line.end < span.end);
            self.setters.get(index).is_some_and(|line| line.start <= span.start)
        };
        let Some(value) = node.as_str() else {
            if !self.setters.is_empty() && setter() {
                self.note(node, "", names, None);
            }
            return;
        };
        let is_encrypted = placeholder::is_encrypted(value);
        if is_encrypted {
            return self.note(node, value, names, None);
        }
        let Some(mark) = placeholder::find(value) else {
            if !self.setters.is_empty() && setter() {
                self.note(node, value, false, None);
            }
            return;
        };
        if !self.variables.is_empty() {
            let filled = placeholder::substitute(value, self.variables, false);
            if filled != value {
                let plain = !self.text[span.range()].starts_with(['"', '\'', '|', '>']);
                if let Some(mark) = placeholder::find(&filled) {
                    self.note(node, &filled, names, Some(mark));
                }
                self.filled.push((node.id(), filled.into_owned(), plain));
                return;
            }
        }
        self.note(node, value, names, Some(mark));
    }

    fn note(&mut self, node: NodeRef<'_>, value: &str, names: bool, mark: Option<&str>) {
        self.unknown.push(node.id());
        self.found.push(Placeholder {
            location: Location { source: SourceId(0), span: node.span() },
            value: value.into(),
            mark: mark.map(Box::from),
            names,
        });
    }
}

/// Lines that end in the comment of a kpt setter, from their start to the comment.
/// <https://kpt.dev/reference/annotations/apply-setters/>
fn setters(text: &str, document: Span) -> Vec<Span> {
    let bytes = &text.as_bytes()[document.range()];
    let mut found: Vec<Span> = ["# kpt-set:", "# {\"$ref\"", "# {\"$openapi\"", "# {\"$kpt-set\""]
        .iter()
        .flat_map(|comment| memchr::memmem::find_iter(bytes, comment.as_bytes()))
        .map(|at| {
            let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |at| at + 1);
            Span::new(start, at).shifted(document.start as usize)
        })
        .collect();
    found.sort_unstable_by_key(|span| span.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    fn marked(text: &str, variables: &[(&str, &str)]) -> Vec<String> {
        let variables = variables.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let mut parsed = parse(text, 0);
        let found = mark(&mut parsed.documents[0], text, Span::new(0, text.len()), &variables);
        found.iter().map(|it| text[it.location.span.range()].to_owned()).collect()
    }

    #[test]
    fn values_are_marked_where_they_are_judged() {
        let text = "apiVersion: v1\nkind: Service\nmetadata:\n  name: \"${NAME}\"\n  annotations: {a: \"<b>\"}\n\
                    spec:\n  ports:\n  - port: ${PORT}\n";
        assert_eq!(marked(text, &[]), ["\"${NAME}\"", "${PORT}"]);
        assert_eq!(marked(text, &[("PORT", "80")]), ["\"${NAME}\""]);
    }

    #[test]
    fn scripts_data_and_unknown_kinds_are_left_alone() {
        for text in [
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  run: echo ${A}\n",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      \
             containers: [{name: a, command: [\"$(A)\"], env: [{name: B, value: $(C)}]}]\n",
            "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec:\n  groups:\n  \
             - rules: [{annotations: {summary: \"{{ $labels.pod }}\"}}]\n",
        ] {
            assert_eq!(marked(text, &[]), [""; 0], "{text}");
        }
    }

    #[test]
    fn setters_mark_the_value_of_their_line() {
        let text = "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  revision: a # kpt-set: ${r}\n  \
                    hub: b\n  meshConfig:\n    trustDomain: P.x # {\"$ref\":\"#/definitions/x\"}\n";
        assert_eq!(marked(text, &[]), ["a", "P.x"]);
    }

    #[test]
    fn a_plain_value_is_read_as_what_is_filled_in() {
        let text = "apiVersion: v1\nkind: Service\nspec: {ports: [{port: ${PORT}, name: \"${PORT}\"}]}\n";
        let text = text.replace("{port: ${PORT}, name: \"${PORT}\"}", "{name: \"${PORT}\", \"port\": 1}");
        let plain = "apiVersion: v1\nkind: Service\nspec:\n  port: ${PORT}\n";
        let variables: Variables = [("PORT".to_owned(), "80".to_owned())].into();
        for (text, is_number) in [(&*text, false), (plain, true)] {
            let mut parsed = parse(text, 0);
            mark(&mut parsed.documents[0], text, Span::new(0, text.len()), &variables);
            let spec = parsed.documents[0].root().get("spec").unwrap();
            let value = match is_number {
                true => spec.get("port").unwrap(),
                false => spec.get("ports").unwrap().items().next().unwrap().get("name").unwrap(),
            };
            assert_eq!(matches!(value.value(), Value::Int(80)), is_number);
            assert_eq!(matches!(value.value(), Value::Str("80")), !is_number);
        }
    }
}
