//! The typed model: every object of the input, every field with the places of its key and value.

mod control_plane;
mod destination_rule;
mod envoy_filter;
mod external;
mod field;
mod gateway;
mod gateway_api;
mod installer;
mod istio_operator;
mod kind;
mod kubernetes;
mod labels;
mod load_balancer;
mod made;
mod mesh_config;
mod object;
mod part;
mod placeholder;
mod policy_target;
mod proxy_config;
mod renumber;
mod revision;
mod root;
mod secret_makers;
mod security;
mod service_entry;
mod settings;
mod sidecar;
mod skipped;
mod status;
mod telemetry;
mod tls_mode;
mod traffic_policy;
mod unread;
mod unseen;
mod virtual_service;
mod wasm;
mod workload_entry;

pub use control_plane::{ChartValues, ControlPlane, chart_values, config_within, technical_preview};
pub use destination_rule::*;
pub use envoy_filter::*;
pub use external::{External, ExternalGlobs};
pub use field::*;
pub use gateway::*;
pub use gateway_api::*;
pub use installer::*;
pub use istio_operator::*;
pub use kind::{Body, Kind, Spec, is_cluster_scoped};
pub use kubernetes::*;
pub use labels::Labels;
pub use load_balancer::*;
pub use made::{MadeGateway, MadePort};
pub use mesh_config::*;
pub use object::*;
pub use part::{Foreign, OtherCluster, Part};
pub use placeholder::Placeholder;
pub use policy_target::*;
pub use proxy_config::*;
pub use renumber::renumber;
pub use root::{Root, RootKind};
pub use secret_makers::*;
pub use security::*;
pub use service_entry::*;
pub use settings::{MeshFile, Settings, holds_settings};
pub use sidecar::*;
pub use skipped::*;
pub use status::*;
pub use telemetry::*;
pub use tls_mode::*;
pub use traffic_policy::*;
pub use unread::Unread;
pub use virtual_service::*;
pub use wasm::*;
pub use workload_entry::*;

use std::path::PathBuf;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::finding::{Finding, ObjectSources, Severity};
use crate::kustomize::{Remains, Unavailable};
use crate::platform::Platform;
use crate::problem::{Fault, Problem};
use crate::source::{Location, ObjectId, SourceId, Sources};
use crate::text::placeholder::Variables;

/// What to read besides manifests, and how to read them.
#[derive(Clone, Debug)]
pub struct Options {
    /// The namespace of objects that name none.
    pub default_namespace: String,
    /// Whether the user says so, so that it is known and not assumed.
    pub namespace_is_given: bool,
    /// A file that holds a MeshConfig.
    pub mesh_config: Option<PathBuf>,
    /// A file that holds MeshNetworks.
    pub mesh_networks: Option<PathBuf>,
    /// Whether the input is the whole mesh, so that what is absent is missing.
    pub complete: bool,
    /// The platform that the mesh is meant for.
    pub platform: Option<Platform>,
    /// What exists although the input does not hold it.
    pub external: External,
    /// The domain of the names of Services.
    pub cluster_domain: String,
    /// The root namespace, where the mesh configuration does not say it.
    pub root_namespace: Option<String>,
    /// The version of Istio that the input is for.
    pub istio_version: Option<String>,
    /// The time by which dates are judged, in seconds since 1970.
    pub now: i64,
    /// The revision of the control plane that the input is read for; it runs, whether or not the input holds
    /// it. Objects that are for another one are left out.
    pub revision: Option<String>,
    /// What is filled in for variables such as `${DOMAIN}`.
    pub substitutions: Variables,
    /// Whether objects are judged one by one only, so that what a mesh needs of them is not read.
    pub alone: bool,
}

/// Everything that was read.
#[derive(Debug, Default)]
pub struct Model {
    /// The texts.
    pub sources: Sources,
    /// The objects, in the order of sources and offsets.
    pub objects: Vec<Object>,
    /// What is wrong with the input.
    pub problems: Vec<Problem>,
    /// What the rules say that judge one object by itself.
    pub findings: Vec<Finding>,
    /// What was not checked.
    pub skipped: Vec<Skipped>,
    /// What puts objects into the mesh that the input does not hold, besides objects that are known to do so.
    pub installers: Vec<Installer>,
    /// Documents that look like objects and could not be read.
    pub lost: Vec<Location>,
    /// Where the name of this program and a colon stand: perhaps a comment that is for it.
    pub directives: Vec<Location>,
    /// What was built and is applied as a whole.
    pub roots: Vec<Root>,
    /// What would be applied and cannot be had: charts, other repositories.
    pub unavailable: Vec<(Location, Unavailable)>,
    /// Values that are filled in later, in the order of sources and offsets.
    pub placeholders: Vec<Placeholder>,
    /// How many files hold at least one object.
    pub files: usize,
    /// How many objects are left out because they are for another revision of the control plane.
    pub of_other_revisions: usize,
    /// The other clusters of the mesh; their objects come behind the own ones.
    pub other_clusters: Vec<OtherCluster>,
    /// The settings of the mesh as a whole.
    pub settings: Settings,
    /// Gateways that controllers make.
    pub made: Vec<MadeGateway>,
    /// Whether an IstioOperator has a profile that is not known, and so may make more of them.
    pub unknown_profile: bool,
    /// What it took to build the roots, which need not be freed before the model is.
    pub remains: Remains,
    /// Whether the input is the whole mesh.
    pub complete: bool,
    /// As what the input was read.
    pub options: Options,
    by_kind: FxHashMap<Kind, Vec<ObjectId>>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            default_namespace: "default".to_owned(),
            namespace_is_given: false,
            mesh_config: None,
            mesh_networks: None,
            complete: false,
            platform: None,
            external: External::default(),
            cluster_domain: "cluster.local".to_owned(),
            root_namespace: None,
            istio_version: None,
            revision: None,
            now: 0,
            substitutions: Variables::new(),
            alone: false,
        }
    }
}

impl Options {
    /// The version of Istio that the input is for, major and minor, where the configuration says it.
    pub fn istio(&self) -> Option<(u32, u32)> {
        let mut parts = self.istio_version.as_deref()?.split('.');
        Some((parts.next()?.parse().ok()?, parts.next()?.split('-').next()?.parse().ok()?))
    }
}

impl Model {
    /// All that was read, put together from its parts; what depends on all of them is left to be worked out.
    pub fn new(sources: Sources, objects: Vec<Object>, options: Options) -> Model {
        let mut model = Model { sources, objects, complete: options.complete, options, ..Model::default() };
        model.index();
        model
    }

    /// Works out which objects are of which kind, and puts placeholders in order.
    pub fn index(&mut self) {
        self.placeholders.sort_by_key(|it| (it.location.source, it.location.span.start));
        self.by_kind.clear();
        let mut known = Known::default();
        for (index, object) in self.objects.iter().enumerate() {
            if known.is_new(&self.sources, object) {
                self.by_kind.entry(object.kind).or_default().push(ObjectId(index as u32));
            }
        }
    }

    /// Whether an object counts: it is not what another root builds as well.
    pub fn counts(&self, id: ObjectId) -> bool {
        let of_kind = self.by_kind.get(&self.object(id).kind).map_or(&[][..], Vec::as_slice);
        of_kind.binary_search(&id).is_ok()
    }

    /// Works out the gateways that controllers make.
    pub fn add_made(&mut self) {
        (self.made, self.unknown_profile) = made::gateways(self, self.complete);
    }

    /// The places of what the API server or the webhook refuses.
    pub fn refused(&self) -> impl Iterator<Item = Location> {
        let of_structure =
            self.problems.iter().filter(|problem| matches!(problem.fault, Fault::Schema { .. }));
        let of_rules = self.findings.iter().filter(|finding| finding.severity == Severity::Error);
        of_structure.map(|problem| problem.location).chain(of_rules.map(|finding| finding.location))
    }

    /// The object with this id.
    pub fn object(&self, id: ObjectId) -> &Object {
        &self.objects[id.0 as usize]
    }

    /// Whether an object is of another cluster than the one that this is a model of.
    pub fn is_foreign(&self, id: ObjectId) -> bool {
        self.other_clusters.first().is_some_and(|first| id.0 >= first.objects.start)
    }

    /// All objects of a kind, in the order of the input.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (ObjectId, &Object)> {
        let ids = self.by_kind.get(&kind).map_or(&[][..], Vec::as_slice);
        ids.iter().map(|&id| (id, self.object(id)))
    }

    /// All objects with a body of this type, in the order of the input.
    pub fn all<T: Spec>(&self) -> impl Iterator<Item = Resource<'_, T>> {
        self.of_kind(T::KIND).filter_map(|(id, object)| Some(Resource { object, id, spec: object.spec()? }))
    }
}

/// Objects that were built and are known already. What several roots build of one place, under one name, is one object
/// where they are applied together.
#[derive(Default)]
struct Known<'m>(FxHashSet<(&'m str, &'m str, &'m str, &'m str, Location)>);

impl<'m> Known<'m> {
    fn is_new(&mut self, sources: &Sources, object: &'m Object) -> bool {
        if sources[object.source].made_from.is_none() {
            return true;
        }
        let origin = sources.origin(object.at(object.kind_span));
        self.0.insert((object.group(), &object.kind_name, &object.namespace, object.name(), origin))
    }
}

impl ObjectSources for Model {
    fn source_of(&self, object: ObjectId) -> SourceId {
        self.object(object).source
    }
}
