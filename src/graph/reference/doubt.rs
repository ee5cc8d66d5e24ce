//! Why a reference cannot be verified.

use crate::model::Installer;
use crate::source::Location;

/// Why a reference cannot be verified.
#[derive(Clone, Debug, PartialEq)]
pub enum Doubt {
    /// The input holds nothing of that kind in the namespace.
    NothingOfItsKind {
        /// What is looked for.
        kind: Sought,
        /// Where.
        namespace: String,
    },
    /// The object names no namespace, so that it is not known where to look.
    NamespaceAssumed(String),
    /// Something installs objects there that the input does not hold.
    Installed(Installer),
    /// The value is refused, which is a finding of its own.
    Refused,
    /// Classes come with their controllers, or with the cloud.
    OfController,
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
    /// Whether the Gateway has a workload could not be verified itself.
    OfGatewayWorkload,
}

/// What is looked for in a namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sought {
    /// A Gateway that a VirtualService may be bound to.
    Gateway,
    /// A Gateway of the Gateway API.
    ApiGateway,
    /// A Service.
    Service,
    /// A Secret, or what makes one.
    Secret,
    /// A DestinationRule.
    DestinationRule,
    /// Pods, or what makes them.
    Workload,
}
