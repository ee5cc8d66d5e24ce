//! Settings of the mesh that stand as a text in a text: the `istio` ConfigMap holds YAML in YAML.

use super::{ConfigMapData, Object, Options};
use crate::inspect::{Identity, Inspector, Remark};
use crate::problem::Fault;
use crate::schema::{self, Node};
use crate::source::Span;
use crate::yaml::{self, NodeRef, Tree};

/// What looks at settings: the rules, and what they need to know.
#[derive(Clone, Copy)]
pub(super) struct Judge<'run> {
    pub options: &'run Options,
    pub inspector: &'run Inspector,
}

/// A kind of settings.
#[derive(Clone, Copy)]
pub(super) enum Setting {
    MeshConfig,
    MeshNetworks,
}

impl Setting {
    fn kind(self) -> &'static str {
        match self {
            Setting::MeshConfig => "MeshConfig",
            Setting::MeshNetworks => "MeshNetworks",
        }
    }

    fn schema(self) -> Option<&'static Node> {
        schema::find("istio.mesh.v1alpha1", "v1alpha1", self.kind()).map(|schema| schema.root)
    }
}

/// Whether istiod takes its settings from this ConfigMap, where it has its revision.
pub(super) fn holds_settings(object: &Object) -> bool {
    object.name() == "istio" || object.name().starts_with("istio-")
}

/// Gives what lies in a text of other YAML, and what is wrong with it as YAML. A literal block is parsed where
/// it stands, so that every place in it is exact; any other text is parsed on its own and has the place of
/// the whole.
pub(super) fn with_tree<R>(
    source: &str,
    span: Span,
    value: &str,
    look: impl FnOnce(Option<&Tree<'_>>, Vec<yaml::Problem>) -> R,
) -> R {
    let written = source.get(span.range()).unwrap_or_default();
    if let Some(header) = written.find('\n').filter(|_| written.starts_with('|')) {
        let parsed = yaml::parse(&written[header + 1..], span.start as usize + header + 1);
        return look(parsed.documents.first(), parsed.problems);
    }
    let mut parsed = yaml::parse(value, 0);
    if let Some(tree) = parsed.documents.first_mut() {
        tree.place_all_at(span);
    }
    parsed.problems.iter_mut().for_each(|problem| problem.span = span);
    look(parsed.documents.first(), parsed.problems)
}

impl Judge<'_> {
    /// Judges the settings that an object holds, if it is one that holds any.
    pub(super) fn object(
        self,
        object: &Object,
        node: NodeRef<'_>,
        text: &str,
        problems: &mut Vec<(Span, Fault)>,
    ) {
        if let Some(data) = object.spec::<ConfigMapData>().filter(|_| holds_settings(object)) {
            let settings = [("mesh", Setting::MeshConfig), ("meshNetworks", Setting::MeshNetworks)];
            for (key, setting) in settings {
                let Some(value) = data.data.as_ref().and_then(|data| data.value.get(key)) else { continue };
                with_tree(text, value.span, &value.value, |tree, faults| {
                    self.text(setting, tree, faults, text, problems);
                });
            }
        }
        if object.group() == "install.istio.io" && &*object.kind_name == "IstioOperator" {
            let Some(spec) = node.get("spec") else { return };
            let values = spec.get("values");
            let of_values = values.and_then(|values| values.get("meshConfig"));
            let networks = values.and_then(|values| values.get("global")?.get("meshNetworks"));
            // Their structure was checked with that of the object.
            self.config(spec.get("meshConfig"), problems);
            self.config(of_values, problems);
            self.rules("MeshNetworks", networks, problems);
        }
    }

    /// Judges a text of settings.
    pub(super) fn text(
        self,
        setting: Setting,
        tree: Option<&Tree<'_>>,
        faults: Vec<yaml::Problem>,
        text: &str,
        problems: &mut Vec<(Span, Fault)>,
    ) {
        problems.extend(faults.into_iter().map(|problem| (problem.span, Fault::Yaml(problem.fault))));
        let Some(root) = tree.map(Tree::root) else { return };
        if let Some(schema) = setting.schema() {
            problems.extend(schema::check_value(root, schema, text).into_iter().map(Fault::of_schema));
        }
        match setting {
            Setting::MeshConfig => self.config(Some(root), problems),
            Setting::MeshNetworks => self.rules(setting.kind(), root.get("networks"), problems),
        }
    }

    fn config(self, node: Option<NodeRef<'_>>, problems: &mut Vec<(Span, Fault)>) {
        self.rules("MeshConfig", node, problems);
        self.rules("MeshProxyConfig", node.and_then(|node| node.get("defaultConfig")), problems);
    }

    fn rules(self, kind: &'static str, node: Option<NodeRef<'_>>, problems: &mut Vec<(Span, Fault)>) {
        let Some(node) = node.filter(|node| !node.is_null()) else { return };
        let identity = Identity {
            group: "",
            kind: if kind == "MeshNetworks" { kind } else { "MeshConfig" },
            namespace: self.options.root_namespace.as_deref().unwrap_or("istio-system"),
            name: if kind == "MeshNetworks" { "meshnetworks" } else { "meshconfig" },
            platform: self.options.platform,
            istio: self.options.istio(),
        };
        add_remarks(self.inspector.inspect_settings(node, identity, kind), problems);
    }
}

/// Adds what rules say, unless it is said already of the same place: the API server looks at the structure
/// first, and what it refuses there, the webhook never sees.
pub(super) fn add_remarks(remarks: Vec<Remark>, problems: &mut Vec<(Span, Fault)>) {
    let known = problems.len();
    for remark in remarks {
        if !problems[..known].iter().any(|(span, _)| *span == remark.span) {
            problems.push((remark.span, Fault::Remark(Box::new(remark))));
        }
    }
}
