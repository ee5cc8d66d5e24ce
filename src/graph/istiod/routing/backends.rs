//! Where a destination leads for a client: the cluster that istiod makes for it, or why it makes none.

use super::destination::Destination;
use super::endpoints::{Backing, Endpoints};
use crate::graph::{
    AppliedRules, Capture, EffectivePolicy, Mesh, MtlsMode, Proxy, SeenService, ServiceId, View, WorkOut,
    WorkloadId,
};
use crate::model::{ClientTlsMode, DestinationRule, Labels, Resource, Spanned, Subset};
use rustc_hash::FxHashMap;

/// A part of a service as a client sends to it.
#[derive(Clone, Debug)]
pub struct Cluster<'m> {
    /// Host; `None` where the reference to it is refused.
    pub host: Option<String>,
    /// Port of the service.
    pub port: Option<i64>,
    /// Subset, `""` for none.
    pub subset: &'m str,
    /// Share, where there are several.
    pub weight: Option<i64>,
    /// The service, where the client sees it.
    pub service: Option<SeenService>,
    /// Why there is no such cluster.
    pub lack: Option<Lack>,
    /// What stands behind it.
    pub endpoints: Endpoints,
    /// The DestinationRules that apply.
    pub rules: Option<AppliedRules<'m>>,
    /// The subset's definition.
    pub definition: Option<(Resource<'m, DestinationRule>, &'m Spanned<Subset>)>,
    /// The traffic policy.
    pub policy: EffectivePolicy<'m>,
    /// TLS towards it.
    pub tls: ClientTlsMode,
    /// Whether the proxy chose TLS by itself, as the mesh tells it.
    pub is_auto: bool,
}

/// Why there is no cluster.
#[derive(Clone, Debug, PartialEq)]
pub enum Lack {
    /// The reference is refused: no ReferenceGrant, or no such kind.
    Refused,
    /// No service has this host.
    Host,
    /// A service has it, but the client does not see it; for each why.
    NotSeen(Vec<Unseen>),
    /// Only a wildcard covers the host: there is no cluster for a single name under it.
    OnlyWildcard(SeenService),
    /// The service does not have the port.
    Port,
    /// No DestinationRule that applies defines the subset.
    Subset,
}

/// Why a client does not see a service.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unseen {
    /// It is not exported to the client's namespace.
    NotExported(crate::graph::ServiceId),
    /// The client's Sidecar does not import it.
    NotImported(crate::graph::ServiceId),
}

impl<'v, 'm: 'v> View<'v, 'm> {
    /// The cluster of a destination. Without a port it is that of the listener, or the only one of the
    /// service, as `default_port` decides.
    pub fn cluster(
        &self,
        to: &Destination<'m>,
        default_port: impl Fn(Option<&SeenService>) -> i64,
    ) -> Cluster<'m> {
        let Some(host) = &to.host else { return Cluster::none(to, Lack::Refused) };
        let seen = self.service(host);
        // A destination that is an alias stands for what it is an alias of.
        let alias =
            seen.as_ref().and_then(|seen| self.mesh().external_name(self.mesh().services.get(seen.id)));
        let port = to.port.unwrap_or_else(|| default_port(seen.as_ref()));
        let host = alias.map_or(host.clone(), str::to_ascii_lowercase);
        let mut cluster = self.cluster_of(&host, port, to.subset);
        cluster.weight = to.weight;
        cluster
    }

    /// The cluster of a host, port and subset.
    pub fn cluster_of(&self, host: &str, port: i64, subset: &'m str) -> Cluster<'m> {
        let mesh: &'v Mesh<'m> = self.mesh();
        let mut cluster =
            Cluster { host: Some(host.to_owned()), ..Cluster::without_service(Some(port), subset) };
        let Some(seen) = self.service(host) else {
            cluster.lack = Some(self.lack_of(host));
            return cluster;
        };
        let service = mesh.services.get(seen.id);
        if matches!(self.client.proxy, Proxy::Sidecar | Proxy::Gateway) {
            cluster.rules = mesh.destination_rules.for_client(host, &self.client, Some(service.namespace));
        }
        cluster.service = Some(seen.clone());
        if !self.ports(&seen).iter().any(|own| own.number == port) {
            cluster.lack = Some(Lack::Port);
            return cluster;
        }
        let mut labels = Labels::default();
        if let Some(rules) = &cluster.rules {
            cluster.policy = rules.policy(Some(subset).filter(|subset| !subset.is_empty()), port);
            cluster.definition = rules.subset(subset);
            if let Some((_, definition)) = cluster.definition {
                labels = Labels::of_field(&definition.value.labels);
            }
        }
        if !subset.is_empty() && cluster.definition.is_none() {
            cluster.lack = Some(Lack::Subset);
            return cluster;
        }
        cluster.endpoints = match self.client.proxy {
            // The proxy of a gateway cannot pass on to where its client asked (istiod: `convertResolution`).
            Proxy::Gateway => mesh.listed_endpoints_of(&seen, port, labels),
            Proxy::Sidecar | Proxy::Ztunnel | Proxy::None => mesh.endpoints_of(&seen, port, labels),
        };
        (cluster.tls, cluster.is_auto) = match &cluster.policy.tls {
            _ if self.client.proxy == Proxy::None => (ClientTlsMode::Disable, true),
            Some((_, tls)) => match ClientTlsMode::of(&tls.value) {
                ClientTlsMode::Unknown => (ClientTlsMode::Disable, false),
                mode => (mode, false),
            },
            None if self.accepts_mtls(&seen, port, &cluster.endpoints) => (ClientTlsMode::IstioMutual, true),
            None => (ClientTlsMode::Disable, true),
        };
        cluster
    }

    /// Why the client sees no service with this host.
    pub fn lack_of(&self, host: &str) -> Lack {
        let mesh = self.mesh();
        let known = mesh.services.exactly(host);
        if known.is_empty() {
            return self.covering(host).map_or(Lack::Host, Lack::OnlyWildcard);
        }
        let why =
            |&id: &crate::graph::ServiceId| match mesh.service_exported_to(id).reaches(self.client.namespace)
            {
                true => Unseen::NotImported(id),
                false => Unseen::NotExported(id),
            };
        Lack::NotSeen(known.iter().map(why).collect())
    }

    /// Whether a client uses mTLS with a service by itself: the mesh does not forbid it, and what stands
    /// behind has a sidecar that takes it.
    fn accepts_mtls(&self, seen: &SeenService, port: i64, endpoints: &Endpoints) -> bool {
        let mesh = self.mesh();
        let service = mesh.services.get(seen.id);
        let is_outside = mesh.is_mesh_external(service);
        if !mesh.uses_auto_mtls() || is_outside {
            return false;
        }
        // A namespace that forbids it forbids it for all of its services, whatever single workloads say.
        if mesh.namespace_mtls(service.namespace).mode == MtlsMode::Disable {
            return false;
        }
        let has_sidecar = |id: &WorkloadId| mesh.may_end_mtls(*id);
        // Where the client picks the pod, one without a sidecar is enough to do without.
        if let (Backing::Original, Some(selector)) = (endpoints.backing, service.selector) {
            let pods = mesh.workloads.selected(selector, Some(service.namespace));
            return !pods.is_empty() && pods.iter().all(has_sidecar);
        }
        endpoints.workloads.iter().any(|&id| mesh.takes_mtls(id, mesh.target_port(seen, port, id)))
    }
}

impl<'m> Mesh<'m> {
    /// The port of a workload that a port of a service leads to.
    pub fn target_port(&self, seen: &SeenService, port: i64, workload: WorkloadId) -> Option<i64> {
        let pods = self.workloads.get(workload);
        seen.all().map(|id| self.services.get(id)).find_map(|service| {
            let port = service.ports.iter().find(|own| own.number == port)?;
            pods.target_of(port)
        })
    }

    /// Whether a workload may have a proxy that ends the mTLS of clients of the mesh.
    fn may_end_mtls(&self, workload: WorkloadId) -> bool {
        let pods = self.workloads.get(workload);
        !pods.is_gateway && !matches!(self.capture(pods), Capture::Nothing(_))
    }

    /// Whether clients that choose by themselves use mTLS with a port of a workload (istiod:
    /// `mtlsChecker.checkMtlsEnabled`).
    fn takes_mtls(&self, workload: WorkloadId, port: Option<i64>) -> bool {
        let mode = self.server_mtls(self.workloads.get(workload), port).mode;
        self.may_end_mtls(workload) && mode != MtlsMode::Disable
    }

    /// TLS of a client towards one workload of a cluster: where the proxy chooses, each endpoint is judged for itself.
    pub fn tls_towards(
        &self,
        cluster: &Cluster<'m>,
        workload: WorkloadId,
        port: Option<i64>,
    ) -> ClientTlsMode {
        match cluster.is_auto && cluster.tls == ClientTlsMode::IstioMutual && !self.takes_mtls(workload, port)
        {
            true => ClientTlsMode::Disable,
            false => cluster.tls,
        }
    }
}

impl<'m> Cluster<'m> {
    fn none(to: &Destination<'m>, lack: Lack) -> Cluster<'m> {
        let none = Cluster::without_service(to.port, to.subset);
        Cluster { weight: to.weight, lack: Some(lack), ..none }
    }

    fn without_service(port: Option<i64>, subset: &'m str) -> Cluster<'m> {
        Cluster {
            host: None,
            port,
            subset,
            weight: None,
            service: None,
            lack: None,
            endpoints: Endpoints::default(),
            rules: None,
            definition: None,
            policy: EffectivePolicy::default(),
            tls: ClientTlsMode::Disable,
            is_auto: false,
        }
    }

    /// The DestinationRule that shapes it.
    pub fn destination_rule(&self) -> Option<Resource<'m, DestinationRule>> {
        self.rules.as_ref().filter(|_| self.lack.is_none()).and_then(AppliedRules::main)
    }
}

/// ExternalName Services by the host that they stand for.
#[derive(Debug)]
pub(in crate::graph) struct AliasIndex(FxHashMap<String, Vec<ServiceId>>);

impl<'m> WorkOut<'m> for AliasIndex {
    fn work_out(mesh: &Mesh<'m>) -> AliasIndex {
        let mut index: FxHashMap<String, Vec<ServiceId>> = FxHashMap::default();
        for (id, service) in mesh.services.iter() {
            if let Some(name) = mesh.external_name(service) {
                index.entry(name.trim_end_matches('.').to_ascii_lowercase()).or_default().push(id);
            }
        }
        AliasIndex(index)
    }
}

impl<'m> Mesh<'m> {
    /// The ExternalName Services that stand for a host.
    pub fn aliases_of(&self, host: &str) -> &[ServiceId] {
        self.ask::<AliasIndex>().0.get(&host.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// What stands behind a port of a service as a client sees it.
    pub fn endpoints_of(&self, seen: &SeenService, port: i64, subset: Labels<'m>) -> Endpoints {
        let services = seen.all().map(|id| self.services.get(id));
        self.mixed_endpoints(services, port, subset, false)
    }

    /// The same as lists of endpoints, also for services that send to wherever the client asked.
    fn listed_endpoints_of(&self, seen: &SeenService, port: i64, subset: Labels<'m>) -> Endpoints {
        let services = seen.all().map(|id| self.services.get(id));
        self.mixed_endpoints(services, port, subset, true)
    }
}
