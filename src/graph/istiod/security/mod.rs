//! What meets a request at the workload: NetworkPolicy, AuthorizationPolicy and RequestAuthentication.

mod answer;
mod attributes;
mod authorize;
mod custom;
mod fits;
mod network;
mod reception;
mod rule;

pub use answer::{Has, Ternary, Unmatched};
pub use attributes::{Attributes, Content, Identity};
pub(in crate::graph) use authorize::PoliciesByNamespace;
pub use authorize::{Authorization, Decision, PolicyOutcome};
pub use custom::{Asked, Broken};
pub use reception::{Barrier, Incoming, Reception};

use crate::graph::{Mesh, Workload, WorkloadId};
use crate::model::{Labels, Object, RequestAuthentication, Resource, TextField, WorkloadSelector};

/// Whether a policy is for a workload: by its selector, or because it is for the namespace or the mesh.
pub(in crate::graph) fn selects(
    mesh: &Mesh<'_>,
    object: &Object,
    selector: Option<&WorkloadSelector>,
    workload: &Workload<'_>,
) -> bool {
    let is_here = &*object.namespace == workload.namespace || &*object.namespace == mesh.root_namespace();
    is_here && labels(selector).select(workload.labels)
}

fn labels(selector: Option<&WorkloadSelector>) -> Labels<'_> {
    Labels::of(selector.and_then(|selector| selector.match_labels.as_ref()).map(|field| &field.value))
}

impl<'m> Mesh<'m> {
    /// The RequestAuthentications for a workload.
    pub fn request_authentications(&self, workload: WorkloadId) -> Vec<Resource<'m, RequestAuthentication>> {
        let workload = self.workloads.get(workload);
        let is_for = |policy: &Resource<'m, RequestAuthentication>| {
            let refers = policy.spec.target_ref.is_some() || policy.spec.target_refs.is_some();
            match refers {
                true => self.is_target(
                    policy.object,
                    policy.spec.target_ref.as_ref().map(|field| &field.value),
                    &policy.spec.target_refs,
                    workload,
                ),
                false => selects(
                    self,
                    policy.object,
                    policy.spec.selector.as_ref().map(|field| &field.value),
                    workload,
                ),
            }
        };
        self.all::<RequestAuthentication>().filter(is_for).collect()
    }

    /// Whether one of the references of a policy stands for the gateway that a workload is made from.
    pub(in crate::graph) fn is_target(
        &self,
        policy: &Object,
        one: Option<&crate::model::TargetRef>,
        several: &Option<crate::model::Field<crate::model::List<crate::model::TargetRef>>>,
        workload: &Workload<'_>,
    ) -> bool {
        use crate::model::OrEmpty;
        let gateway = workload.labels.get("gateway.networking.k8s.io/gateway-name");
        let mut refs = one.into_iter().chain(several.items().iter().map(|item| &item.value));
        &*policy.namespace == workload.namespace
            && refs.any(|target| target.kind.text() == "Gateway" && Some(target.name.text()) == gateway)
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
