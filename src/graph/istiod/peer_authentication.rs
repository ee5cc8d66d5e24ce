//! Which PeerAuthentication counts for a workload,
//! <https://istio.io/latest/docs/reference/config/security/peer_authentication/>.

use rustc_hash::FxHashMap;

use crate::graph::{Mesh, WorkOut, Workload};
use crate::model::{
    Field, Labels, MutualTls, OrEmpty, PeerAuthentication, Resource, TextField, WorkloadSelector,
};
use crate::source::{ObjectId, Span};

/// What a workload takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MtlsMode {
    /// Plain text only.
    Disable,
    /// Plain text and mTLS.
    Permissive,
    /// mTLS only.
    Strict,
}

/// What a workload takes on a port, and who says so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServerMtls {
    /// The mode.
    pub mode: MtlsMode,
    /// The PeerAuthentication that decides, and the place of its mode; `None` for the default.
    pub decided_by: Option<(ObjectId, Span)>,
}

/// All PeerAuthentications, by namespace and the oldest first.
#[derive(Debug, Default)]
pub struct PeerAuthentications<'m> {
    by_namespace: FxHashMap<&'m str, Vec<Resource<'m, PeerAuthentication>>>,
}

impl<'m> WorkOut<'m> for PeerAuthentications<'m> {
    fn work_out(mesh: &Mesh<'m>) -> PeerAuthentications<'m> {
        let mut by_namespace: FxHashMap<&'m str, Vec<_>> = FxHashMap::default();
        for policy in mesh.all::<PeerAuthentication>() {
            by_namespace.entry(policy.namespace()).or_default().push(policy);
        }
        by_namespace.values_mut().for_each(|list| list.sort_by_key(|policy| policy.object.seniority()));
        PeerAuthentications { by_namespace }
    }
}

impl<'m> PeerAuthentications<'m> {
    fn in_namespace(&self, namespace: &str) -> &[Resource<'m, PeerAuthentication>] {
        self.by_namespace.get(namespace).map_or(&[], Vec::as_slice)
    }

    /// The policy for all of a namespace: the oldest without a selector.
    fn default_of(&self, namespace: &str) -> Option<Resource<'m, PeerAuthentication>> {
        self.in_namespace(namespace).iter().copied().find(|policy| selector(*policy).is_empty())
    }
}

fn selector(policy: Resource<'_, PeerAuthentication>) -> Labels<'_> {
    WorkloadSelector::labels_of(&policy.spec.selector)
}

fn mode(mtls: &MutualTls) -> Option<(MtlsMode, Span)> {
    let mode = match mtls.mode.text() {
        "DISABLE" => MtlsMode::Disable,
        "PERMISSIVE" => MtlsMode::Permissive,
        "STRICT" => MtlsMode::Strict,
        _ => return None,
    };
    Some((mode, mtls.mode.as_ref()?.span))
}

impl<'m> Mesh<'m> {
    fn peer_authentications(&self) -> &PeerAuthentications<'m> {
        self.ask()
    }

    /// What all workloads of a namespace take that no policy selects.
    pub fn namespace_mtls(&self, namespace: &str) -> ServerMtls {
        let policies = self.peer_authentications();
        let namespaces = [namespace, self.root_namespace()];
        let levels = namespaces.into_iter().filter_map(|namespace| policies.default_of(namespace));
        let decided = levels.filter_map(|policy| decision(policy, &policy.spec.mtls)).next();
        decided.unwrap_or(ServerMtls { mode: MtlsMode::Permissive, decided_by: None })
    }

    /// What a workload takes on one of its ports: the policy that selects it says so, for the port or for
    /// all, or else its namespace's, or else the mesh's (istiod: `ComposePeerAuthentication`). `None`
    /// stands for a port of which no policy says anything.
    pub fn server_mtls(&self, workload: &Workload<'_>, port: Option<i64>) -> ServerMtls {
        let policies = self.peer_authentications().in_namespace(workload.namespace);
        let selects = |policy: &&Resource<'m, PeerAuthentication>| {
            let selector = selector(**policy);
            !selector.is_empty() && selector.select(workload.labels)
        };
        let own = policies.iter().find(selects).copied();
        let of_port = own.zip(port).and_then(|(policy, port)| {
            let ports = policy.spec.port_level_mtls.items();
            let settings = ports.iter().find(|pair| pair.name.parse() == Ok(port))?;
            let (mode, span) = mode(&settings.value)?;
            Some(ServerMtls { mode, decided_by: Some((policy.id, span)) })
        });
        of_port
            .or_else(|| own.and_then(|policy| decision(policy, &policy.spec.mtls)))
            .unwrap_or_else(|| self.namespace_mtls(workload.namespace))
    }
}

fn decision(policy: Resource<'_, PeerAuthentication>, mtls: &Option<Field<MutualTls>>) -> Option<ServerMtls> {
    let (mode, span) = mode(&mtls.as_ref()?.value)?;
    Some(ServerMtls { mode, decided_by: Some((policy.id, span)) })
}
