//! The `defaultConfig` of the mesh, also in the annotation `proxy.istio.io/config`,
//! <https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig>.

use crate::model;
use crate::model::{ClientTls, CustomTag, List, Map, Opaque, Probe, ProxyImage, Text};

model! {
    /// How proxies run.
    pub struct MeshProxyConfig {
        /// Image of the proxy.
        image: ProxyImage = "image",
        /// Variables of the proxy, such as `ISTIO_META_DNS_CAPTURE`.
        proxy_metadata: Map<Text> = "proxyMetadata",
        /// Whether the application waits for the proxy; absent means no.
        hold_application_until_proxy_starts: bool = "holdApplicationUntilProxyStarts",
        /// Address of istiod; absent means `istiod.istio-system.svc:15012`.
        discovery_address: Text = "discoveryAddress",
        /// Worker threads; 0 means one for each processor.
        concurrency: i64 = "concurrency",
        /// `REDIRECT`, `TPROXY` or `NONE`; absent means `REDIRECT`.
        interception_mode: Text = "interceptionMode",
        /// Id of the mesh.
        mesh_id: Text = "meshId",
        /// `NONE` or `MUTUAL_TLS`, towards istiod; absent means `MUTUAL_TLS`.
        control_plane_auth_policy: Text = "controlPlaneAuthPolicy",
        /// Directory for generated configuration.
        config_path: Text = "configPath",
        /// Program of the proxy.
        binary_path: Text = "binaryPath",
        /// Configuration instead of a generated one.
        custom_config_file: Text = "customConfigFile",
        /// Template of the generated configuration.
        proxy_bootstrap_template_path: Text = "proxyBootstrapTemplatePath",
        /// Name of the proxy as a client; excludes the next field.
        service_cluster: Text = "serviceCluster",
        /// How this name is made.
        tracing_service_name: Text = "tracingServiceName",
        /// Time for draining on reload, 45s if absent.
        drain_duration: Text = "drainDuration",
        /// Time for draining at the end, 5s if absent.
        termination_drain_duration: Text = "terminationDrainDuration",
        /// Port of the proxy's own interface, 15000 if absent.
        proxy_admin_port: i64 = "proxyAdminPort",
        /// Port of the agent, 15020 if absent.
        status_port: i64 = "statusPort",
        /// Longest name of a statistic.
        stat_name_length: i64 = "statNameLength",
        /// Which statistics are kept.
        proxy_stats_matcher: Box<StatsMatcher> = "proxyStatsMatcher",
        /// Further tags of metrics.
        extra_stat_tags: List<Text> = "extraStatTags",
        /// Address of statsd.
        statsd_udp_address: Text = "statsdUdpAddress",
        /// Tracing.
        tracing: Box<MeshTracing> = "tracing",
        /// Address of Zipkin (deprecated).
        zipkin_address: Text = "zipkinAddress",
        /// Service for access logs.
        envoy_access_log_service: Box<RemoteService> = "envoyAccessLogService",
        /// Service for metrics.
        envoy_metrics_service: Box<RemoteService> = "envoyMetricsService",
        /// Address of the service for metrics (deprecated).
        envoy_metrics_service_address: Text = "envoyMetricsServiceAddress",
        /// Proxies in front of gateways.
        gateway_topology: Box<GatewayTopology> = "gatewayTopology",
        /// How the health of workloads outside of Kubernetes is probed.
        readiness_probe: Box<Probe> = "readinessProbe",
        /// Where private keys are used.
        private_key_provider: Box<PrivateKeyProvider> = "privateKeyProvider",
        /// Headers that proxies add.
        proxy_headers: Opaque = "proxyHeaders",
        /// Limits of connections.
        connection_settings: Box<ConnectionSettings> = "connectionSettings",
        /// Runtime values of Envoy.
        runtime_values: Map<Text> = "runtimeValues",
        /// Availability zone (deprecated).
        availability_zone: Text = "availabilityZone",
        /// Time between looks for configuration (deprecated).
        discovery_refresh_delay: Text = "discoveryRefreshDelay",
        /// Where secrets come from (deprecated).
        sds: Opaque = "sds",
        /// Whether statistics are compressed; absent means yes.
        stats_compression: bool = "statsCompression",
        /// Further authorities.
        ca_certificates_pem: List<Text> = "caCertificatesPem",
    }

    /// Which statistics are kept.
    pub struct StatsMatcher {
        /// By how their names begin.
        inclusion_prefixes: List<Text> = "inclusionPrefixes",
        /// By how their names end.
        inclusion_suffixes: List<Text> = "inclusionSuffixes",
        /// By regular expressions for their names.
        inclusion_regexps: List<Text> = "inclusionRegexps",
    }

    /// Tracing.
    pub struct MeshTracing {
        /// Zipkin.
        zipkin: TracingBackend = "zipkin",
        /// Lightstep (removed).
        lightstep: TracingBackend = "lightstep",
        /// Datadog.
        datadog: TracingBackend = "datadog",
        /// Stackdriver.
        stackdriver: Opaque = "stackdriver",
        /// OpenCensus (removed).
        open_census_agent: TracingBackend = "openCensusAgent",
        /// TLS towards the backend.
        tls_settings: Box<ClientTls> = "tlsSettings",
        /// Tags for spans.
        custom_tags: Map<CustomTag> = "customTags",
        /// Longest path in a tag, 256 if absent.
        max_path_tag_length: i64 = "maxPathTagLength",
        /// Share of requests in percent, 1 if absent.
        sampling: f64 = "sampling",
        /// Whether Istio's own tags are added.
        enable_istio_tags: bool = "enableIstioTags",
    }

    /// A tracing backend.
    pub struct TracingBackend {
        /// `host:port`.
        address: Text = "address",
        /// Token; Lightstep only.
        access_token: Text = "accessToken",
    }

    /// A service that proxies report to.
    pub struct RemoteService {
        /// `host:port`.
        address: Text = "address",
        /// TLS.
        tls_settings: Box<ClientTls> = "tlsSettings",
    }

    /// Proxies in front of gateways.
    pub struct GatewayTopology {
        /// How many of them are trusted; absent means 0.
        num_trusted_proxies: i64 = "numTrustedProxies",
        /// What is done with the header about the client's certificate.
        forward_client_cert_details: Text = "forwardClientCertDetails",
        /// PROXY protocol.
        proxy_protocol: Opaque = "proxyProtocol",
    }

    /// Where private keys are used.
    pub struct PrivateKeyProvider {
        /// CryptoMb.
        cryptomb: KeyPolling = "cryptomb",
        /// QuickAssist.
        qat: KeyPolling = "qat",
    }

    /// How results of key operations are fetched.
    pub struct KeyPolling {
        /// Time between looks.
        poll_delay: Text = "pollDelay",
        /// Whether the proxy does it itself where the machine cannot.
        fallback: bool = "fallback",
    }

    /// Limits of connections.
    pub struct ConnectionSettings {
        /// Set of defaults.
        profile: Text = "profile",
        /// Connections of a proxy.
        global_downstream_connection_limit: i64 = "globalDownstreamConnectionLimit",
        /// Connections of a listener.
        listener_connection_limit: i64 = "listenerConnectionLimit",
        /// Buffer of a listener's connection.
        listener_per_connection_buffer_limit_bytes: i64 = "listenerPerConnectionBufferLimitBytes",
        /// Buffer of a cluster's connection.
        cluster_per_connection_buffer_limit_bytes: i64 = "clusterPerConnectionBufferLimitBytes",
        /// Streams of an HTTP/2 connection.
        http_max_concurrent_streams: i64 = "httpMaxConcurrentStreams",
        /// Window of an HTTP/2 stream.
        http2_initial_stream_window_size: i64 = "http2InitialStreamWindowSize",
        /// Window of an HTTP/2 connection.
        http2_initial_connection_window_size: i64 = "http2InitialConnectionWindowSize",
        /// Time limit for a request.
        http_request_timeout: Text = "httpRequestTimeout",
        /// Time limit for the headers of a request.
        http_request_headers_timeout: Text = "httpRequestHeadersTimeout",
        /// Time without requests after which a connection is closed.
        http_idle_timeout: Text = "httpIdleTimeout",
        /// Time without traffic after which a stream is closed.
        http_stream_idle_timeout: Text = "httpStreamIdleTimeout",
        /// Longest life of a stream.
        http_max_stream_duration: Text = "httpMaxStreamDuration",
        /// Longest life of a connection.
        http_max_connection_duration: Text = "httpMaxConnectionDuration",
        /// Time for draining a connection.
        http_drain_timeout: Text = "httpDrainTimeout",
        /// Whether `//` in paths becomes `/`.
        http_merge_slashes: bool = "httpMergeSlashes",
        /// What is done with `%2F` in paths.
        http_path_with_escaped_slashes_action: Text = "httpPathWithEscapedSlashesAction",
        /// What is done with `_` in names of headers.
        http_headers_with_underscores_action: Text = "httpHeadersWithUnderscoresAction",
    }
}
