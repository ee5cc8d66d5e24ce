//! MeshConfig and MeshNetworks,
//! <https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/>.

mod provider;
mod proxy;

pub use provider::*;
pub use proxy::*;

use crate::model;
use crate::model::{
    ClientTls, ConnectionPool, LabelSelector, List, LocalityLb, Map, Opaque, OutlierDetection, Retries,
    TcpKeepalive, Text, ZoneAwareLb,
};

model! {
    /// The mesh configuration.
    pub struct MeshConfig {
        /// Namespace whose policies count for the mesh; absent means `istio-system`.
        root_namespace: Text = "rootNamespace",
        /// Trust domain of the identities; absent means `cluster.local`.
        trust_domain: Text = "trustDomain",
        /// Further trust domains that count as the same.
        trust_domain_aliases: List<Text> = "trustDomainAliases",
        /// What happens to traffic to hosts that are not in the registry.
        outbound_traffic_policy: Box<MeshOutbound> = "outboundTrafficPolicy",
        /// Where proxies send incoming traffic.
        inbound_traffic_policy: MeshInbound = "inboundTrafficPolicy",
        /// Service of the ingress gateway; absent means `istio-ingressgateway`.
        ingress_service: Text = "ingressService",
        /// Value of the label `istio` of the ingress gateway's workloads; absent means `ingressgateway`.
        ingress_selector: Text = "ingressSelector",
        /// Class of the Ingresses that Istio looks after; absent means `istio`.
        ingress_class: Text = "ingressClass",
        /// `OFF`, `DEFAULT` or `STRICT`: which Ingresses Istio looks after; absent means `STRICT`.
        ingress_controller_mode: Text = "ingressControllerMode",
        /// Whether clients use mTLS on their own where the server has it; absent means yes.
        enable_auto_mtls: bool = "enableAutoMtls",
        /// Namespaces that see Services and ServiceEntries that do not say so; absent means all.
        default_service_export_to: List<Text> = "defaultServiceExportTo",
        /// Namespaces that see VirtualServices that do not say so; absent means all.
        default_virtual_service_export_to: List<Text> = "defaultVirtualServiceExportTo",
        /// Namespaces that see DestinationRules that do not say so; absent means all.
        default_destination_rule_export_to: List<Text> = "defaultDestinationRuleExportTo",
        /// Proxies.
        default_config: Box<MeshProxyConfig> = "defaultConfig",
        /// Providers that policies refer to by name.
        extension_providers: List<ExtensionProvider> = "extensionProviders",
        /// Providers where Telemetry names none.
        default_providers: Box<DefaultProviders> = "defaultProviders",
        /// Namespaces that istiod watches, one has to match; absent means all.
        discovery_selectors: List<LabelSelector> = "discoverySelectors",
        /// Load balancing by locality.
        locality_lb_setting: Box<LocalityLb> = "localityLbSetting",
        /// Load balancing by zone.
        zone_aware_lb_setting: Box<ZoneAwareLb> = "zoneAwareLbSetting",
        /// How paths are normalized before policies look at them.
        path_normalization: PathNormalization = "pathNormalization",
        /// File for access logs; absent or empty means none.
        access_log_file: Text = "accessLogFile",
        /// Format of access logs.
        access_log_format: Text = "accessLogFormat",
        /// `TEXT` or `JSON`; absent means `TEXT`.
        access_log_encoding: Text = "accessLogEncoding",
        /// Whether access logs go to a service.
        enable_envoy_access_log_service: bool = "enableEnvoyAccessLogService",
        /// Whether listeners do not log what no route matches.
        disable_envoy_listener_log: bool = "disableEnvoyListenerLog",
        /// TLS inside of the mesh.
        mesh_mtls: Box<MeshTls> = "meshMTLS",
        /// TLS where gateways and clients do not say it.
        tls_defaults: Box<MeshTls> = "tlsDefaults",
        /// Settings of single hosts.
        service_settings: List<ServiceSettings> = "serviceSettings",
        /// Which Services are seen in other clusters, in ambient mode.
        service_scope_configs: List<ServiceScope> = "serviceScopeConfigs",
        /// Which ServiceEntries are seen outside of their namespace.
        service_entry_visibility: Opaque = "serviceEntryVisibility",
        /// Limits where DestinationRules set none.
        default_traffic_policy: Box<DefaultTrafficPolicy> = "defaultTrafficPolicy",
        /// Retries where VirtualServices set none; absent means two.
        default_http_retry_policy: Box<Retries> = "defaultHttpRetryPolicy",
        /// Retries of proxies towards their own workload.
        default_inbound_http_retry_policy: Box<Retries> = "defaultInboundHttpRetryPolicy",
        /// Upgrading to HTTP/2; absent means no.
        h2_upgrade_policy: Text = "h2UpgradePolicy",
        /// Time limit for connecting, 10s if absent.
        connect_timeout: Text = "connectTimeout",
        /// Time limit for telling protocols apart; absent or `0s` means none.
        protocol_detection_timeout: Text = "protocolDetectionTimeout",
        /// Probing of connections.
        tcp_keepalive: TcpKeepalive = "tcpKeepalive",
        /// Time between lookups of names, 60s if absent.
        dns_refresh_rate: Text = "dnsRefreshRate",
        /// Port for outgoing traffic, 15001 if absent.
        proxy_listen_port: i64 = "proxyListenPort",
        /// Port for incoming traffic, 15006 if absent.
        proxy_inbound_listen_port: i64 = "proxyInboundListenPort",
        /// Port for explicit HTTP proxying; absent or 0 means none.
        proxy_http_port: i64 = "proxyHttpPort",
        /// Whether proxies trace; absent means yes.
        enable_tracing: bool = "enableTracing",
        /// Whether metrics of application and proxy are merged; absent means yes.
        enable_prometheus_merge: bool = "enablePrometheusMerge",
        /// Whether clients verify certificates by those of the system; absent means what istiod says.
        verify_certificate_at_client: bool = "verifyCertificateAtClient",
        /// Authorities that are trusted besides the mesh's own.
        ca_certificates: List<Opaque> = "caCertificates",
        /// Another authority.
        ca: Opaque = "ca",
        /// Certificates that istiod makes (removed).
        certificates: List<Opaque> = "certificates",
        /// Time without traffic after which a tunnel is closed, in ambient mode.
        hbone_idle_timeout: Text = "hboneIdleTimeout",
        /// Name of the statistics of incoming traffic.
        inbound_cluster_stat_name: Text = "inboundClusterStatName",
        /// Name of the statistics of outgoing traffic.
        outbound_cluster_stat_name: Text = "outboundClusterStatName",
        /// Where istiod gets its configuration; absent means Kubernetes.
        config_sources: List<ConfigSource> = "configSources",
    }

    /// What happens to traffic to hosts that are not in the registry.
    pub struct MeshOutbound {
        /// `ALLOW_ANY`, `REGISTRY_ONLY` or `ALLOW_ANY_DYNAMIC_DNS`; `ALLOW_ANY` unless a policy is given.
        mode: Text = "mode",
        /// TLS for such traffic.
        tls: Box<ClientTls> = "tls",
    }

    /// Where proxies send incoming traffic.
    pub struct MeshInbound {
        /// `PASSTHROUGH` or `LOCALHOST`; absent means `PASSTHROUGH`.
        mode: Text = "mode",
    }

    /// How paths are normalized before policies look at them.
    pub struct PathNormalization {
        /// `NONE`, `BASE`, `MERGE_SLASHES` or `DECODE_AND_MERGE_SLASHES`; absent means `BASE`.
        normalization: Text = "normalization",
    }

    /// TLS where nothing else says it.
    pub struct MeshTls {
        /// Lowest version; absent means 1.2.
        min_protocol_version: Text = "minProtocolVersion",
        /// Curves.
        ecdh_curves: List<Text> = "ecdhCurves",
        /// Cipher suites.
        cipher_suites: List<Text> = "cipherSuites",
    }

    /// Providers where Telemetry names none.
    pub struct DefaultProviders {
        /// For tracing.
        tracing: List<Text> = "tracing",
        /// For metrics.
        metrics: List<Text> = "metrics",
        /// For access logs.
        access_logging: List<Text> = "accessLogging",
    }

    /// Settings of hosts.
    pub struct ServiceSettings {
        /// The settings.
        settings: ServiceLocality = "settings",
        /// The hosts, optionally with a wildcard.
        hosts: List<Text> = "hosts",
    }

    /// Whether a host stays in its cluster.
    pub struct ServiceLocality {
        /// Whether clients see the endpoints of their own cluster only.
        cluster_local: bool = "clusterLocal",
    }

    /// Which Services are seen in other clusters.
    pub struct ServiceScope {
        /// Their namespaces.
        namespace_selector: LabelSelector = "namespaceSelector",
        /// Their labels.
        services_selector: LabelSelector = "servicesSelector",
        /// `LOCAL` or `GLOBAL`.
        scope: Text = "scope",
    }

    /// Limits where DestinationRules set none.
    pub struct DefaultTrafficPolicy {
        /// Limits on connections and requests.
        connection_pool: Box<ConnectionPool> = "connectionPool",
        /// When endpoints are taken out of use.
        outlier_detection: Box<OutlierDetection> = "outlierDetection",
    }

    /// Where istiod gets its configuration.
    pub struct ConfigSource {
        /// `fs://`, `xds://` or `k8s://` address.
        address: Text = "address",
    }

    /// The networks of a mesh.
    pub struct MeshNetworks {
        /// Networks by name.
        networks: Map<Network> = "networks",
    }

    /// One network.
    pub struct Network {
        /// Endpoints in it.
        endpoints: List<NetworkEndpoints> = "endpoints",
        /// Ways into it.
        gateways: List<NetworkGateway> = "gateways",
    }

    /// Endpoints in a network; one of the fields says which.
    pub struct NetworkEndpoints {
        /// Addresses.
        from_cidr: Text = "fromCidr",
        /// Cluster, by the name of its registry.
        from_registry: Text = "fromRegistry",
    }

    /// A way into a network.
    pub struct NetworkGateway {
        /// Full host of the gateway's Service.
        registry_service_name: Text = "registryServiceName",
        /// IP address, instead of a Service.
        address: Text = "address",
        /// Port.
        port: i64 = "port",
        /// Locality.
        locality: Text = "locality",
    }
}
