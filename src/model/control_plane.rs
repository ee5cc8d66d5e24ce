//! Control planes that something else than `istioctl install` installs: the Sail Operator, Helm by way of Flux or Argo
//! CD, OpenShift Service Mesh 2. Their objects hold the settings of the mesh as values of the chart `istiod`.

use super::{Field, FromNode, MeshConfig, MeshNetworks, MeshOutbound, Spanned, Text};
use crate::source::Span;
use crate::yaml::{NodeRef, Tree, Value, with_nested};

/// What an object says of a control plane that is made from it.
#[derive(Clone, Debug, Default)]
pub struct ControlPlane {
    /// The revision; absent means `default`.
    pub revision: Option<Text>,
    /// The mesh configuration.
    pub config: Option<Spanned<Box<MeshConfig>>>,
    /// The networks of the mesh.
    pub networks: Option<Spanned<MeshNetworks>>,
}

/// Where an object holds the values of the chart `istiod`.
#[derive(Clone, Copy)]
pub enum ChartValues<'tree> {
    /// As part of the object.
    Written(NodeRef<'tree>),
    /// As a text in YAML.
    Text(NodeRef<'tree>),
}

impl<'tree> ChartValues<'tree> {
    /// Gives the values, and what the text is not as YAML where they are one. `source` is what places point into.
    pub fn read<R>(
        self,
        source: &str,
        look: impl FnOnce(NodeRef<'_>, Vec<crate::yaml::Problem>) -> R,
    ) -> Option<R> {
        match self {
            ChartValues::Written(node) => Some(look(node, Vec::new())),
            ChartValues::Text(node) => with_nested(source, node.span(), node.as_str()?, |tree, problems| {
                tree.map(|tree: &mut Tree<'_>| look(tree.root(), problems))
            }),
        }
    }
}

/// Follows keys from a node.
fn at<'tree>(node: NodeRef<'tree>, path: &[&str]) -> Option<NodeRef<'tree>> {
    path.iter().try_fold(node, |node, key| node.get(key))
}

/// The chart that installs istiod, by its name, its path or that of the release.
fn is_istiod(name: &str) -> bool {
    let last = name.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    last == "istio-discovery" || last == "istiod" || last.starts_with("istiod-")
}

/// The values of the chart `istiod` in an object that installs it; those of a chart that has it as a part count, too.
pub fn chart_values<'tree>(group: &str, kind: &str, object: NodeRef<'tree>) -> Option<ChartValues<'tree>> {
    let spec = object.get("spec")?;
    let text_at = |node: NodeRef<'tree>, path: &[&str]| at(node, path).and_then(NodeRef::as_str);
    let (values, names) = match (group, kind) {
        ("sailoperator.io", "Istio" | "IstioRevision") => {
            return spec.get("values").map(ChartValues::Written);
        }
        ("helm.toolkit.fluxcd.io", "HelmRelease") => {
            let names: [&[&str]; 4] = [
                &["spec", "chart", "spec", "chart"],
                &["spec", "chartRef", "name"],
                &["spec", "releaseName"],
                &["metadata", "name"],
            ];
            let names: Vec<&str> = names.into_iter().filter_map(|path| text_at(object, path)).collect();
            (ChartValues::Written(spec.get("values")?), names)
        }
        ("argoproj.io", "Application") => {
            let sources = spec.get("sources").into_iter().flat_map(NodeRef::items);
            let mut sources = spec.get("source").into_iter().chain(sources);
            let values = |source: NodeRef<'tree>| {
                let helm = source.get("helm")?;
                let written = helm.get("valuesObject").map(ChartValues::Written);
                let text = helm.get("values").filter(|it| it.as_str().is_some()).map(ChartValues::Text);
                let names = ["chart", "path"].into_iter().filter_map(|key| text_at(source, &[key]));
                Some((written.or(text)?, names.collect::<Vec<_>>()))
            };
            sources
                .find_map(|source| values(source).filter(|(_, names)| names.iter().any(|it| is_istiod(it))))?
        }
        _ => return None,
    };
    if names.iter().any(|name| is_istiod(name)) {
        return Some(values);
    }
    // `istiod` is a part of another chart.
    match values {
        ChartValues::Written(node) => {
            let own = node.get("istiod").filter(|own| own.get("meshConfig").is_some());
            own.map(ChartValues::Written)
        }
        ChartValues::Text(_) => None,
    }
}

/// The mesh configuration of a `ServiceMeshControlPlane`, as far as it is written as one.
pub fn technical_preview<'tree>(group: &str, kind: &str, object: NodeRef<'tree>) -> Option<NodeRef<'tree>> {
    let is_smcp = (group, kind) == ("maistra.io", "ServiceMeshControlPlane");
    is_smcp.then(|| at(object, &["spec", "techPreview", "meshConfig"])).flatten()
}

impl ControlPlane {
    /// What an object says of a control plane; `None` where none is made from it. Values that are a text are left to
    /// [`ControlPlane::of_values`].
    pub(super) fn of(group: &str, kind: &str, object: NodeRef<'_>) -> Option<ControlPlane> {
        if (group, kind) == ("maistra.io", "ServiceMeshControlPlane") {
            return Some(ControlPlane::of_service_mesh(object));
        }
        let mut plane = match chart_values(group, kind, object)? {
            ChartValues::Written(values) => ControlPlane::of_values(values),
            ChartValues::Text(_) => ControlPlane::default(),
        };
        if group == "sailoperator.io" {
            if let Some(home) = at(object, &["spec"]).and_then(|spec| Field::of(spec, "namespace")) {
                plane.roots_in(home);
            }
            let name = at(object, &["metadata", "name"]).and_then(Text::from_node);
            plane.revision = plane.revision.or(name.filter(|name| **name != *"default"));
        }
        Some(plane)
    }

    /// What values of the chart `istiod` say.
    pub fn of_values(values: NodeRef<'_>) -> ControlPlane {
        let config = values.get("meshConfig");
        let networks = at(values, &["global", "meshNetworks"]);
        let mut plane = ControlPlane {
            revision: values.get("revision").and_then(Text::from_node).filter(|name| !name.is_empty()),
            config: config.and_then(|node| {
                Some(Spanned { span: node.span(), value: Box::new(MeshConfig::from_node(node)?) })
            }),
            networks: networks.and_then(|node| {
                let networks =
                    Some(Field { key: node.span(), span: node.span(), value: FromNode::from_node(node)? });
                Some(Spanned { span: node.span(), value: MeshNetworks { networks } })
            }),
        };
        if let Some(home) = values.get("global").and_then(|global| Field::of(global, "istioNamespace")) {
            plane.roots_in(home);
        }
        plane
    }

    /// Makes a namespace the root namespace, unless another one is named, as the chart does.
    fn roots_in(&mut self, home: Field<Text>) {
        let config = self.config_at(home.span);
        config.root_namespace.get_or_insert(home);
    }

    fn config_at(&mut self, span: Span) -> &mut MeshConfig {
        let empty = || Spanned { span, value: Box::default() };
        &mut self.config.get_or_insert_with(empty).value
    }

    /// OpenShift Service Mesh 2 has fields of its own for what is most asked for. Its root namespace is its own.
    /// <https://docs.redhat.com/en/documentation/openshift_container_platform/4.15/html/service_mesh/service-mesh-2-x>
    fn of_service_mesh(object: NodeRef<'_>) -> ControlPlane {
        let mut plane = ControlPlane::default();
        if let Some(node) = at(object, &["spec", "techPreview", "meshConfig"])
            && let Some(value) = MeshConfig::from_node(node)
        {
            plane.config = Some(Spanned { span: node.span(), value: Box::new(value) });
        }
        let text =
            |path: &[&str], field: &str| at(object, path).and_then(|node| Field::<Text>::of(node, field));
        if let Some(mode) = text(&["spec", "proxy", "networking", "trafficControl", "outbound"], "policy") {
            let (key, span) = (mode.key, mode.span);
            let policy = Box::new(MeshOutbound { mode: Some(mode), tls: None });
            let config = plane.config_at(span);
            config.outbound_traffic_policy.get_or_insert(Field { key, span, value: policy });
        }
        if let Some(domain) = text(&["spec", "security", "trust"], "domain") {
            plane.config_at(domain.span).trust_domain.get_or_insert(domain);
        }
        if let Some(home) = text(&["metadata"], "namespace") {
            plane.roots_in(home);
        }
        plane
    }

    /// Whether it is a revision, or any where none is named.
    pub(super) fn is_of(&self, revision: Option<&str>) -> bool {
        revision.is_none_or(|revision| self.revision.as_deref().unwrap_or("default") == revision)
    }
}

/// The mesh configuration in a file that need not be one alone: values of the chart, or an object that installs Istio.
pub fn config_within(root: NodeRef<'_>) -> NodeRef<'_> {
    let places: [&[&str]; 3] = [&["meshConfig"], &["spec", "meshConfig"], &["spec", "values", "meshConfig"]];
    let is_map = |node: &NodeRef<'_>| matches!(node.value(), Value::Map(_));
    places.into_iter().filter_map(|path| at(root, path)).find(is_map).unwrap_or(root)
}
