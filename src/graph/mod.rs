//! The mesh: what refers to what, resolved once.
//!
//! Everything that has a meaning in Istio is decided here: which Service a host is, which workloads a
//! selector selects, which DestinationRule applies, which pods are injected. Rules ask, and never work
//! it out themselves.

mod addresses;
mod asked;
mod authentication;
mod bypass;
mod certificate;
mod clusters;
mod conflicts;
mod cover;
mod credentials;
mod directory;
mod draw;
mod duplicates;
mod empty_subsets;
mod entry_conflicts;
mod envoy_patch;
mod evidence;
mod gateway_contests;
mod gateway_loops;
mod gateway_misfits;
mod gateways;
mod hidden_rules;
mod host_set;
mod hosts;
mod http_policies;
mod impact;
mod istiod;
mod listeners;
mod marks;
mod merged_rules;
mod mesh_hosts;
mod namespaces;
mod narrowed_hosts;
mod patch_contests;
pub mod policies;
mod portless;
mod providers;
mod proxy_image;
mod redirect_loops;
mod reference;
mod resolve;
mod revision;
mod routed_subsets;
mod rule_contests;
mod secrets;
mod selection;
mod served_hosts;
mod service;
mod service_accounts;
mod shared_certificates;
mod shared_ports;
mod undecided;
mod unreachable;
mod webhooks;
mod withdrawn;
mod workload;

pub use asked::{Kept, WorkOut};
pub use authentication::Authenticated;
pub use bypass::BypassedSubset;
pub use clusters::{ClusterNames, DifferingPart, ServiceDifference};
pub use conflicts::{HostConflict, MixedConflict};
pub use credentials::{CredentialFault, ForeignCertificate, InvalidCredential};
pub use directory::{Directories, Directory};
pub use draw::{Edge, Graph, Node};
pub use duplicates::{Duplicate, Togetherness};
pub use empty_subsets::EmptySubset;
pub use entry_conflicts::{EntryConflict, EntryPort};
pub use envoy_patch::{PatchAnchor, PatchEffect, is_ignored};
pub use gateway_contests::{Contest, GatewayContest};
pub use gateway_loops::{BypassedGateway, UnexportedBinding};
pub use gateway_misfits::{GatewayMisfit, Misfit, RuleKind, ServerKind};
pub use gateways::{GatewayName, Gateways};
pub use hidden_rules::HiddenRule;
pub use host_set::HostSet;
pub use impact::Dependent;
pub use istiod::{
    AppliedRules, Capture, DestinationRules, EffectivePolicy, ExportTo, Follower, Followers, Hop, Injection,
    Injector, Membership, MtlsMode, MtlsRow, NotInjected, OutboundPolicy, PastWaypoint, PeerAuthentications,
    PlainClients, Sent, ServerMtls, Setting, Waypoint, WaypointLabel, WaypointUse, protocol, routing,
    security, view,
};
pub use listeners::{SharedListener, Sharing};
pub use marks::Mark;
pub use merged_rules::{MergedRules, NarrowerHost, ShadowedRule};
pub use mesh_hosts::{HiddenHost, HostStanding, MeshHost};
pub use namespaces::{NamespaceInfo, Namespaces};
pub use portless::PortlessRoute;
pub use providers::{LackingProvider, Providers};
pub use proxy_image::ProxyImage;
pub use redirect_loops::{LoopCause, RedirectLoop};
pub use reference::{
    Absent, Answer, BackendPlace, CredentialName, CredentialStore, Doubt, Expected, Nearest, Neighbour,
    Proof, Reference, Role, Sought, Target, Targets, Wanted,
};
pub use resolve::Ungranted;
pub use rule_contests::{ContestedPart, RuleContest};
pub use secrets::Secrets;
pub use selection::{Rivalry, Scope, Selection};
pub use served_hosts::{ServedHost, ServedHosts};
pub use service::{Origin, Port, Service, ServiceId, Services};
pub use shared_certificates::SharedCertificate;
pub use shared_ports::{PortUse, SharedPort};
pub use undecided::UndecidedNamespace;
pub use unreachable::{Covered, covered_rules_of};
pub use view::{Client, Proxy, SeenService, View};
pub use webhooks::WebhookOverlap;
pub use withdrawn::Withdrawn;
pub use workload::{Workload, WorkloadId, WorkloadKind, Workloads};

use crate::model::{Kind, Model, Object, Resource, Spec};
use crate::problem::Problem;
use crate::source::{Location, ObjectId, Span};

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
    duplicates: Vec<Duplicate>,
    answers: asked::Answers<'m>,
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
            answers: asked::Answers::default(),
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

    /// The reference of one object in a role that is written at this place.
    pub fn reference_at(&self, id: ObjectId, role: Role, span: Span) -> Option<&Reference<'m>> {
        let of_object = self.references_of(id, role);
        of_object
            .get(of_object.partition_point(|reference| reference.span < span))
            .filter(|it| it.span == span)
    }

    /// Everything that is wrong with the input itself.
    pub fn problems(&self) -> &'m [Problem] {
        &self.model.problems
    }

    /// Objects that are defined several times.
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.duplicates
    }

    /// The mesh as a graph: every object, and what it resolves to. Drawn when it is first asked for.
    pub fn graph(&self) -> &Graph {
        self.ask()
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
