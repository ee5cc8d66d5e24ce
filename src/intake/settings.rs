//! Settings of the mesh: files of their own, and what stands as YAML in the YAML of the `istio` ConfigMap.

use std::path::Path;

use super::object::{Judge, Judged};
use super::read::read_text;
use super::{InputError, Request, placeholders};
use crate::inspect::{Identity, Standing};
use crate::model::{
    ConfigMapData, FromNode, MeshFile, Model, Object, Placeholder, Settings, chart_values, config_within,
    holds_settings, technical_preview,
};
use crate::problem::{Fault, Problem};
use crate::schema::{self, Node};
use crate::source::{Location, Source, SourceId, Span};
use crate::text::path;
use crate::yaml::{self, NodeRef, Tree, with_nested};

/// A kind of settings.
#[derive(Clone, Copy)]
enum Setting {
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

    /// The settings in a file that may hold more than them.
    fn within(self, root: NodeRef<'_>) -> NodeRef<'_> {
        match self {
            Setting::MeshConfig => config_within(root),
            Setting::MeshNetworks => root,
        }
    }

    fn schema(self) -> Option<&'static Node> {
        schema::find("istio.mesh.v1alpha1", "v1alpha1", self.kind()).map(|schema| schema.root)
    }
}

impl Judge<'_> {
    /// Judges the settings that an object holds, if it is one that holds any.
    pub(super) fn settings_of(
        self,
        object: &Object,
        node: NodeRef<'_>,
        text: &str,
        place: Standing,
        judged: &mut Judged,
    ) {
        if let Some(data) = object.spec::<ConfigMapData>().filter(|_| holds_settings(object)) {
            let settings = [("mesh", Setting::MeshConfig), ("meshNetworks", Setting::MeshNetworks)];
            for (key, setting) in settings {
                let Some(value) = data.data.as_ref().and_then(|data| data.value.get(key)) else { continue };
                with_nested(text, value.span, &value.value, |tree, faults| {
                    let tree = tree.map(|tree| {
                        let variables = &self.options.substitutions;
                        judged.placeholders.extend(placeholders::mark(tree, text, value.span, variables));
                        &*tree
                    });
                    self.settings(setting, tree, faults, text, place, judged);
                });
            }
        }
        let (group, kind) = (object.group(), &*object.kind_name);
        if let Some(config) = technical_preview(group, kind, node) {
            self.chart_config(Some(config), None, text, place, judged);
        }
        if let Some(values) = chart_values(group, kind, node) {
            values.read(text, |values, faults| {
                judged.problems.extend(faults.into_iter().map(|it| (it.span, Fault::Yaml(it.fault))));
                let networks = values.get("global").and_then(|global| global.get("meshNetworks"));
                self.chart_config(values.get("meshConfig"), networks, text, place, judged);
            });
        }
        if object.group() == "install.istio.io" && &*object.kind_name == "IstioOperator" {
            let Some(spec) = node.get("spec") else { return };
            let values = spec.get("values");
            let of_values = values.and_then(|values| values.get("meshConfig"));
            let networks = values.and_then(|values| values.get("global")?.get("meshNetworks"));
            // Their structure was checked with that of the object.
            self.config(spec.get("meshConfig"), place, judged);
            self.config(of_values, place, judged);
            self.rules("MeshNetworks", networks, place, judged);
        }
    }

    /// Judges settings that no schema of the object covers.
    fn chart_config(
        self,
        config: Option<NodeRef<'_>>,
        networks: Option<NodeRef<'_>>,
        text: &str,
        place: Standing,
        judged: &mut Judged,
    ) {
        if let Some((config, schema)) = config.zip(Setting::MeshConfig.schema()) {
            judged
                .problems
                .extend(schema::check_value(config, schema, text).into_iter().map(Fault::of_schema));
        }
        self.config(config, place, judged);
        self.rules("MeshNetworks", networks, place, judged);
    }

    /// Judges a text of settings.
    fn settings(
        self,
        setting: Setting,
        tree: Option<&Tree<'_>>,
        faults: Vec<yaml::Problem>,
        text: &str,
        place: Standing,
        judged: &mut Judged,
    ) {
        judged.problems.extend(faults.into_iter().map(|problem| (problem.span, Fault::Yaml(problem.fault))));
        let Some(root) = tree.map(Tree::root).map(|root| setting.within(root)) else { return };
        if let Some(schema) = setting.schema() {
            judged.problems.extend(schema::check_value(root, schema, text).into_iter().map(Fault::of_schema));
        }
        match setting {
            Setting::MeshConfig => self.config(Some(root), place, judged),
            Setting::MeshNetworks => self.rules(setting.kind(), root.get("networks"), place, judged),
        }
    }

    fn config(self, node: Option<NodeRef<'_>>, place: Standing, judged: &mut Judged) {
        self.rules("MeshConfig", node, place, judged);
        self.rules("MeshProxyConfig", node.and_then(|node| node.get("defaultConfig")), place, judged);
    }

    fn rules(self, kind: &'static str, node: Option<NodeRef<'_>>, place: Standing, judged: &mut Judged) {
        let Some(node) = node.filter(|node| !node.is_null()) else { return };
        let identity = Identity {
            group: "",
            kind: if kind == "MeshNetworks" { kind } else { "MeshConfig" },
            namespace: self.options.root_namespace.as_deref().unwrap_or("istio-system"),
            name: if kind == "MeshNetworks" { "meshnetworks" } else { "meshconfig" },
            platform: self.options.platform,
            istio: self.options.istio(),
        };
        judged.add(self.inspector.inspect_settings(node, identity, place, kind));
    }
}

/// Reads the settings of the mesh: the files that are named, and what the objects hold.
pub(super) fn read(model: &mut Model, judge: Judge<'_>, request: &Request) -> Result<(), InputError> {
    let options = judge.options;
    let mut settings = Settings::default();
    settings.default_root.clone_from(&options.root_namespace);
    if let Some(path) = &options.mesh_config {
        settings.configs.extend(from_file(model, path, Setting::MeshConfig, judge, request)?);
    }
    if let Some(path) = &options.mesh_networks {
        settings.networks.extend(from_file(model, path, Setting::MeshNetworks, judge, request)?);
    }
    model.settings = settings.given_first();
    model.add_written_settings();
    Ok(())
}

/// Reads a file of settings, and notes what is wrong with it.
fn from_file<T: FromNode>(
    model: &mut Model,
    path: &Path,
    setting: Setting,
    judge: Judge<'_>,
    request: &Request,
) -> Result<Option<MeshFile<T>>, InputError> {
    let options = judge.options;
    let absolute = path::absolute(path);
    let text = match request.replaced.get(&absolute) {
        Some(Some(text)) => text.clone(),
        Some(None) => return Ok(None),
        None => read_text(path)?,
    };
    // Where it lies among the manifests it holds no object, and is read all the same.
    model.skipped.retain(|skipped| path::absolute(Path::new(&skipped.path)) != absolute);
    let mut parsed = yaml::parse(&text, 0);
    let source = SourceId(model.sources.len() as u32);
    let span = Span::new(0, text.len());
    if let Some(tree) = parsed.documents.first_mut() {
        let found = placeholders::mark(tree, &text, span, &options.substitutions);
        let placed = |it: Placeholder| Placeholder { location: Location { source, ..it.location }, ..it };
        model.placeholders.extend(found.into_iter().map(placed));
    }
    let tree = parsed.documents.first();
    let value = tree.and_then(|tree| T::from_node(setting.within(tree.root())));
    let mut judged = Judged::default();
    judge.settings(setting, tree, parsed.problems, &text, Standing { source, object: None }, &mut judged);
    let source = model.sources.add(Source::new(path.to_string_lossy(), text));
    model.findings.extend(judged.findings);
    model.problems.extend(judged.problems.into_iter().map(|(span, fault)| Problem {
        location: Location { source, span },
        object: None,
        fault,
    }));
    Ok(value.map(|value| MeshFile { source, span, value }))
}
