//! What a reference is to.

use std::borrow::Cow;
use std::fmt;

use super::CredentialName;
use crate::graph::GatewayName;
use crate::model::BackendKind;

/// What is referred to. Displayed as it is written where it is referred to: a label as `name: value`, and what the
/// Gateway API names in two fields as `namespace/name` where the namespace is not the own one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Wanted<'m> {
    /// A Gateway, as an entry of `gateways` names it.
    Gateway {
        /// The entry.
        written: &'m str,
        /// What it stands for.
        name: GatewayName<'m>,
    },
    /// A host.
    Host {
        /// As written.
        written: &'m str,
        /// The full name.
        full: Cow<'m, str>,
    },
    /// A port by its number.
    Port(i64),
    /// A subset of a host.
    Subset(&'m str),
    /// Something with a label.
    Label {
        /// Its name.
        name: &'m str,
        /// Its value.
        value: &'m str,
    },
    /// A Secret, or what else `credentialName` may name.
    Credential(CredentialName<'m>),
    /// A namespace, or a pattern that begins or ends with `*`.
    Namespace(&'m str),
    /// The namespace of an egress host, `namespace/host`.
    EgressHost {
        /// The namespace.
        namespace: &'m str,
        /// The host in it.
        host: &'m str,
    },
    /// A revision or tag of the control plane.
    Revision(&'m str),
    /// A Service that a webhook calls.
    WebhookService {
        /// Its namespace.
        namespace: &'m str,
        /// Its name.
        name: &'m str,
    },
    /// A Gateway of the Gateway API, as the parent of a route.
    ParentGateway(Neighbour<'m>),
    /// A listener of such a Gateway by its name.
    Section(&'m str),
    /// A Service or host of a route of the Gateway API.
    Backend {
        /// What is named.
        kind: BackendKind,
        /// Its namespace and name.
        at: Neighbour<'m>,
        /// In which part of the route.
        place: BackendPlace,
    },
    /// A port of such a Service.
    BackendPort {
        /// Its number.
        number: i64,
        /// In which part of the route.
        place: BackendPlace,
    },
    /// A GatewayClass.
    Class(&'m str),
}

/// An object, seen from one that may be in another namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Neighbour<'m> {
    /// Its namespace, be it written or that of the object that refers to it.
    pub namespace: &'m str,
    /// Its name.
    pub name: &'m str,
    /// Whether it is in another namespace than what refers to it.
    pub is_elsewhere: bool,
}

/// Which part of a route of the Gateway API refers to a Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BackendPlace {
    /// `parentRefs`: the clients of the Service follow the route.
    Parent,
    /// `backendRefs`: requests are sent there.
    Backend,
    /// A filter that mirrors requests to it.
    Mirror,
}

impl<'m> Wanted<'m> {
    /// The part of what is written that may be misspelt; `""` for numbers.
    pub fn name(&self) -> &'m str {
        match self {
            Wanted::Gateway { written, .. } | Wanted::Host { written, .. } => written,
            Wanted::Label { value, .. } => value,
            Wanted::Credential(credential) => credential.written,
            Wanted::Subset(name)
            | Wanted::Namespace(name)
            | Wanted::EgressHost { namespace: name, .. }
            | Wanted::Revision(name)
            | Wanted::WebhookService { name, .. }
            | Wanted::Section(name)
            | Wanted::Class(name) => name,
            Wanted::ParentGateway(at) | Wanted::Backend { at, .. } => at.name,
            Wanted::Port(_) | Wanted::BackendPort { .. } => "",
        }
    }
}

impl fmt::Display for Wanted<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wanted::Port(number) | Wanted::BackendPort { number, .. } => write!(formatter, "{number}"),
            Wanted::Label { name, value } => write!(formatter, "{name}: {value}"),
            Wanted::ParentGateway(at) | Wanted::Backend { at, .. } if at.is_elsewhere => {
                write!(formatter, "{}/{}", at.namespace, at.name)
            }
            named => formatter.write_str(named.name()),
        }
    }
}
