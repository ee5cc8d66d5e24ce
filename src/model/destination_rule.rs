//! DestinationRule, <https://istio.io/latest/docs/reference/config/networking/destination-rule/>.

use super::{
    ConnectionPool, List, LoadBalancer, Map, OrEmpty, OutlierDetection, PortSelector, Text, WorkloadSelector,
};
use crate::model;

model! {
    /// `spec` of a DestinationRule.
    pub struct DestinationRule {
        /// Service or ServiceEntry host; short names are completed with the namespace of the rule.
        host: Text = "host",
        /// Policy for the host and, where they have none of their own, its subsets.
        traffic_policy: Box<TrafficPolicy> = "trafficPolicy",
        /// Named parts of the host's endpoints.
        subsets: List<Subset> = "subsets",
        /// Namespaces that see it; absent means what the mesh says, all if it says nothing.
        export_to: List<Text> = "exportTo",
        /// Client workloads that it is for, in its own namespace only.
        workload_selector: WorkloadSelector = "workloadSelector",
    }

    /// A named part of the endpoints of a host.
    pub struct Subset {
        /// Name that routes refer to.
        name: Text = "name",
        /// Labels of its endpoints; absent means all endpoints.
        labels: Map<Text> = "labels",
        /// Policy that goes before that of the host.
        traffic_policy: Box<TrafficPolicy> = "trafficPolicy",
    }

    /// How clients talk to a host.
    pub struct TrafficPolicy {
        /// How endpoints are chosen.
        load_balancer: Box<LoadBalancer> = "loadBalancer",
        /// Limits on connections and requests.
        connection_pool: Box<ConnectionPool> = "connectionPool",
        /// When endpoints are taken out of use.
        outlier_detection: Box<OutlierDetection> = "outlierDetection",
        /// TLS that the client originates.
        tls: Box<ClientTls> = "tls",
        /// Policies for single ports; for their port they replace the rest of this one.
        port_level_settings: List<PortTrafficPolicy> = "portLevelSettings",
        /// Tunnel through a proxy.
        tunnel: Box<Tunnel> = "tunnel",
        /// PROXY protocol towards the endpoints.
        proxy_protocol: ProxyProtocol = "proxyProtocol",
        /// Share of requests that may be retries at one time.
        retry_budget: Box<RetryBudget> = "retryBudget",
    }

    /// How clients talk to one port of a host.
    pub struct PortTrafficPolicy {
        /// The port of the service.
        port: PortSelector = "port",
        /// How endpoints are chosen.
        load_balancer: Box<LoadBalancer> = "loadBalancer",
        /// Limits on connections and requests.
        connection_pool: Box<ConnectionPool> = "connectionPool",
        /// When endpoints are taken out of use.
        outlier_detection: Box<OutlierDetection> = "outlierDetection",
        /// TLS that the client originates.
        tls: Box<ClientTls> = "tls",
    }

    /// TLS that the client originates.
    pub struct ClientTls {
        /// `DISABLE`, `SIMPLE`, `MUTUAL` or `ISTIO_MUTUAL`; absent means `DISABLE`.
        mode: Text = "mode",
        /// File with the client's certificate.
        client_certificate: Text = "clientCertificate",
        /// File with the client's key.
        private_key: Text = "privateKey",
        /// File with the certificates that the server is verified by; absent means that of the system.
        ca_certificates: Text = "caCertificates",
        /// File with the revocation list.
        ca_crl: Text = "caCrl",
        /// Secret or `configmap://` with certificates and key.
        credential_name: Text = "credentialName",
        /// Names of which the server's certificate has to hold one.
        subject_alt_names: List<Text> = "subjectAltNames",
        /// Server name that is sent; absent means the Host header for SIMPLE and MUTUAL.
        sni: Text = "sni",
        /// Whether the server's certificate is accepted unseen.
        insecure_skip_verify: bool = "insecureSkipVerify",
    }

    /// A tunnel through a proxy.
    pub struct Tunnel {
        /// `CONNECT` or `POST`; absent means `CONNECT`.
        protocol: Text = "protocol",
        /// Host at the far end.
        target_host: Text = "targetHost",
        /// Port at the far end.
        target_port: i64 = "targetPort",
    }

    /// PROXY protocol towards the endpoints.
    pub struct ProxyProtocol {
        /// `V1` or `V2`; absent means `V1`.
        version: Text = "version",
    }

    /// Share of requests that may be retries at one time.
    pub struct RetryBudget {
        /// Share of the active requests in percent, 20 if absent.
        percent: f64 = "percent",
        /// Over which time requests count as active.
        budget_interval: Text = "budgetInterval",
        /// Retries that are always allowed, 3 if absent.
        min_retry_concurrency: i64 = "minRetryConcurrency",
    }
}

impl TrafficPolicy {
    /// What it says of TLS: for single ports, and for all of them.
    pub fn tls_settings(&self) -> impl Iterator<Item = &ClientTls> {
        let of_ports = self.port_level_settings.items().iter().filter_map(|port| port.tls.as_ref());
        of_ports.chain(&self.tls).map(|tls| &*tls.value)
    }
}

impl DestinationRule {
    /// What its policies say of TLS, those for subsets as well.
    pub fn tls_settings(&self) -> impl Iterator<Item = &ClientTls> {
        let of_subsets = self.subsets.items().iter().filter_map(|subset| subset.traffic_policy.as_ref());
        self.traffic_policy.iter().chain(of_subsets).flat_map(|policy| policy.value.tls_settings())
    }

    /// Its traffic policies: its own, and those of its subsets.
    pub fn traffic_policies(&self) -> impl Iterator<Item = &TrafficPolicy> {
        let subsets = self.subsets.items().iter().filter_map(|subset| subset.traffic_policy.as_ref());
        self.traffic_policy.iter().chain(subsets).map(|policy| &*policy.value)
    }
}
