//! The settings of the mesh as a whole: MeshConfig and MeshNetworks, wherever they are written.

use super::{
    ConfigMapData, ControlPlane, FromNode, MeshConfig, MeshNetworks, Model, Object, Spanned, revision,
};
use crate::source::{Location, SourceId, Span};
use crate::yaml::with_nested;

/// A part of the mesh's settings and the text it stands in.
#[derive(Clone, Debug)]
pub struct MeshFile<T> {
    /// The text.
    pub source: SourceId,
    /// The part of the text that it is.
    pub span: Span,
    /// What it holds.
    pub value: T,
}

/// All settings, the one that counts first: `--mesh-config`, then the `istio` ConfigMap, then
/// IstioOperators, then what else installs control planes, in the order of the input.
#[derive(Debug, Default)]
pub struct Settings {
    /// Mesh configurations.
    pub configs: Vec<MeshFile<MeshConfig>>,
    /// Mesh networks.
    pub networks: Vec<MeshFile<MeshNetworks>>,
    /// The root namespace where no configuration of the mesh says it.
    pub default_root: Option<String>,
    /// How many configurations and networks come first that are not objects of the input.
    given: (usize, usize),
}

impl Settings {
    /// The first setting that is made, and where.
    pub fn find<'s, T>(&'s self, get: impl Fn(&'s MeshConfig) -> Option<T>) -> Option<(SourceId, T)> {
        self.configs.iter().find_map(|config| Some((config.source, get(&config.value)?)))
    }

    /// The same, where all that is there was given and is not an object of the input.
    pub fn given_first(self) -> Settings {
        Settings { given: (self.configs.len(), self.networks.len()), ..self }
    }

    /// Those settings that are not objects of the input.
    pub(super) fn given(&self) -> Settings {
        Settings {
            configs: self.configs[..self.given.0].to_vec(),
            networks: self.networks[..self.given.1].to_vec(),
            default_root: self.default_root.clone(),
            given: self.given,
        }
    }

    /// The root namespace, `istio-system` unless set.
    pub fn root_namespace(&self) -> &str {
        let set = self.find(|config| config.root_namespace.as_ref());
        set.map(|(_, field)| &*field.value)
            .filter(|name| !name.is_empty())
            .or(self.default_root.as_deref())
            .unwrap_or("istio-system")
    }

    /// Whether istiod leaves Ingress objects alone (and so no stock ingress gateway is expected).
    pub fn ingress_controller_off(&self) -> bool {
        let mode = self.find(|config| config.ingress_controller_mode.as_ref());
        mode.is_some_and(|(_, field)| &*field.value == "OFF")
    }

    /// The kind that a place belongs to in terms of istiod, where it is in the settings of the mesh.
    pub fn kind_at(&self, location: Location) -> Option<&'static str> {
        let holds = |source: SourceId, span: Span| {
            source == location.source && span.start <= location.span.start && location.span.end <= span.end
        };
        let networks = || self.networks.iter().any(|file| holds(file.source, file.span));
        let configs = || self.configs.iter().any(|file| holds(file.source, file.span));
        networks().then_some("MeshNetworks").or_else(|| configs().then_some("MeshConfig"))
    }
}

impl Model {
    /// Takes back what does not hold of objects in the root namespace.
    pub fn heed_root(&mut self) {
        let Model { findings, objects, settings, .. } = self;
        let root = settings.root_namespace();
        findings.retain(|finding| {
            let is_in_root = || finding.object.is_some_and(|id| &*objects[id.0 as usize].namespace == root);
            !finding.unless_in_root || !is_in_root()
        });
    }

    /// Adds the settings that are written in objects to those that were given.
    pub fn add_written_settings(&mut self) {
        let mut settings = std::mem::take(&mut self.settings);
        let revision = self.options.revision.as_deref();
        for object in &self.objects {
            let Some(data) = object.spec::<ConfigMapData>() else { continue };
            let is_mesh = holds_settings(object) && revision::owns_config_map(object.name(), revision);
            let Some(data) = data.data.as_ref().filter(|_| is_mesh) else { continue };
            let text = &self.sources[object.source].text;
            if let Some(mesh) = data.value.get("mesh") {
                settings.configs.extend(read_text_at(object.source, text, mesh.span, &mesh.value));
            }
            if let Some(networks) = data.value.get("meshNetworks") {
                settings.networks.extend(read_text_at(object.source, text, networks.span, &networks.value));
            }
        }
        for object in &self.objects {
            let Some(operator) = object.spec::<super::IstioOperator>() else { continue };
            let of_values = operator.values.as_ref().and_then(|values| values.value.mesh_config.as_ref());
            for config in operator.mesh_config.iter().chain(of_values).filter(|_| operator.is_of(revision)) {
                let value = (*config.value).clone();
                settings.configs.push(MeshFile { source: object.source, span: config.span, value });
            }
        }
        for object in &self.objects {
            let Some(plane) = object.spec::<ControlPlane>().filter(|plane| plane.is_of(revision)) else {
                continue;
            };
            let source = object.source;
            if let Some(Spanned { span, value }) = plane.config.clone() {
                settings.configs.push(MeshFile { source, span, value: *value });
            }
            if let Some(Spanned { span, value }) = plane.networks.clone() {
                settings.networks.push(MeshFile { source, span, value });
            }
        }
        self.settings = settings;
    }
}

/// Whether istiod takes its settings from this ConfigMap, where it has its revision.
pub fn holds_settings(object: &Object) -> bool {
    object.name() == "istio" || object.name().starts_with("istio-")
}

fn read_text_at<T: FromNode>(source: SourceId, text: &str, span: Span, value: &str) -> Option<MeshFile<T>> {
    let value = with_nested(text, span, value, |tree, _| T::from_node(tree?.root()))?;
    Some(MeshFile { source, span, value })
}
