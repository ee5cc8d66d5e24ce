//! Whether NetworkPolicies let a connection between two pods through,
//! <https://kubernetes.io/docs/concepts/services-networking/network-policies/>.

use rustc_hash::FxHashMap;

use crate::graph::istiod::selects;
use crate::graph::{Client, Mesh, WorkOut, Workload};
use crate::model::{
    IntOrText, Labels, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec, OrEmpty, Resource, Spanned,
    TextField,
};

/// NetworkPolicies by namespace.
#[derive(Debug)]
pub(in crate::graph) struct NetworkPolicies<'m>(FxHashMap<&'m str, Vec<Resource<'m, NetworkPolicySpec>>>);

impl<'m> WorkOut<'m> for NetworkPolicies<'m> {
    fn work_out(mesh: &Mesh<'m>) -> NetworkPolicies<'m> {
        let mut index: FxHashMap<&'m str, Vec<_>> = FxHashMap::default();
        for policy in mesh.all::<NetworkPolicySpec>() {
            index.entry(policy.namespace()).or_default().push(policy);
        }
        NetworkPolicies(index)
    }
}

/// One end of a connection.
#[derive(Clone, Copy)]
struct End<'a> {
    namespace: &'a str,
    labels: Labels<'a>,
}

impl<'m> Mesh<'m> {
    /// The NetworkPolicy that isolates one end of a connection where none lets it through, and whether it
    /// is the client's. Where the input does not hold a Namespace, its labels are given the benefit of the
    /// doubt.
    pub fn network_refusal(
        &self,
        client: &Client<'_>,
        server: &Workload<'m>,
        port: Option<i64>,
    ) -> Option<(Resource<'m, NetworkPolicySpec>, bool)> {
        let from = End { namespace: client.namespace, labels: client.labels };
        let to = End { namespace: server.namespace, labels: server.labels };
        let ports = |ports: &[Spanned<NetworkPolicyPort>]| {
            ports.is_empty() || ports.iter().any(|own| fits_port(&own.value, server, port))
        };
        let peers = |peers: &[Spanned<NetworkPolicyPeer>], other: End<'_>, own: &str| {
            peers.is_empty() || peers.iter().any(|peer| self.fits_peer(&peer.value, other, own))
        };
        let out = self.isolating(from, "Egress", |policy| {
            let mut rules = policy.spec.egress.items().iter();
            rules.any(|rule| ports(rule.ports.items()) && peers(rule.to.items(), to, policy.namespace()))
        });
        let into = || {
            self.isolating(to, "Ingress", |policy| {
                let mut rules = policy.spec.ingress.items().iter();
                rules.any(|rule| {
                    ports(rule.ports.items()) && peers(rule.from.items(), from, policy.namespace())
                })
            })
        };
        out.map(|policy| (policy, true)).or_else(|| into().map(|policy| (policy, false)))
    }

    /// The first policy that isolates an end in one direction, where none of them allows the connection.
    fn isolating(
        &self,
        end: End<'_>,
        direction: &str,
        allows: impl Fn(&Resource<'m, NetworkPolicySpec>) -> bool,
    ) -> Option<Resource<'m, NetworkPolicySpec>> {
        let isolates = |policy: &Resource<'m, NetworkPolicySpec>| {
            let types = policy.spec.policy_types.items();
            let is_of_type = match (types, direction) {
                ([], "Ingress") => true,
                ([], _) => policy.spec.egress.is_some(),
                (types, direction) => types.iter().any(|item| &*item.value == direction),
            };
            let selector = policy.spec.pod_selector.as_ref().map(|field| &field.value);
            policy.namespace() == end.namespace && is_of_type && selects(selector, end.labels)
        };
        let here = self.ask::<NetworkPolicies<'m>>().0.get(end.namespace).into_iter().flatten().copied();
        let policies: Vec<_> = here.filter(isolates).collect();
        if policies.iter().any(allows) { None } else { policies.first().copied() }
    }

    fn fits_peer(&self, peer: &NetworkPolicyPeer, other: End<'_>, own: &str) -> bool {
        if peer.ip_block.is_some() {
            return false; // pods are selected by their labels
        }
        let by_namespace = match &peer.namespace_selector {
            None => other.namespace == own,
            Some(selector) => {
                self.namespaces.labels(other.namespace).is_none()
                    || self.namespaces.selects(&selector.value, other.namespace)
            }
        };
        by_namespace && selects(peer.pod_selector.as_ref().map(|field| &field.value), other.labels)
    }
}

fn fits_port(own: &NetworkPolicyPort, server: &Workload<'_>, port: Option<i64>) -> bool {
    if !matches!(own.protocol.text(), "" | "TCP") {
        return false;
    }
    let Some(port) = port else { return true };
    match own.port.as_ref().map(|field| &field.value) {
        None => true,
        Some(IntOrText::Int(first)) => {
            let last = own.end_port.as_ref().map_or(*first, |field| field.value);
            (*first..=last).contains(&port)
        }
        Some(IntOrText::Text(name)) => server.port_named(name) == Some(port),
    }
}
