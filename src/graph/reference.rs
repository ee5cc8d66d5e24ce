//! What refers to what, and whether it is there.

use std::borrow::Cow;

use super::{ServiceId, WorkloadId};
use crate::source::{Location, ObjectId, Span};

/// The field that refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// `gateways` of a VirtualService.
    Gateway,
    /// `gateways` of a match in a VirtualService.
    MatchGateway,
    /// `destination.host` of a route.
    Destination,
    /// `host` of a DestinationRule.
    RuleHost,
    /// `host` of a mirror.
    Mirror,
    /// `destination.port` of a route.
    DestinationPort,
    /// `destination.subset` of a route.
    Subset,
    /// `selector` of a Gateway.
    GatewaySelector,
    /// `credentialName` of a Gateway server.
    Credential,
    /// A namespace of an AuthorizationPolicy's source.
    PolicyNamespace,
    /// `istio.io/rev` of a Namespace or of pods.
    Revision,
    /// A selector of a policy, Sidecar, Telemetry or the like.
    WorkloadSelector,
    /// `delegate` of a VirtualService.
    Delegate,
    /// The namespace of a Sidecar's egress host.
    SidecarNamespace,
    /// `namespaceSelector` of a NetworkPolicy's peer.
    NamespaceSelector,
    /// The Service that a webhook of Istio calls.
    WebhookService,
    /// A Gateway in `parentRefs` of a route of the Gateway API.
    ParentGateway,
    /// `sectionName` or `port` of such a reference.
    Listener,
    /// A Service in `parentRefs` or `backendRefs` of a route of the Gateway API.
    RouteService,
    /// `port` of such a reference.
    RoutePort,
    /// `gatewayClassName` of a Gateway of the Gateway API.
    GatewayClass,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 21] = [
        Role::Gateway,
        Role::MatchGateway,
        Role::Destination,
        Role::RuleHost,
        Role::Mirror,
        Role::DestinationPort,
        Role::Subset,
        Role::GatewaySelector,
        Role::Credential,
        Role::PolicyNamespace,
        Role::Revision,
        Role::WorkloadSelector,
        Role::Delegate,
        Role::SidecarNamespace,
        Role::NamespaceSelector,
        Role::WebhookService,
        Role::ParentGateway,
        Role::Listener,
        Role::RouteService,
        Role::RoutePort,
        Role::GatewayClass,
    ];
}

impl Role {
    /// What the field names, in a word.
    pub fn noun(self) -> &'static str {
        match self {
            Role::Gateway | Role::MatchGateway | Role::ParentGateway => "gateway",
            Role::Listener => "listener",
            Role::GatewayClass => "class",
            Role::Destination | Role::RuleHost => "host",
            Role::Mirror => "mirror host",
            Role::DestinationPort | Role::RoutePort => "port",
            Role::Subset => "subset",
            Role::GatewaySelector | Role::WorkloadSelector | Role::NamespaceSelector => "selector",
            Role::Credential => "credential",
            Role::PolicyNamespace | Role::SidecarNamespace => "namespace",
            Role::Revision => "revision",
            Role::Delegate => "delegate",
            Role::WebhookService | Role::RouteService => "service",
        }
    }
}

/// A reference and what became of it.
#[derive(Debug)]
pub struct Reference<'m> {
    /// The object that refers.
    pub from: ObjectId,
    /// The field.
    pub role: Role,
    /// The value that refers.
    pub span: Span,
    /// What is referred to, as written.
    pub wanted: Cow<'m, str>,
    /// Whether it is there.
    pub answer: Answer,
}

/// Whether what is referred to is there.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It is.
    Present(Targets),
    /// It is not, and the input ought to hold it.
    Absent(Box<Absent>),
    /// The input does not tell.
    Unverified(Box<Doubt>),
}

impl Answer {
    /// It is there, and this is what it leads to.
    pub(super) fn present(targets: impl IntoIterator<Item = Target>) -> Answer {
        let mut targets = targets.into_iter();
        Answer::Present(match (targets.next(), targets.next()) {
            (None, _) => Targets::Many(Box::default()),
            (Some(only), None) => Targets::One(only),
            (Some(first), Some(second)) => {
                Targets::Many([first, second].into_iter().chain(targets).collect())
            }
        })
    }

    /// It is there, though no object of the input defines it.
    pub(super) fn given() -> Answer {
        Answer::present([])
    }

    /// It is missing.
    pub(super) fn absent(nearest: Option<Nearest>) -> Answer {
        Answer::Absent(Box::new(Absent { nearest, within: Vec::new() }))
    }

    /// The same answer, with what was probably meant put in another way.
    pub(super) fn with_nearest(mut self, rewrite: impl FnOnce(Option<Nearest>) -> Option<Nearest>) -> Answer {
        if let Answer::Absent(absent) = &mut self {
            absent.nearest = rewrite(absent.nearest.take());
        }
        self
    }
}

/// What a reference leads to. Nearly all lead to one thing, which takes no room of its own.
#[derive(Clone, Debug)]
pub enum Targets {
    /// One thing.
    One(Target),
    /// Nothing that is written, or several things.
    Many(Box<[Target]>),
}

impl std::ops::Deref for Targets {
    type Target = [Target];

    fn deref(&self) -> &[Target] {
        match self {
            Targets::One(target) => std::slice::from_ref(target),
            Targets::Many(targets) => targets,
        }
    }
}

/// What a reference leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// An object.
    Object(ObjectId),
    /// A service of the registry.
    Service(ServiceId),
    /// A workload.
    Workload(WorkloadId),
}

impl Target {
    /// The object, where it leads to one.
    pub fn object(self) -> Option<ObjectId> {
        match self {
            Target::Object(id) => Some(id),
            Target::Service(_) | Target::Workload(_) => None,
        }
    }
}

/// What is known of something that is missing.
#[derive(Clone, Debug, Default)]
pub struct Absent {
    /// What was probably meant.
    pub nearest: Option<Nearest>,
    /// Where it would have to be: the service without the port, the DestinationRules without the subset.
    pub within: Vec<Target>,
}

/// What was probably meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest {
    /// Its name, as it would have to be written.
    pub name: String,
    /// Where it is defined.
    pub location: Option<Location>,
}

/// Why a reference cannot be verified.
#[derive(Clone, Debug, PartialEq)]
pub enum Doubt {
    /// The input holds nothing of that kind in the namespace.
    NothingOfItsKind {
        /// What is looked for, in the plural: `Gateways`.
        kind: &'static str,
        /// Where.
        namespace: String,
    },
    /// The input holds nothing of that kind, which belongs to no namespace.
    NotShown(&'static str),
    /// The host is outside the cluster, and nothing says that only registered hosts may be called.
    OutsideTheMesh,
    /// The input holds no gateway workload.
    NoGatewayWorkload,
    /// An IstioOperator has a profile that is not known, and may make what is missing.
    UnknownProfile,
    /// The input holds no control plane that names its revision.
    NoControlPlane,
    /// The input lacks Namespace objects for other namespaces that it uses.
    NamespacesNotShown,
    /// It may be in any namespace, of which the input need not hold all.
    WorkloadsElsewhere,
    /// A document that could not be read names it.
    LostDocument(Location),
    /// It, or what might be it, is filled in later: the value with the placeholder.
    FilledIn(Box<str>),
    /// What it depends on could not be verified itself.
    DependsOn(&'static str),
}

impl Doubt {
    /// The reason as the end of a sentence.
    pub fn reason(&self) -> String {
        match self {
            Doubt::NothingOfItsKind { kind, namespace } => {
                format!("the input holds no {kind} in namespace {namespace}")
            }
            Doubt::NotShown(kind) => format!("the input holds no {kind}"),
            Doubt::OutsideTheMesh => {
                "it is outside the cluster, and its ServiceEntry may be elsewhere".to_owned()
            }
            Doubt::NoGatewayWorkload => "the input holds no gateway workload".to_owned(),
            Doubt::UnknownProfile => "an IstioOperator here has a profile of its own".to_owned(),
            Doubt::NoControlPlane => "the input holds no control plane that names its revision".to_owned(),
            Doubt::NamespacesNotShown => {
                "the input holds no Namespace for other namespaces it uses".to_owned()
            }
            Doubt::WorkloadsElsewhere => "it may be in a namespace that the input does not hold".to_owned(),
            Doubt::LostDocument(_) => "a document that could not be read names it".to_owned(),
            Doubt::FilledIn(value) => format!("`{value}` holds a placeholder"),
            Doubt::DependsOn(what) => format!("{what} could not be verified"),
        }
    }
}

impl Reference<'_> {
    /// What is known of it, where it is missing.
    pub fn absent(&self) -> Option<&Absent> {
        match &self.answer {
            Answer::Absent(absent) => Some(absent),
            _ => None,
        }
    }
}
