//! Facts of the graph in words that several rules share.

use crate::graph::{Doubt, Nearest, Sought};

/// Why a reference cannot be verified, as the end of a sentence.
pub(super) fn doubt(doubt: &Doubt) -> String {
    match doubt {
        Doubt::NothingOfItsKind { kind, namespace } => {
            format!("the input holds no {} in namespace {namespace}", sought(*kind))
        }
        Doubt::NoGatewayClass => "the input holds no GatewayClass".to_owned(),
        Doubt::OutsideTheMesh => {
            "it is outside the cluster, and its ServiceEntry may be elsewhere".to_owned()
        }
        Doubt::NoGatewayWorkload => "the input holds no gateway workload".to_owned(),
        Doubt::UnknownProfile => "an IstioOperator here has a profile of its own".to_owned(),
        Doubt::NoControlPlane => "the input holds no control plane that names its revision".to_owned(),
        Doubt::NamespacesNotShown => "the input holds no Namespace for other namespaces it uses".to_owned(),
        Doubt::WorkloadsElsewhere => "it may be in a namespace that the input does not hold".to_owned(),
        Doubt::FilledIn(value) => format!("`{value}` holds a placeholder"),
        Doubt::LostDocument(_) => "a document that could not be read names it".to_owned(),
        Doubt::OfGatewayWorkload => "the workload of the Gateway could not be verified".to_owned(),
    }
}

/// What is looked for in a namespace, in a word or two.
fn sought(kind: Sought) -> &'static str {
    match kind {
        Sought::Gateway => "Gateway",
        Sought::ApiGateway => "Gateway of the Gateway API",
        Sought::Service => "Service",
        Sought::Secret => "Secret",
        Sought::DestinationRule => "DestinationRule",
        Sought::Workload => "workload",
    }
}

/// What was probably meant, as it would have to be written.
pub(super) fn nearest(near: &Nearest) -> String {
    match &near.namespace {
        Some(namespace) => format!("`{}` with `namespace: {namespace}`", near.text),
        None => format!("`{}`", near.text),
    }
}
