//! Whether what is referred to is there.

use super::{Doubt, Sought};
use crate::graph::{ServiceId, WorkloadId};
use crate::source::{Location, ObjectId};

/// Whether what is referred to is there.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It is.
    Present(Targets),
    /// It is not, and the input ought to hold it.
    Absent(Box<Absent>),
    /// It is not, and something of the input stands for it: it need not be seen to be expected.
    Expected(Expected),
    /// The input does not tell.
    Unverified(Box<Doubt>),
}

/// Why something that the input does not hold is expected to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// It is called as a release of a chart, or a resource of an operator, calls what it installs there.
    OfRelease,
    /// The input holds it by name; only a namespace that nobody wrote keeps the two apart.
    Unplaced(Location),
    /// It comes with its controller.
    OfController,
    /// Whoever is called so, or has these labels, is let in, which may be nobody yet.
    Peers,
}

impl Answer {
    /// It is there, and this is what it leads to.
    pub(in crate::graph) fn present(targets: impl IntoIterator<Item = Target>) -> Answer {
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
    pub(in crate::graph) fn given() -> Answer {
        Answer::present([])
    }

    /// It is missing.
    pub(in crate::graph) fn absent(proof: Proof, nearest: Option<Nearest>) -> Answer {
        Answer::Absent(Box::new(Absent { proof, nearest, within: Vec::new(), assumed: None }))
    }

    /// The same answer, with what was probably meant written in another way.
    pub(in crate::graph) fn renamed(mut self, rename: impl FnOnce(&str) -> String) -> Answer {
        if let Answer::Absent(absent) = &mut self
            && let Some(nearest) = &mut absent.nearest
        {
            nearest.text = rename(&nearest.text);
        }
        self
    }

    /// The same answer, with something else that may be meant, where nothing there is nearly the same.
    pub(in crate::graph) fn or_nearest(mut self, other: impl FnOnce() -> Option<Nearest>) -> Answer {
        if let Answer::Absent(absent) = &mut self {
            absent.nearest = absent.nearest.take().or_else(other);
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
#[derive(Clone, Debug)]
pub struct Absent {
    /// Why the input ought to hold it.
    pub proof: Proof,
    /// What was probably meant.
    pub nearest: Option<Nearest>,
    /// Where it would have to be: the service without the port, the DestinationRules without the subset.
    pub within: Vec<Target>,
    /// The namespace in which it is looked for, where that is assumed, and what names none.
    pub assumed: Option<(String, Location)>,
}

/// Why the input ought to hold what is missing.
#[derive(Clone, Debug, PartialEq)]
pub enum Proof {
    /// It holds the whole mesh, or all of the namespace, as the user says.
    Complete,
    /// It holds other objects of the kind in the namespace, and nothing there comes from elsewhere.
    Shown {
        /// The kind.
        kind: Sought,
        /// The namespace.
        namespace: String,
        /// One of them.
        example: Location,
    },
    /// It holds gateway workloads, such as this one.
    Gateways(Option<Location>),
    /// It holds the Namespace objects of all other namespaces that it uses.
    Namespaces,
    /// It holds control planes.
    ControlPlanes,
    /// Hosts have to be registered, as the mesh configuration says.
    RegistryOnly,
    /// It would be a part of something that the input holds.
    Part,
    /// Something there is one slip away.
    Slip,
    /// It was there before a change.
    Withdrawn,
}

/// What was probably meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest {
    /// What to write in the place of what is referred to, as it is.
    pub text: String,
    /// What to write into the field `namespace` beside it, where that has to change as well.
    pub namespace: Option<String>,
    /// Where it is defined.
    pub location: Option<Location>,
}

impl Nearest {
    /// Another name in the same namespace.
    pub(in crate::graph) fn named(text: impl Into<String>, location: Option<Location>) -> Nearest {
        Nearest { text: text.into(), namespace: None, location }
    }
}
