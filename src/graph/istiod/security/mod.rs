//! What meets a request at the workload: NetworkPolicy, AuthorizationPolicy and RequestAuthentication.

mod answer;
mod attributes;
mod authorize;
mod custom;
mod fits;
mod network;
mod reach;
mod reception;
mod rule;
mod sample;

pub use answer::{Has, Ternary, Unmatched};
pub use attributes::{Attributes, Content, Identity};
pub(in crate::graph) use authorize::PoliciesByNamespace;
pub use authorize::{Authorization, Decision, PolicyOutcome};
pub use custom::{Asked, Broken};
pub(in crate::graph) use fits::{Pattern, path_expression};
pub(in crate::graph) use network::NetworkPolicies;
pub use reach::Reach;
pub use reception::{Barrier, Incoming, Reception};

use crate::graph::{Mesh, Workload, WorkloadId};
use crate::model::{Field, Object, RequestAuthentication, Resource, TargetRef, TextField, WorkloadSelector};

/// Whether a policy is for a workload: by its selector, or because it is for the namespace or the mesh.
fn selects(
    mesh: &Mesh<'_>,
    object: &Object,
    selector: &Option<Field<WorkloadSelector>>,
    workload: &Workload<'_>,
) -> bool {
    let is_here = &*object.namespace == workload.namespace || &*object.namespace == mesh.root_namespace();
    is_here && WorkloadSelector::labels_of(selector).select(workload.labels)
}

/// Whether a policy is for a workload: by what it is attached to, or else by its selector.
fn policy_is_for<'p>(
    mesh: &Mesh<'_>,
    policy: &Object,
    targets: impl Iterator<Item = &'p TargetRef>,
    selector: &Option<Field<WorkloadSelector>>,
    workload: &Workload<'_>,
) -> bool {
    let mut targets = targets.peekable();
    match targets.peek().is_some() {
        true => is_target(policy, targets, workload),
        false => selects(mesh, policy, selector, workload),
    }
}

/// Whether one of the references of a policy stands for the gateway that a workload is made from.
fn is_target<'p>(
    policy: &Object,
    mut targets: impl Iterator<Item = &'p TargetRef>,
    workload: &Workload<'_>,
) -> bool {
    let gateway = workload.labels.get("gateway.networking.k8s.io/gateway-name");
    &*policy.namespace == workload.namespace
        && targets.any(|target| target.kind.text() == "Gateway" && Some(target.name.text()) == gateway)
}

impl<'m> Mesh<'m> {
    /// The RequestAuthentications for a workload.
    pub fn request_authentications(&self, workload: WorkloadId) -> Vec<Resource<'m, RequestAuthentication>> {
        let workload = self.workloads.get(workload);
        let is_for = |policy: &Resource<'m, RequestAuthentication>| {
            policy_is_for(self, policy.object, policy.spec.targets(), &policy.spec.selector, workload)
        };
        self.all::<RequestAuthentication>().filter(is_for).collect()
    }

    /// The service account of a workload.
    pub fn service_account(&self, workload: &Workload<'m>) -> &'m str {
        let spec = workload.template.and_then(|template| template.spec.as_ref()).map(|spec| &spec.value);
        let Some(spec) = spec else { return if workload.is_gateway { workload.name } else { "default" } };
        [&spec.service_account_name, &spec.service_account]
            .into_iter()
            .filter_map(|field| field.as_ref())
            .map(|field| &*field.value)
            .find(|name| !name.is_empty())
            .unwrap_or("default")
    }
}
