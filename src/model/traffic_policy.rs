//! Connection pools and outlier detection: DestinationRule, Sidecar and mesh,
//! <https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings>.

use super::{List, Text};
use crate::model;

model! {
    /// Limits on connections and requests.
    pub struct ConnectionPool {
        /// For TCP, and so for HTTP as well.
        tcp: Box<TcpPool> = "tcp",
        /// For HTTP.
        http: Box<HttpPool> = "http",
    }

    /// Limits for TCP.
    pub struct TcpPool {
        /// Connections to one host, practically no limit if absent.
        max_connections: i64 = "maxConnections",
        /// Time limit for connecting, that of the mesh if absent.
        connect_timeout: Text = "connectTimeout",
        /// Probing of connections.
        tcp_keepalive: TcpKeepalive = "tcpKeepalive",
        /// Longest life of a connection, no limit if absent.
        max_connection_duration: Text = "maxConnectionDuration",
        /// Time without traffic after which a connection is closed; `0s` means never.
        idle_timeout: Text = "idleTimeout",
    }

    /// Probing of connections.
    pub struct TcpKeepalive {
        /// Unanswered probes after which a connection counts as dead.
        probes: i64 = "probes",
        /// Idle time before the first probe.
        time: Text = "time",
        /// Time between probes.
        interval: Text = "interval",
    }

    /// Limits for HTTP.
    pub struct HttpPool {
        /// Requests that wait for a connection.
        http1_max_pending_requests: i64 = "http1MaxPendingRequests",
        /// Active requests, for HTTP/1.1 and HTTP/2.
        http2_max_requests: i64 = "http2MaxRequests",
        /// Requests for each connection; 0 or absent means no limit, 1 means no keep-alive.
        max_requests_per_connection: i64 = "maxRequestsPerConnection",
        /// Retries outstanding at one time.
        max_retries: i64 = "maxRetries",
        /// Time without requests after which a connection is closed, an hour if absent.
        idle_timeout: Text = "idleTimeout",
        /// Upgrading to HTTP/2; absent or `DEFAULT` means what the mesh says.
        h2_upgrade_policy: Text = "h2UpgradePolicy",
        /// Whether the client's protocol is kept; overrides upgrading.
        use_client_protocol: bool = "useClientProtocol",
        /// Streams for each HTTP/2 connection.
        max_concurrent_streams: i64 = "maxConcurrentStreams",
        /// Probing of HTTP/2 connections.
        http2_keep_alive: Http2KeepAlive = "http2KeepAlive",
    }

    /// Probing of HTTP/2 connections.
    pub struct Http2KeepAlive {
        /// Time between pings.
        interval: Text = "interval",
        /// Time limit for the answer.
        timeout: Text = "timeout",
    }

    /// When endpoints are taken out of use.
    pub struct OutlierDetection {
        /// Errors in a row (deprecated).
        consecutive_errors: i64 = "consecutiveErrors",
        /// Whether errors of the proxy's own side are counted apart.
        split_external_local_origin_errors: bool = "splitExternalLocalOriginErrors",
        /// Errors of the proxy's own side in a row; needs them counted apart.
        consecutive_local_origin_failures: i64 = "consecutiveLocalOriginFailures",
        /// Answers 502, 503 and 504 in a row; 0 or absent means off.
        consecutive_gateway_errors: i64 = "consecutiveGatewayErrors",
        /// Answers 5xx in a row, 5 if absent; 0 means off.
        consecutive_5xx_errors: i64 = "consecutive5xxErrors",
        /// Time between sweeps, 10s if absent.
        interval: Text = "interval",
        /// Shortest time out of use, 30s if absent.
        base_ejection_time: Text = "baseEjectionTime",
        /// Share of endpoints out of use at most, 10 if absent.
        max_ejection_percent: i64 = "maxEjectionPercent",
        /// Share of healthy endpoints below which detection is off, 0 if absent.
        min_health_percent: i64 = "minHealthPercent",
        /// Statuses that count as errors besides 5xx.
        outlier_detection_http_error_codes: List<i64> = "outlierDetectionHttpErrorCodes",
    }
}
