//! Where policies that allow let something in.

use rustc_hash::FxHashSet;

use crate::graph::security::Enforced;
use crate::graph::{Mesh, WorkloadId};

/// Where policies let something in.
#[derive(Default)]
pub(super) struct Allowing {
    workloads: FxHashSet<WorkloadId>,
    namespaces: FxHashSet<String>,
    is_everywhere: bool,
}

impl Allowing {
    pub(super) fn add(&mut self, enforced: &Enforced) {
        match enforced {
            Enforced::Workloads(workloads) => self.workloads.extend(workloads),
            Enforced::Namespace(namespace) => drop(self.namespaces.insert(namespace.clone())),
            Enforced::Mesh => self.is_everywhere = true,
            Enforced::Waypoints => {}
        }
    }

    /// Whether some policy that can match is for some of these workloads.
    pub(super) fn somewhere(&self, mesh: &Mesh<'_>, enforced: &Enforced) -> bool {
        self.is_everywhere
            || match enforced {
                Enforced::Workloads(workloads) => workloads.iter().any(|id| {
                    self.workloads.contains(id) || self.namespaces.contains(mesh.workloads.get(*id).namespace)
                }),
                Enforced::Namespace(namespace) => {
                    self.namespaces.contains(namespace)
                        || mesh.workloads.in_namespace(namespace).iter().any(|id| self.workloads.contains(id))
                }
                Enforced::Mesh => !self.namespaces.is_empty() || !self.workloads.is_empty(),
                Enforced::Waypoints => false,
            }
    }
}
