//! Which policies are for which workloads.

use rustc_hash::FxHashMap;

use crate::graph::{Mesh, Scope, WorkOut, WorkloadId};
use crate::model::{AuthorizationPolicy, Kind, RequestAuthentication, TargetRef, TextField};
use crate::source::ObjectId;

/// What a policy is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Enforced {
    /// These workloads, by a selector or because a Gateway makes them.
    Workloads(Vec<WorkloadId>),
    /// All of a namespace.
    Namespace(String),
    /// All of the mesh.
    Mesh,
    /// Services, or classes of Gateways: waypoints enforce it.
    Waypoints,
}

impl Enforced {
    /// The workloads of the input among that; none of a policy for all of the mesh, which are not all in the input.
    pub fn workloads(&self, mesh: &Mesh<'_>) -> Vec<WorkloadId> {
        match self {
            Enforced::Workloads(workloads) => workloads.clone(),
            Enforced::Namespace(namespace) => mesh.workloads.in_namespace(namespace).to_vec(),
            Enforced::Mesh | Enforced::Waypoints => Vec::new(),
        }
    }
}

/// The policies of a kind, by what they are for.
#[derive(Debug, Default)]
pub(in crate::graph) struct PoliciesOf {
    workloads: FxHashMap<WorkloadId, Vec<ObjectId>>,
    namespaces: FxHashMap<String, Vec<ObjectId>>,
    everywhere: Vec<ObjectId>,
}

/// AuthorizationPolicies and RequestAuthentications, by what they are for.
#[derive(Debug, Default)]
pub(in crate::graph) struct PolicyIndex {
    authorization: PoliciesOf,
    authentication: PoliciesOf,
}

impl<'m> WorkOut<'m> for PolicyIndex {
    fn work_out(mesh: &Mesh<'m>) -> PolicyIndex {
        let of = |kind: Kind| {
            let mut index = PoliciesOf::default();
            for (id, _) in mesh.of_kind(kind) {
                match mesh.enforced(id) {
                    Enforced::Workloads(workloads) => {
                        workloads.into_iter().for_each(|it| index.workloads.entry(it).or_default().push(id));
                    }
                    Enforced::Namespace(namespace) => index.namespaces.entry(namespace).or_default().push(id),
                    Enforced::Mesh => index.everywhere.push(id),
                    Enforced::Waypoints => {}
                }
            }
            index
        };
        PolicyIndex {
            authorization: of(Kind::AuthorizationPolicy),
            authentication: of(Kind::RequestAuthentication),
        }
    }
}

impl PoliciesOf {
    fn of(&self, id: WorkloadId, namespace: &str) -> impl Iterator<Item = ObjectId> + '_ {
        let own = self.workloads.get(&id).into_iter().flatten();
        let around = self.namespaces.get(namespace).into_iter().flatten();
        own.chain(around).chain(&self.everywhere).copied()
    }
}

impl<'m> Mesh<'m> {
    /// What an AuthorizationPolicy or a RequestAuthentication is for (istiod: `PolicyMatcher`).
    pub fn enforced(&self, policy: ObjectId) -> Enforced {
        let Some(selection) = self.selection(policy) else { return Enforced::Waypoints };
        if selection.has_target {
            let namespace = &*self.object(policy).namespace;
            let targets = self.policy_targets(policy);
            let mut workloads: Vec<WorkloadId> = Vec::new();
            for target in targets.iter().filter(|target| target.kind.text() == "Gateway") {
                let label = "gateway.networking.k8s.io/gateway-name";
                workloads.extend(self.workloads.with_label_in(namespace, label, target.name.text()));
            }
            workloads.sort_unstable();
            workloads.dedup();
            return match workloads.is_empty() {
                true => Enforced::Waypoints,
                false => Enforced::Workloads(workloads),
            };
        }
        if !selection.selector.is_empty() {
            return Enforced::Workloads(self.selected_by(policy).collect());
        }
        match selection.scope {
            Scope::Mesh => Enforced::Mesh,
            Scope::Namespace(namespace) => Enforced::Namespace(namespace.to_owned()),
        }
    }

    /// What an AuthorizationPolicy or a RequestAuthentication is attached to.
    pub fn policy_targets(&self, policy: ObjectId) -> Vec<&'m TargetRef> {
        let by_authorization =
            self.resource::<AuthorizationPolicy>(policy).map(|it| it.spec.targets().collect());
        let by_authentication =
            || self.resource::<RequestAuthentication>(policy).map(|it| it.spec.targets().collect());
        by_authorization.or_else(by_authentication).unwrap_or_default()
    }

    /// The AuthorizationPolicies that are for a workload, in no particular order.
    pub fn policies_for(&self, id: WorkloadId) -> impl Iterator<Item = ObjectId> + '_ {
        self.ask::<PolicyIndex>().authorization.of(id, self.workloads.get(id).namespace)
    }

    /// The RequestAuthentications that are for a workload, in no particular order.
    pub fn authentications_for(&self, id: WorkloadId) -> impl Iterator<Item = ObjectId> + '_ {
        self.ask::<PolicyIndex>().authentication.of(id, self.workloads.get(id).namespace)
    }
}
