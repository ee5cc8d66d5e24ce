//! What meets a request at the workload: NetworkPolicy, AuthorizationPolicy and RequestAuthentication.

mod answer;
mod attributes;
mod authorize;
mod custom;
mod enforced;
mod fits;
mod network;
mod reach;
mod reception;
mod rule;
mod sample;

pub use answer::{Has, Ternary, Unmatched};
pub use attributes::{Attributes, Content, Identity};
pub use authorize::{Authorization, Decision, PolicyOutcome};
pub use custom::{Asked, Broken};
pub use enforced::Enforced;
pub(in crate::graph) use enforced::PolicyIndex;
pub(in crate::graph) use fits::{Pattern, covers, fits_namespace, path_expression};
pub(in crate::graph) use network::NetworkPolicies;
pub use reach::Reach;
pub use reception::{Barrier, Incoming, Reception};

use crate::graph::{Mesh, Workload, WorkloadId};
use crate::model::{RequestAuthentication, Resource};

impl<'m> Mesh<'m> {
    /// The RequestAuthentications for a workload, in the order of the input.
    pub fn request_authentications(&self, workload: WorkloadId) -> Vec<Resource<'m, RequestAuthentication>> {
        let mut policies: Vec<_> = self.authentications_for(workload).collect();
        policies.sort_unstable();
        policies.into_iter().filter_map(|policy| self.resource(policy)).collect()
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
