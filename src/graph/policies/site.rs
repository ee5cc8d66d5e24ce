//! What is known of the place where a policy is enforced.

use std::cell::OnceCell;

use crate::graph::protocol::Handling;
use crate::graph::{Membership, Mesh, MtlsMode, PlainClients, ServiceId, Workload, WorkloadId, WorkloadKind};
use crate::model::{
    AuthorizationPolicy, Labels, OrEmpty, PeerAuthentication, RequestAuthentication, Resource, ServerTlsMode,
    TextField, WorkloadSelector,
};
use crate::source::Location;

use crate::graph::security::Enforced;

/// Why no client of a workload can prove who it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NoIdentity {
    /// A PeerAuthentication has it take plain text only.
    MtlsOff(Location),
    /// It is a gateway, none of whose servers asks for a certificate; one of them.
    NoServer(Location),
    /// No client uses mTLS towards it.
    Plain(PlainClients),
}

/// Where a policy is enforced: the workloads of the input that it is for.
#[derive(Debug)]
pub(super) struct Site<'g, 'm> {
    mesh: &'g Mesh<'m>,
    /// What the policy is for.
    pub enforced: Enforced,
    /// The workloads of the input among that.
    pub workloads: Vec<WorkloadId>,
    identity: OnceCell<Option<NoIdentity>>,
    issuers: OnceCell<Option<Vec<&'m str>>>,
    ports: OnceCell<Vec<(i64, bool)>>,
}

impl<'g, 'm> Site<'g, 'm> {
    pub fn new(mesh: &'g Mesh<'m>, enforced: Enforced) -> Site<'g, 'm> {
        let workloads = enforced.workloads(mesh);
        let (identity, issuers, ports) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Site { mesh, enforced, workloads, identity, issuers, ports }
    }

    /// Why no client can prove who it is, at any of the workloads.
    pub fn lacks_identity(&self) -> Option<NoIdentity> {
        *self.identity.get_or_init(|| {
            let mut why = None;
            for &id in &self.workloads {
                why = Some(lacks_identity(self.mesh, id)?);
            }
            why
        })
    }

    /// Whether ztunnel enforces the policy, and nobody else.
    pub fn is_of_ztunnel(&self) -> bool {
        let is_ambient = |id: &WorkloadId| self.mesh.membership_of(*id) == Membership::Ambient;
        match &self.enforced {
            Enforced::Namespace(namespace) if self.workloads.is_empty() => {
                self.mesh.is_ambient_namespace(namespace)
            }
            _ => !self.workloads.is_empty() && self.workloads.iter().all(is_ambient),
        }
    }

    /// Whether gateways may be among the workloads: what they take is said by their servers.
    pub fn has_gateways(&self) -> bool {
        let is_gateway = |id: &WorkloadId| self.mesh.workloads.get(*id).is_gateway;
        self.enforced == Enforced::Mesh || self.workloads.iter().any(is_gateway)
    }

    /// The issuers whose tokens some of the workloads check; `None` where the input does not tell.
    pub fn issuers(&self) -> Option<&[&'m str]> {
        self.issuers.get_or_init(|| self.find_issuers()).as_deref()
    }

    fn find_issuers(&self) -> Option<Vec<&'m str>> {
        let mesh = self.mesh;
        if self.workloads.is_empty() {
            return None;
        }
        let mut issuers = Vec::new();
        let mut is_checked = false;
        for &id in &self.workloads {
            for policy in mesh.authentications_for(id) {
                is_checked = true;
                let spec = mesh.resource::<RequestAuthentication>(policy)?.spec;
                issuers.extend(spec.jwt_rules.items().iter().map(|rule| rule.issuer.text()));
            }
        }
        let is_shown = |namespace: &str| mesh.namespaces.object(namespace).is_some();
        let are_shown = || {
            is_shown(mesh.root_namespace())
                && self.workloads.iter().all(|id| is_shown(mesh.workloads.get(*id).namespace))
        };
        let is_known = mesh.model.complete || is_checked || are_shown();
        issuers.sort_unstable();
        issuers.dedup();
        is_known.then_some(issuers)
    }

    /// The ports that Services, or servers of Gateways, lead to at the workloads, and whether they carry bytes
    /// that no proxy reads as HTTP.
    pub fn ports(&self) -> &[(i64, bool)] {
        self.ports.get_or_init(|| {
            let mut ports: Vec<(i64, bool)> =
                self.workloads.iter().flat_map(|id| ports_of(self.mesh, *id)).collect();
            ports.sort_unstable();
            ports.dedup();
            ports
        })
    }
}

/// Why no client of a workload can prove who it is.
fn lacks_identity(mesh: &Mesh<'_>, id: WorkloadId) -> Option<NoIdentity> {
    let workload = mesh.workloads.get(id);
    if workload.is_waypoint() || workload.kind == WorkloadKind::Machine {
        return None;
    }
    if workload.is_gateway {
        let servers = mesh.servers_at(id);
        let asks = |server: &crate::graph::routing::Serving<'_>| {
            let asks_for_certificate = server
                .tls
                .is_some_and(|tls| tls.mode.wants_certificate() || tls.mode == ServerTlsMode::OptionalMutual);
            asks_for_certificate || server.protocol == "HBONE"
        };
        let mut first = None;
        for server in servers {
            if asks(server) {
                return None;
            }
            first.get_or_insert(server.location);
        }
        return first.map(NoIdentity::NoServer);
    }
    if !matches!(mesh.membership_of(id), Membership::Proxy | Membership::Unknown) {
        return None; // ztunnel knows its clients whatever the mode; outside of the mesh nobody asks
    }
    let decided = mesh.server_mtls(workload, None);
    let place = match decided.mode {
        MtlsMode::Disable => decided.decided_by,
        _ => None,
    };
    let ports = ports_of(mesh, id);
    let is_off = |port: i64| mesh.server_mtls(workload, Some(port)).mode == MtlsMode::Disable;
    if let Some((policy, span)) = place.filter(|_| ports.iter().all(|(port, _)| is_off(*port))) {
        return Some(NoIdentity::MtlsOff(mesh.object(policy).at(span)));
    }
    let selecting = mesh.services.selecting(workload.namespace, workload.labels);
    let services: Vec<ServiceId> = selecting.map(|(id, _)| id).collect();
    // Nobody knows how pods without a Service are called.
    if services.is_empty() {
        return None;
    }
    mesh.plain_clients(workload.namespace, &services).map(NoIdentity::Plain)
}

/// Why no client of the pods that a policy describes can prove who it is, where the input shows none of these pods:
/// their labels and namespace tell which PeerAuthentications and Services are theirs.
pub(super) fn described_lack_identity<'m>(
    mesh: &Mesh<'m>,
    policy: Resource<'m, AuthorizationPolicy>,
) -> Option<NoIdentity> {
    let namespace = policy.namespace();
    let is_attached = mesh.selection(policy.id).is_none_or(|selection| selection.has_target);
    // In a part of a mesh, what decides for pods is likely to be kept where they are.
    let is_open = !mesh.model.complete || mesh.is_ambient_namespace(namespace);
    if is_attached || is_open || namespace == mesh.root_namespace() {
        return None;
    }
    let labels = WorkloadSelector::labels_of(&policy.spec.selector);
    // What selects by other labels as well may be for some of the pods.
    let may_select = |selector: Labels<'_>| {
        selector.iter().all(|(name, value)| labels.get(name).is_none_or(|own| own == value))
    };
    let described = Workload {
        kind: WorkloadKind::Pods,
        namespace,
        name: "",
        labels,
        object: None,
        template: None,
        is_gateway: false,
    };
    let is_decided = mesh.all::<PeerAuthentication>().filter(|it| it.namespace() == namespace).all(|it| {
        let selector = WorkloadSelector::labels_of(&it.spec.selector);
        it.spec.port_level_mtls.is_none() && (selector.select(labels) || !may_select(selector))
    });
    if !is_decided {
        return None;
    }
    let taken = mesh.server_mtls(&described, None);
    if let (MtlsMode::Disable, Some((policy, span))) = (taken.mode, taken.decided_by) {
        return Some(NoIdentity::MtlsOff(mesh.object(policy).at(span)));
    }
    let services = mesh.services.in_namespace(namespace);
    let services = services.entries().iter().map(|(_, id)| *id);
    let services: Vec<ServiceId> =
        services.filter(|id| mesh.services.get(*id).selector.is_some_and(may_select)).collect();
    mesh.plain_clients(namespace, &services).map(NoIdentity::Plain)
}

/// The ports of a workload that something leads to, and whether they carry bytes.
fn ports_of(mesh: &Mesh<'_>, id: WorkloadId) -> Vec<(i64, bool)> {
    let workload = mesh.workloads.get(id);
    if workload.is_waypoint() {
        return Vec::new();
    }
    if workload.is_gateway {
        let servers = mesh.servers_at(id);
        return servers.map(|server| (server.pod_port, !server.is_http())).collect();
    }
    let mut ports = Vec::new();
    for (service, of) in mesh.services.selecting(workload.namespace, workload.labels) {
        for port in &of.ports {
            let Some(target) = workload.target_of(port) else { continue };
            let handling = mesh.handling(service, port.number);
            ports.push((target, handling == Some(Handling::Bytes)));
        }
    }
    ports
}
