//! Extension providers of the mesh configuration,
//! <https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider>.

use crate::model;
use crate::model::{List, Map, Opaque, Text};

model! {
    /// A provider that policies refer to by name; one of the other fields says what it is.
    pub struct ExtensionProvider {
        /// Its name.
        name: Text = "name",
        /// External authorization over HTTP.
        envoy_ext_authz_http: Box<ExtAuthz> = "envoyExtAuthzHttp",
        /// External authorization over gRPC.
        envoy_ext_authz_grpc: Box<ExtAuthz> = "envoyExtAuthzGrpc",
        /// Tracing by Zipkin.
        zipkin: Box<TracingProvider> = "zipkin",
        /// Tracing by Lightstep (removed).
        lightstep: Box<TracingProvider> = "lightstep",
        /// Tracing by Datadog.
        datadog: Box<TracingProvider> = "datadog",
        /// Tracing by SkyWalking.
        skywalking: Box<TracingProvider> = "skywalking",
        /// Tracing by OpenTelemetry.
        opentelemetry: Box<OpenTelemetryProvider> = "opentelemetry",
        /// Tracing by OpenCensus (removed).
        opencensus: Box<TracingProvider> = "opencensus",
        /// Tracing, metrics and access logs by Stackdriver.
        stackdriver: Opaque = "stackdriver",
        /// Metrics by Prometheus.
        prometheus: Opaque = "prometheus",
        /// Access logs in a file.
        envoy_file_access_log: FileAccessLog = "envoyFileAccessLog",
        /// Access logs of HTTP to a service.
        envoy_http_als: Box<AccessLogProvider> = "envoyHttpAls",
        /// Access logs of TCP to a service.
        envoy_tcp_als: Box<AccessLogProvider> = "envoyTcpAls",
        /// Access logs to OpenTelemetry.
        envoy_otel_als: Box<AccessLogProvider> = "envoyOtelAls",
        /// Secrets from a service.
        sds: Box<SecretProvider> = "sds",
    }

    /// External authorization.
    pub struct ExtAuthz {
        /// Service, `host` or `namespace/host`.
        service: Text = "service",
        /// Port of the service.
        port: i64 = "port",
        /// Time limit, 600s if absent.
        timeout: Text = "timeout",
        /// Whether requests are let through when it cannot be asked; absent means no.
        fail_open: bool = "failOpen",
        /// Whether the route is looked up again afterwards.
        clear_route_cache: bool = "clearRouteCache",
        /// Status when it cannot be asked, 403 if absent.
        status_on_error: Text = "statusOnError",
        /// What stands before the path it is asked for; HTTP only.
        path_prefix: Text = "pathPrefix",
        /// Headers it is sent; HTTP only.
        include_request_headers_in_check: List<Text> = "includeRequestHeadersInCheck",
        /// Headers it is sent (deprecated).
        include_headers_in_check: List<Text> = "includeHeadersInCheck",
        /// Further headers with their values; HTTP only.
        include_additional_headers_in_check: Map<Text> = "includeAdditionalHeadersInCheck",
        /// How much of the body it is sent; absent means none.
        include_request_body_in_check: Opaque = "includeRequestBodyInCheck",
        /// Its headers that go on to the workload; HTTP only.
        headers_to_upstream_on_allow: List<Text> = "headersToUpstreamOnAllow",
        /// Its headers that go back to the client when it allows; HTTP only.
        headers_to_downstream_on_allow: List<Text> = "headersToDownstreamOnAllow",
        /// Its headers that go back to the client when it denies; HTTP only.
        headers_to_downstream_on_deny: List<Text> = "headersToDownstreamOnDeny",
    }

    /// Tracing by a service.
    pub struct TracingProvider {
        /// Service, `host` or `namespace/host`.
        service: Text = "service",
        /// Port of the service.
        port: i64 = "port",
        /// Token; Lightstep and SkyWalking only.
        access_token: Text = "accessToken",
        /// Path; Zipkin only.
        path: Text = "path",
        /// Time limit; Zipkin only.
        timeout: Text = "timeout",
        /// Longest tag.
        max_tag_length: i64 = "maxTagLength",
    }

    /// Tracing by OpenTelemetry.
    pub struct OpenTelemetryProvider {
        /// Service, `host` or `namespace/host`.
        service: Text = "service",
        /// Port of the service.
        port: i64 = "port",
        /// Longest tag.
        max_tag_length: i64 = "maxTagLength",
        /// Options of gRPC, which is the default; excludes HTTP.
        grpc: Opaque = "grpc",
        /// Path and options of HTTP.
        http: OpenTelemetryHttp = "http",
    }

    /// OpenTelemetry over HTTP.
    pub struct OpenTelemetryHttp {
        /// Path.
        path: Text = "path",
        /// Time limit.
        timeout: Text = "timeout",
    }

    /// Access logs in a file.
    pub struct FileAccessLog {
        /// The file.
        path: Text = "path",
        /// Format.
        log_format: Opaque = "logFormat",
    }

    /// Access logs to a service.
    pub struct AccessLogProvider {
        /// Service, `host` or `namespace/host`.
        service: Text = "service",
        /// Port of the service.
        port: i64 = "port",
        /// Name of the log.
        log_name: Text = "logName",
        /// Format; OpenTelemetry only.
        log_format: Opaque = "logFormat",
    }

    /// Secrets from a service.
    pub struct SecretProvider {
        /// Name of the secrets' source.
        name: Text = "name",
        /// Service, `host` or `namespace/host`.
        service: Text = "service",
        /// Port of the service.
        port: i64 = "port",
    }
}
