//! The mesh: what refers to what, resolved once.
//!
//! Everything that has a meaning in Istio is decided here: which Service a host is, which workloads a
//! selector selects, which DestinationRule applies, which pods are injected. Rules ask, and never work
//! it out themselves.

pub mod protocol;

mod addresses;
mod authentication;
mod bypass;
mod certificate;
mod clusters;
mod conflicts;
mod cover;
mod credentials;
mod destination_rules;
mod directory;
mod draw;
mod duplicates;
mod effective_policy;
mod empty_subsets;
mod entry_conflicts;
mod envoy_patch;
mod evidence;
mod export;
mod gateway_contests;
mod gateway_loops;
mod gateway_ports;
mod gateways;
mod hidden_rules;
mod hops;
mod host_set;
mod injection;
mod listeners;
mod marks;
mod membership;
mod mesh_hosts;
mod namespaces;
mod peer_authentication;
mod portless;
mod proxy_image;
mod reference;
mod resolve;
mod revision;
pub mod routing;
mod secrets;
pub mod security;
mod selection;
mod served_hosts;
mod service;
mod shared_ports;
mod undecided;
mod unimported;
mod unreachable;
pub mod view;
mod webhooks;
mod withdrawn;
mod workload;
mod workload_ports;

pub use authentication::Authenticated;
pub use bypass::BypassedSubset;
pub use clusters::{ClusterNames, DifferingPart, ServiceDifference};
pub use conflicts::{HostConflict, MixedConflict};
pub use credentials::{CredentialFault, ForeignCertificate, InvalidCredential};
pub use destination_rules::{AppliedRules, DestinationRules};
pub use directory::{Directories, Directory};
pub use draw::{Edge, Node};
pub use effective_policy::{EffectivePolicy, Setting};
pub use empty_subsets::EmptySubset;
pub use entry_conflicts::{EntryConflict, EntryPort};
pub use envoy_patch::{PatchAnchor, PatchEffect};
pub use export::ExportTo;
pub use gateway_contests::{Contest, GatewayContest};
pub use gateway_loops::{BypassedGateway, UnexportedBinding};
pub use gateway_ports::GatewayPorts;
pub use gateways::{GatewayName, Gateways};
pub use hidden_rules::HiddenRule;
pub use hops::{Follower, Followers, Hop};
pub use host_set::HostSet;
pub use injection::{Injection, Injector, NotInjected};
pub use listeners::{SharedListener, Sharing};
pub use marks::Mark;
pub use membership::Membership;
pub use mesh_hosts::{HiddenHost, HostStanding, MeshHost};
pub use namespaces::{NamespaceInfo, Namespaces};
pub use peer_authentication::{MtlsMode, PeerAuthentications, ServerMtls};
pub use portless::PortlessRoute;
pub use proxy_image::ProxyImage;
pub use reference::{
    Absent, Answer, BackendKind, BackendPlace, CredentialName, CredentialStore, Doubt, Nearest, Neighbour,
    Proof, Reference, Role, Sought, Target, Targets, Wanted,
};
pub use resolve::Ungranted;
pub use secrets::Secrets;
pub use selection::{Rivalry, Scope, Selection};
pub use served_hosts::{ServedHost, ServedHosts};
pub use service::{Origin, Port, Service, ServiceId, Services};
pub use shared_ports::{PortUse, SharedPort};
pub use undecided::UndecidedNamespace;
pub use unimported::UnimportedRoutes;
pub use unreachable::{Covered, covered_rules_of};
pub use view::{Client, Proxy, SeenService, View};
pub use webhooks::WebhookOverlap;
pub use withdrawn::Withdrawn;
pub use workload::{Workload, WorkloadId, WorkloadKind, Workloads};
pub use workload_ports::LedTo;

use std::sync::OnceLock;

use petgraph::graph::DiGraph;
use rustc_hash::FxHashMap;

use crate::model::{Kind, Model, Object, Resource, Spec};
use crate::problem::Problem;
use crate::source::{Location, ObjectId};

/// One mesh, resolved. Borrows the model it was built from.
#[derive(Debug)]
pub struct Mesh<'m> {
    /// What it was built from.
    pub model: &'m Model,
    /// The domain of in-cluster names, `cluster.local` unless set.
    pub cluster_domain: &'m str,
    /// Namespaces.
    pub namespaces: Namespaces<'m>,
    /// Workloads.
    pub workloads: Workloads<'m>,
    /// Services and ServiceEntries.
    pub services: Services<'m>,
    /// Istio and Kubernetes Gateways.
    pub gateways: Gateways<'m>,
    /// DestinationRules by host.
    pub destination_rules: DestinationRules<'m>,
    /// Secrets and what makes them.
    pub secrets: Secrets<'m>,
    /// Who injects proxies.
    pub injector: Injector<'m>,
    evidence: evidence::Evidence<'m>,
    references: Vec<Reference<'m>>,
    by_role: [std::ops::Range<usize>; Role::ALL.len()],
    duplicates: Vec<(ObjectId, ObjectId)>,
    graph: OnceLock<DiGraph<Node, Edge>>,
    served_hosts: OnceLock<served_hosts::AllServedHosts<'m>>,
    lost_words: OnceLock<FxHashMap<&'m str, Location>>,
    marks: OnceLock<Vec<Mark<'m>>>,
    memberships: OnceLock<Vec<Membership>>,
    proxy_images: OnceLock<proxy_image::Images<'m>>,
    covered_rules: OnceLock<Vec<(ObjectId, Covered)>>,
    shared_listeners: OnceLock<Vec<SharedListener>>,
    used_ports: OnceLock<Vec<shared_ports::UsedPort<'m>>>,
    peer_authentications: OnceLock<PeerAuthentications<'m>>,
    sends: hops::Sends<'m>,
    sidecars: OnceLock<view::Sidecars<'m>>,
    leading_to: OnceLock<FxHashMap<String, Vec<ObjectId>>>,
    routes_by_name: OnceLock<FxHashMap<(&'m str, &'m str), ObjectId>>,
    route_table: OnceLock<routing::RouteTable<'m>>,
    grants: OnceLock<FxHashMap<&'m str, Vec<ObjectId>>>,
    gateways_by_workload: OnceLock<FxHashMap<WorkloadId, Vec<ObjectId>>>,
    gateway_contests: OnceLock<Vec<GatewayContest>>,
    mesh_hosts: OnceLock<Vec<MeshHost<'m>>>,
    hidden_rules: OnceLock<Vec<HiddenRule<'m>>>,
    merged_gateways: OnceLock<Vec<(WorkloadId, routing::MergedGateway<'m>)>>,
    shown: OnceLock<routing::Shown<'m>>,
    aliases: OnceLock<FxHashMap<String, Vec<ServiceId>>>,
}

impl<'m> Mesh<'m> {
    /// Builds the mesh of a model. Linear in the number of objects and references.
    pub fn build(model: &'m Model) -> Mesh<'m> {
        let cluster_domain = &*model.options.cluster_domain;
        // None of the indexes needs another one, and each takes milliseconds in a large mesh.
        let ((workloads, (services, secrets)), ((destination_rules, duplicates), (namespaces, injector))) =
            join(
                model,
                || {
                    join(
                        model,
                        || Workloads::of(model),
                        || (Services::of(model, cluster_domain), Secrets::of(model)),
                    )
                },
                || {
                    join(
                        model,
                        || (DestinationRules::of(model, cluster_domain), duplicates::of(model)),
                        || (Namespaces::of(model), Injector::of(model)),
                    )
                },
            );
        let evidence = evidence::Evidence::of(model, &workloads);
        let mut mesh = Mesh {
            model,
            cluster_domain,
            namespaces,
            workloads,
            services,
            gateways: Gateways::of(model),
            destination_rules,
            secrets,
            injector,
            evidence,
            references: Vec::new(),
            by_role: std::array::from_fn(|_| 0..0),
            duplicates,
            graph: OnceLock::new(),
            served_hosts: OnceLock::new(),
            lost_words: OnceLock::new(),
            marks: OnceLock::new(),
            memberships: OnceLock::new(),
            proxy_images: OnceLock::new(),
            covered_rules: OnceLock::new(),
            shared_listeners: OnceLock::new(),
            used_ports: OnceLock::new(),
            peer_authentications: OnceLock::new(),
            sends: hops::Sends::default(),
            sidecars: OnceLock::new(),
            leading_to: OnceLock::new(),
            routes_by_name: OnceLock::new(),
            route_table: OnceLock::new(),
            grants: OnceLock::new(),
            gateways_by_workload: OnceLock::new(),
            gateway_contests: OnceLock::new(),
            mesh_hosts: OnceLock::new(),
            hidden_rules: OnceLock::new(),
            merged_gateways: OnceLock::new(),
            shown: OnceLock::new(),
            aliases: OnceLock::new(),
        };
        mesh.references = resolve::references(&mesh);
        mesh.references.sort_unstable_by_key(|reference| (reference.role, reference.from, reference.span));
        let mut from = 0;
        for (index, role) in Role::ALL.into_iter().enumerate() {
            let to = from + mesh.references[from..].partition_point(|reference| reference.role <= role);
            mesh.by_role[index] = from..to;
            from = to;
        }
        mesh
    }

    /// All objects, in the order of the input.
    pub fn objects(&self) -> &'m [Object] {
        &self.model.objects
    }

    /// The object with this id.
    pub fn object(&self, id: ObjectId) -> &'m Object {
        self.model.object(id)
    }

    /// All objects with a body of this type, in the order of the input.
    pub fn all<T: Spec>(&self) -> impl Iterator<Item = Resource<'m, T>> {
        self.model.all()
    }

    /// The object with this id and its body, where it is of this type.
    pub fn resource<T: Spec>(&self, id: ObjectId) -> Option<Resource<'m, T>> {
        let object = self.object(id);
        Some(Resource { object, id, spec: object.spec()? })
    }

    /// All objects of a kind, in the order of the input.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (ObjectId, &'m Object)> {
        self.model.of_kind(kind)
    }

    /// All references of a role, by object and place.
    pub fn references(&self, role: Role) -> &[Reference<'m>] {
        let index = Role::ALL.iter().position(|candidate| *candidate == role).unwrap_or_default();
        &self.references[self.by_role[index].clone()]
    }

    /// The references of one object in a role.
    pub fn references_of(&self, id: ObjectId, role: Role) -> &[Reference<'m>] {
        let all = self.references(role);
        let from = all.partition_point(|reference| reference.from < id);
        let to = from + all[from..].partition_point(|reference| reference.from == id);
        &all[from..to]
    }

    /// Everything that is wrong with the input itself.
    pub fn problems(&self) -> &'m [Problem] {
        &self.model.problems
    }

    /// Objects that are defined twice: the first definition and each later one.
    pub fn duplicates(&self) -> &[(ObjectId, ObjectId)] {
        &self.duplicates
    }

    /// The mesh as a graph: every object, and what it resolves to. Drawn when it is first asked for.
    pub fn graph(&self) -> &DiGraph<Node, Edge> {
        self.graph.get_or_init(|| draw::graph(self))
    }

    /// Whether the user says that the input holds everything of a namespace.
    pub fn is_complete_in(&self, namespace: &str) -> bool {
        self.model.complete || self.model.options.external.is_complete(namespace)
    }

    /// The root namespace, whose configuration holds for the whole mesh.
    pub fn root_namespace(&self) -> &'m str {
        self.model.settings.root_namespace()
    }

    /// Where something that a reference leads to is defined; `None` where it is nowhere written.
    pub fn location(&self, target: Target) -> Option<Location> {
        let object = match target {
            Target::Object(id) => Some(id),
            Target::Service(id) => self.services.get(id).object(),
            Target::Workload(id) => self.workloads.get(id).object,
        };
        object.map(|id| self.object(id).name_location())
    }
}

/// Runs both at once in a mesh that is worth a second thread: starting one takes longer than to index a
/// few objects.
fn join<A: Send, B: Send>(
    model: &Model,
    a: impl FnOnce() -> A + Send,
    b: impl FnOnce() -> B + Send,
) -> (A, B) {
    if model.objects.len() < 500 { (a(), b()) } else { rayon::join(a, b) }
}
