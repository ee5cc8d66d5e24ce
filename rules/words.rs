//! Facts of the graph in words that several rules share.

use crate::graph::{Doubt, LackingProvider, Nearest, Proof, Sought};
use crate::model::{Installed, Installer};
use crate::source::Location;

/// What to write instead of the name of a provider that is not there.
pub(super) fn instead_of_provider(lacking: &LackingProvider<'_>) -> String {
    match lacking.nearest {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name one of `extensionProviders` of the mesh configuration, or add it there".to_owned(),
    }
}

/// Why a reference cannot be verified, as the end of a sentence.
pub(super) fn doubt(doubt: &Doubt) -> String {
    match doubt {
        Doubt::NothingOfItsKind { kind, namespace } => {
            format!("the input holds no {} in namespace {namespace}", sought(*kind))
        }
        Doubt::NamespaceAssumed(namespace) => {
            format!("the object names no namespace, and may be in another one than {namespace}")
        }
        Doubt::Installed(installer) => by_installer(installer),
        Doubt::Refused => "the value is refused".to_owned(),
        Doubt::OfController => "it may come with its controller".to_owned(),
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

fn by_installer(installer: &Installer) -> String {
    let what = match installer.from {
        Installed::Chart => "a chart",
        Installed::Remote => "another repository",
        Installed::Generator => "a generator",
        Installed::Operator => "an operator",
    };
    match &installer.into {
        Some(namespace) => {
            format!("{what} puts objects into namespace {namespace} that the input does not hold")
        }
        None => format!("{what} may put it there, which the input does not hold"),
    }
}

/// Where the place is that leaves a reference in doubt, and what is there.
pub(super) fn doubtful_place(doubt: &Doubt) -> Option<(Location, &'static str)> {
    Some(match doubt {
        Doubt::Installed(installer) => (installer.location?, "this installs what the input does not hold"),
        Doubt::LostDocument(location) => (*location, "the document"),
        _ => return None,
    })
}

/// Why something is missing and not merely somewhere else, and what shows it; `None` where the finding says it
/// itself.
pub(super) fn proof(proof: &Proof) -> Option<(Location, String)> {
    Some(match proof {
        Proof::Shown { kind, namespace, example } => {
            let kinds = plural(*kind);
            (*example, format!("the input shows {kinds} of namespace {namespace}, such as this one"))
        }
        Proof::Gateways(Some(example)) => (*example, "the input shows gateways, such as this one".to_owned()),
        _ => return None,
    })
}

/// What to do where something that is missing is in fact kept elsewhere; `None` where it cannot be.
pub(super) fn if_elsewhere(proof: &Proof) -> Option<&'static str> {
    match proof {
        Proof::Complete | Proof::Part | Proof::ControlPlanes | Proof::Withdrawn => None,
        // Of these `external` has no list.
        Proof::Shown { kind: Sought::Workload | Sought::DestinationRule, .. } | Proof::Gateways(_) => {
            Some("if it is kept elsewhere, pass its files with `--context`")
        }
        _ => Some(
            "if it is kept elsewhere, pass its files with `--context`, or list it under `external` in meshlint.toml",
        ),
    }
}

/// What is looked for in a namespace, in the plural.
fn plural(kind: Sought) -> &'static str {
    match kind {
        Sought::Gateway => "Gateways",
        Sought::ApiGateway => "Gateways of the Gateway API",
        Sought::Service => "Services",
        Sought::Secret => "Secrets",
        Sought::DestinationRule => "DestinationRules",
        Sought::Workload => "workloads",
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
