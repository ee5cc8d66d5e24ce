//! What meets a connection at a workload: NetworkPolicy, PeerAuthentication against the TLS of the client, what its
//! listener takes, AuthorizationPolicy.

use super::attributes::{Attributes, Content, Identity};
use super::authorize::Authorization;
use crate::graph::istiod::protocol::Handling;
use crate::graph::{Capture, Client, Mesh, MtlsMode, ServerMtls, WorkloadId};
use crate::model::{AuthorizationPolicy, ClientTlsMode, NetworkPolicySpec, Resource};

/// A connection as it comes to a workload.
#[derive(Clone, Debug)]
pub struct Incoming<'a> {
    /// Whose pods it comes from; `None` from outside of the cluster.
    pub client: Option<Client<'a>>,
    /// The TLS that is spoken.
    pub tls: ClientTlsMode,
    /// Whether the client chose the TLS by itself, as the server wants it.
    pub is_auto: bool,
    /// Whether what is inside begins with TLS of its own.
    pub is_tls_inside: bool,
    /// The certificate that is shown with mTLS.
    pub identity: Option<&'a Identity>,
    /// What is inside.
    pub content: Content<'a>,
    /// Port of the workload.
    pub port: Option<i64>,
    /// How the server's proxy handles the port; `None` where it tells by the traffic.
    pub handling: Option<Handling>,
    /// Server name.
    pub sni: Option<&'a str>,
}

/// What keeps a connection out before any AuthorizationPolicy is asked.
#[derive(Clone, Copy, Debug)]
pub enum Barrier<'m> {
    /// A NetworkPolicy isolates the client, or else the workload, and none lets the connection through.
    Network(Resource<'m, NetworkPolicySpec>, bool),
    /// The TLS of the client is not what PeerAuthentication says.
    Mtls,
    /// TLS that is not of the mesh: the listener has no filter chain for it.
    OtherTls,
    /// The port takes requests, and these are bytes.
    NotHttp,
}

/// What meets a connection at a workload.
#[derive(Clone, Debug)]
pub struct Reception<'m> {
    /// What PeerAuthentication says of the port.
    pub mtls: ServerMtls,
    /// What keeps it out.
    pub barrier: Option<Barrier<'m>>,
    /// What the AuthorizationPolicies say, whether they are asked or not.
    pub authorization: Authorization<'m>,
}

impl<'m> Mesh<'m> {
    /// What meets a connection at a workload with a sidecar.
    pub fn receive(&self, id: WorkloadId, incoming: &Incoming<'_>) -> Reception<'m> {
        let pods = self.workloads.get(id);
        let mtls = self.server_mtls(pods, incoming.port);
        let blocked =
            incoming.client.as_ref().and_then(|client| self.network_refusal(client, pods, incoming.port));
        let is_ztunnel = self.capture(pods) == Capture::Ztunnel;
        let barrier = match blocked {
            None if is_ztunnel => {
                let is_plain = incoming.tls != ClientTlsMode::IstioMutual;
                (is_plain && mtls.mode == MtlsMode::Strict).then_some(Barrier::Mtls)
            }
            Some((policy, is_client)) => Some(Barrier::Network(policy, is_client)),
            None => barrier(mtls.mode, incoming),
        };
        let is_mutual = incoming.tls == ClientTlsMode::IstioMutual;
        let is_opaque = matches!(incoming.tls, ClientTlsMode::Simple | ClientTlsMode::Mutual);
        let trust_domains = self.trust_domains();
        let attributes = Attributes {
            identity: incoming.identity.filter(|_| is_mutual),
            trust_domains: &trust_domains,
            content: match self.capture(pods) {
                Capture::Ztunnel => Content::Bytes,
                _ if is_opaque => Content::Bytes,
                _ => incoming.content,
            },
            port: incoming.port.unwrap_or_default(),
            sni: incoming.sni,
            is_ztunnel: self.capture(pods) == Capture::Ztunnel,
        };
        let mut policies = self.authorization_policies(id);
        if attributes.is_ztunnel {
            policies.retain(is_for_ztunnel);
        }
        Reception { mtls, barrier, authorization: self.decide(policies, &attributes) }
    }
}

/// Whether ztunnel heeds a policy: it is asked to deny or to allow, and not for a waypoint (istiod:
/// `convertAuthorizationPolicy`).
pub(super) fn is_for_ztunnel(policy: &Resource<'_, AuthorizationPolicy>) -> bool {
    policy.spec.target_ref.is_none()
        && policy.spec.target_refs.is_none()
        && matches!(policy.spec.action(), "ALLOW" | "DENY")
}

/// Which connections the listener of a workload has no filter chain for, or cannot read (istiod:
/// `getFilterChainMatchOptions`).
fn barrier<'m>(mode: MtlsMode, incoming: &Incoming<'_>) -> Option<Barrier<'m>> {
    let is_http = matches!(incoming.handling, Some(Handling::Http | Handling::Http2));
    let is_bytes = matches!(incoming.content, Content::Bytes);
    match (incoming.tls, mode) {
        (ClientTlsMode::IstioMutual, MtlsMode::Disable) if !incoming.is_auto => Some(Barrier::Mtls),
        (ClientTlsMode::IstioMutual, _) => (is_http && is_bytes).then_some(Barrier::NotHttp),
        (_, MtlsMode::Strict) => Some(Barrier::Mtls),
        (ClientTlsMode::Disable, _) if is_http && is_bytes => Some(match incoming.is_tls_inside {
            true => Barrier::OtherTls,
            false => Barrier::NotHttp,
        }),
        (ClientTlsMode::Disable | ClientTlsMode::Unknown, _) => None,
        (ClientTlsMode::Simple | ClientTlsMode::Mutual, _) => is_http.then_some(Barrier::OtherTls),
    }
}
