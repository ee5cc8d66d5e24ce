//! WorkloadEntry and WorkloadGroup,
//! <https://istio.io/latest/docs/reference/config/networking/workload-entry/>,
//! <https://istio.io/latest/docs/reference/config/networking/workload-group/>.

use super::{Endpoint, IntOrText, List, Map, Text};
use crate::model;

/// `spec` of a WorkloadEntry: one endpoint outside of Kubernetes.
pub type WorkloadEntry = Endpoint;

model! {
    /// `spec` of a WorkloadGroup.
    pub struct WorkloadGroup {
        /// Metadata of the WorkloadEntries made from it.
        metadata: WorkloadGroupMetadata = "metadata",
        /// What the WorkloadEntries made from it look like.
        template: Box<Endpoint> = "template",
        /// How the health of the workloads is probed.
        probe: Box<Probe> = "probe",
    }

    /// Metadata of the WorkloadEntries made from a group.
    pub struct WorkloadGroupMetadata {
        /// Labels.
        labels: Map<Text> = "labels",
        /// Annotations.
        annotations: Map<Text> = "annotations",
    }

    /// A probe of a workload's health, in Istio and in Kubernetes.
    pub struct Probe {
        /// Ask for a path.
        http_get: Box<HttpProbe> = "httpGet",
        /// Open a connection.
        tcp_socket: TcpProbe = "tcpSocket",
        /// Run a command.
        exec: ExecProbe = "exec",
        /// Ask a gRPC health service.
        grpc: GrpcProbe = "grpc",
        /// Seconds before the first probe.
        initial_delay_seconds: i64 = "initialDelaySeconds",
        /// Time limit in seconds, 1 if absent.
        timeout_seconds: i64 = "timeoutSeconds",
        /// Seconds between probes, 10 if absent.
        period_seconds: i64 = "periodSeconds",
        /// Successes in a row that count as healthy, 1 if absent.
        success_threshold: i64 = "successThreshold",
        /// Failures in a row that count as unhealthy, 3 if absent.
        failure_threshold: i64 = "failureThreshold",
    }

    /// A probe over HTTP.
    pub struct HttpProbe {
        /// Path.
        path: Text = "path",
        /// Port; names only in Kubernetes.
        port: IntOrText = "port",
        /// Host to connect to; absent means the workload.
        host: Text = "host",
        /// `HTTP` or `HTTPS`; absent means `HTTP`.
        scheme: Text = "scheme",
        /// Headers to send.
        http_headers: List<HeaderValue> = "httpHeaders",
    }

    /// A header with its value.
    pub struct HeaderValue {
        /// Name.
        name: Text = "name",
        /// Value.
        value: Text = "value",
    }

    /// A probe over TCP.
    pub struct TcpProbe {
        /// Host to connect to; absent means the workload.
        host: Text = "host",
        /// Port; names only in Kubernetes.
        port: IntOrText = "port",
    }

    /// A probe by command.
    pub struct ExecProbe {
        /// The command and its arguments.
        command: List<Text> = "command",
    }

    /// A probe over gRPC.
    pub struct GrpcProbe {
        /// Port.
        port: i64 = "port",
        /// Service to ask for.
        service: Text = "service",
    }
}
