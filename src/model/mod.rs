//! The typed model: every object of the input, every field with the places of its key and value.

mod destination_rule;
mod embedded;
mod envoy_filter;
mod external;
mod field;
mod gateway;
mod gateway_api;
mod istio_operator;
mod kind;
mod kubernetes;
mod labels;
mod load_balancer;
mod made;
mod mesh_config;
mod metadata;
mod object;
mod part;
mod policy_target;
mod proxy_config;
mod revision;
mod secret_makers;
mod security;
mod service_entry;
mod settings;
mod sidecar;
mod status;
mod telemetry;
mod traffic_policy;
mod unread;
mod virtual_service;
mod wasm;
mod workload_entry;

pub use destination_rule::*;
pub use envoy_filter::*;
pub use external::{External, ExternalGlobs};
pub use field::*;
pub use gateway::*;
pub use gateway_api::*;
pub use istio_operator::*;
pub use kind::{Body, Kind, Spec, is_cluster_scoped};
pub use kubernetes::*;
pub use labels::Labels;
pub use load_balancer::*;
pub use made::{MadeGateway, MadePort};
pub use mesh_config::*;
pub use object::*;
pub use part::{Foreign, OtherCluster, Part};
pub use policy_target::*;
pub use proxy_config::*;
pub use secret_makers::*;
pub use security::*;
pub use service_entry::*;
pub use settings::{MeshFile, Settings};
pub use sidecar::*;
pub use status::*;
pub use telemetry::*;
pub use traffic_policy::*;
pub use unread::Unread;
pub use virtual_service::*;
pub use wasm::*;
pub use workload_entry::*;

use std::path::PathBuf;

use rustc_hash::FxHashMap;

use crate::diag::Severity;
use crate::inspect::{Identity, Inspector};
use crate::load::{self, InputError, Kustomization, RawObject, Request, Skipped};
use crate::platform::Platform;
use crate::problem::{DocumentFault, Fault, Problem};
use crate::schema;
use crate::source::{Location, Sources, Span};

/// What to read besides manifests, and how to read them.
#[derive(Clone, Debug)]
pub struct Options {
    /// The namespace of objects that name none.
    pub default_namespace: String,
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
    /// Whether objects are judged one by one only, so that what a mesh needs of them is not read.
    pub alone: bool,
}

/// Everything that was read.
#[derive(Debug)]
pub struct Model {
    /// The texts.
    pub sources: Sources,
    /// The objects, in the order of sources and offsets.
    pub objects: Vec<Object>,
    /// What is wrong with the input.
    pub problems: Vec<Problem>,
    /// What was not checked.
    pub skipped: Vec<Skipped>,
    /// Documents that look like objects and could not be read.
    pub lost: Vec<Location>,
    /// Where the name of this program and a colon stand: perhaps a comment that is for it.
    pub directives: Vec<Location>,
    /// What is built from what.
    pub kustomizations: Vec<Kustomization>,
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
    /// Loads and types all manifests of a request. `inspector` holds the rules that judge objects by
    /// themselves; what they say is among the problems.
    ///
    /// # Errors
    ///
    /// Where a path does not exist, a glob is malformed, or a mesh configuration file cannot be read.
    pub fn load(request: &Request, options: &Options, inspector: &Inspector) -> Result<Model, InputError> {
        let convert = |raw: RawObject<'_>, problems: &mut Vec<(Span, Fault)>| {
            convert(raw, options, inspector, problems)
        };
        let mut loaded = load::load(request, &convert)?;
        let of_other_revisions = options
            .revision
            .as_ref()
            .map_or(0, |revision| revision::leave_out(&mut loaded.objects, &mut loaded.problems, revision));
        let mut by_kind: FxHashMap<Kind, Vec<ObjectId>> = FxHashMap::default();
        for (index, object) in loaded.objects.iter().enumerate() {
            by_kind.entry(object.kind).or_default().push(ObjectId(index as u32));
        }
        let mut model = Model {
            by_kind,
            sources: loaded.sources,
            objects: loaded.objects,
            problems: loaded.problems,
            skipped: loaded.skipped,
            lost: loaded.lost,
            directives: loaded.directives,
            kustomizations: loaded.kustomizations,
            files: loaded.files,
            of_other_revisions,
            other_clusters: Vec::new(),
            settings: Settings::default(),
            made: Vec::new(),
            unknown_profile: false,
            complete: options.complete,
            options: options.clone(),
        };
        settings::read(&mut model, embedded::Judge { options, inspector }, request)?;
        settings::heed_root(&mut model);
        (model.made, model.unknown_profile) = made::gateways(&model, options.complete);
        Ok(model)
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

/// Checks the structure of an object, and types it.
fn convert(
    raw: RawObject<'_>,
    options: &Options,
    inspector: &Inspector,
    problems: &mut Vec<(Span, Fault)>,
) -> Object {
    let RawObject { node, api_version, kind, kind_span, source, text } = raw;
    let version = api_version.rsplit('/').next().unwrap_or_default();
    let schema = schema::find(group_of(api_version), version, kind);
    problems.extend(schema::check(node, schema, text).into_iter().map(Fault::of_schema));
    let object =
        Object::of(node, source, &options.default_namespace, api_version, kind, kind_span, options.alone);
    let identity = Identity {
        group: object.group(),
        kind,
        namespace: &object.namespace,
        name: object.name(),
        platform: options.platform,
        istio: options.istio(),
    };
    let remarks = inspector.inspect(node, identity);
    // Where a rule of the definition and the webhook say the same, the webhook's rule has a name of its own.
    problems.retain(|(span, fault)| !remarks.iter().any(|remark| is_said_by(*span, fault, remark)));
    embedded::add_remarks(remarks, problems);
    embedded::Judge { options, inspector }.object(&object, node, text, problems);
    problems.extend(faults_of_identity(raw, &object, schema.is_some()));
    problems.extend(metadata::faults(&object, schema.is_some()));
    if schema.is_some_and(|schema| schema.deprecated) {
        let place = node.get("apiVersion").map_or(kind_span, |version| version.span());
        let newest = schema::versions(object.group(), kind).next();
        problems.push((place, Fault::Document(DocumentFault::DeprecatedVersion { newest })));
    }
    object
}

/// Whether a remark is about the same as a rule of the definition: the same value, or the same fields.
fn is_said_by(span: Span, fault: &Fault, remark: &crate::inspect::Remark) -> bool {
    let Fault::Schema { fault: schema::Fault::BrokenRule { others, .. }, .. } = fault else { return false };
    remark.severity == Severity::Error
        && (remark.span == span
            || remark.related.iter().any(|(related, _)| *related == span)
            || others.iter().any(|(_, other)| *other == remark.span))
}

/// What is wrong with the type and the name of an object.
fn faults_of_identity(raw: RawObject<'_>, object: &Object, is_known: bool) -> Option<(Span, Fault)> {
    let metadata = raw.node.get("metadata");
    let written = metadata.and_then(|metadata| metadata.get("name"));
    let is_nameless = match written {
        Some(name) => name.is_null() || name.as_str() == Some(""),
        None => !object.is_generated,
    };
    if is_nameless {
        let place = written.filter(|name| !name.is_null()).map_or(raw.kind_span, |name| name.span());
        return Some((place, Fault::Document(DocumentFault::MissingName)));
    }
    if is_known {
        return None;
    }
    let group = object.group();
    // Groups that are served by what this tool is about, or by Kubernetes itself: of any other nothing can be said.
    let is_ours =
        group.ends_with(".istio.io") && group != "install.istio.io" || group == "gateway.networking.k8s.io";
    let known: Vec<_> = schema::versions(group, &object.kind_name).collect();
    if !known.is_empty() && (is_ours || schema::BUILT_IN_GROUPS.contains(&group)) {
        let place = raw.node.get("apiVersion").map_or(raw.kind_span, |version| version.span());
        return Some((place, Fault::Document(DocumentFault::UnknownVersion { known })));
    }
    if !known.is_empty() {
        return None;
    }
    let homes = schema::homes(group, &object.kind_name);
    if !homes.is_empty() {
        let place = raw.node.get("apiVersion").map_or(raw.kind_span, |version| version.span());
        let home = Some(homes.join("` or `"));
        return Some((place, Fault::Document(DocumentFault::UnknownKind { nearest: None, home })));
    }
    if !is_ours {
        return None;
    }
    let kinds: Vec<_> = schema::kinds(group).collect();
    let near = crate::diag::nearest(&object.kind_name, kinds.iter().copied());
    let nearest = kinds.into_iter().find(|kind| Some(*kind) == near);
    Some((raw.kind_span, Fault::Document(DocumentFault::UnknownKind { nearest, home: None })))
}
