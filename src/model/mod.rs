//! The typed model: every object of the input, every field with the places of its key and value.

mod destination_rule;
mod envoy_filter;
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
mod object;
mod policy_target;
mod proxy_config;
mod secret_makers;
mod security;
mod service_entry;
mod settings;
mod sidecar;
mod telemetry;
mod traffic_policy;
mod virtual_service;
mod wasm;
mod workload_entry;

pub use destination_rule::*;
pub use envoy_filter::*;
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
pub use policy_target::*;
pub use proxy_config::*;
pub use secret_makers::*;
pub use security::*;
pub use service_entry::*;
pub use settings::{MeshFile, Settings};
pub use sidecar::*;
pub use telemetry::*;
pub use traffic_policy::*;
pub use virtual_service::*;
pub use wasm::*;
pub use workload_entry::*;

use std::path::PathBuf;

use crate::load::{self, InputError, RawObject, Request, Skipped};
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
    /// How many files hold at least one object.
    pub files: usize,
    /// The settings of the mesh as a whole.
    pub settings: Settings,
    /// Gateways that controllers make.
    pub made: Vec<MadeGateway>,
    /// Whether an IstioOperator has a profile that is not known, and so may make more of them.
    pub unknown_profile: bool,
    /// Whether the input is the whole mesh.
    pub complete: bool,
}

impl Model {
    /// Loads and types all manifests of a request.
    ///
    /// # Errors
    ///
    /// Where a path does not exist, a glob is malformed, or a mesh configuration file cannot be read.
    pub fn load(request: &Request, options: &Options) -> Result<Model, InputError> {
        let convert =
            |raw: RawObject<'_>, problems: &mut Vec<(Span, Fault)>| {
                let group = group_of(raw.api_version);
                let version = raw.api_version.rsplit('/').next().unwrap_or_default();
                let schema = schema::find(group, version, raw.kind);
                problems.extend(schema::check(raw.node, schema, raw.text).into_iter().map(|problem| {
                    (problem.span, Fault::Schema { path: problem.path, fault: problem.fault })
                }));
                let object = Object::of(
                    raw.node,
                    raw.source,
                    &options.default_namespace,
                    raw.api_version,
                    raw.kind,
                    raw.kind_span,
                );
                if object.name().is_empty() && !object.is_generated && object.name.is_none() {
                    problems.push((raw.kind_span, Fault::Document(DocumentFault::MissingName)));
                }
                object
            };
        let loaded = load::load(request, &convert)?;
        let mut model = Model {
            sources: loaded.sources,
            objects: loaded.objects,
            problems: loaded.problems,
            skipped: loaded.skipped,
            lost: loaded.lost,
            files: loaded.files,
            settings: Settings::default(),
            made: Vec::new(),
            unknown_profile: false,
            complete: options.complete,
        };
        settings::read(&mut model, options)?;
        (model.made, model.unknown_profile) = made::gateways(&model, options.complete);
        Ok(model)
    }

    /// The object with this id.
    pub fn object(&self, id: ObjectId) -> &Object {
        &self.objects[id.0 as usize]
    }
}
